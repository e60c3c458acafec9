import { Duration, Names, RemovalPolicy, type Size } from 'aws-cdk-lib';
import { type IAlarm, Metric, type MetricOptions, type Unit } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PROCESSOR_DIMENSION, PROCESSOR_METRICS } from '../../core/settings/log-processor-metrics';
import { visibilityTimeoutSecondsFor } from '../../core/settings/log-processor-timing';
import type { IAlertTopic } from '../alert/alert-topic';
import type { ILogArchive } from '../archive/log-archive-interface';
import { warnInWords } from '../preflight/report-finding';
import { RuleSet } from '../rule/rule-set';
import { acknowledgeControls } from '../statement/acknowledge-controls';
import { createClaimTable } from '../worker/claim-table';
import type { Raising } from '../worker/raising';
import { MAX_RECEIVES } from '../worker/raising-function';
import { warnOfUnloggedRules } from './check-placement';
import { checkProcessorNumbers } from './check-processor-numbers';
import { DeliveryQueue } from './delivery-queue';
import { LogProcessorAlarms } from './log-processor-alarms';
import { createProcessorFunction, METRICS_NAMESPACE } from './log-processor-function';

/** What a `LogProcessor` is made from. */
export interface LogProcessorProps {
  /** Where the log files are delivered. In this account and Region. */
  readonly archive: ILogArchive;

  /** Where the alerts go, and the alarms on the processor itself. */
  readonly alertTopic: IAlertTopic;

  /**
   * What to look for.
   *
   * @default RuleSet.builtIn()
   */
  readonly rules?: RuleSet;

  /**
   * The function's memory; its share of a processor grows with it.
   *
   * @default Size.mebibytes(1024)
   */
  readonly memorySize?: Size;

  /**
   * How long one batch of files may take, at most 15 minutes. The queue's times follow from it.
   *
   * @default Duration.minutes(2)
   */
  readonly timeout?: Duration;

  /**
   * How many batches are worked on at once, 2 to 1000. More than the account's other functions can spare would
   * throttle them.
   *
   * @default 10
   */
  readonly maxConcurrency?: number;

  /**
   * How long the function's own log is kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * Whether X-Ray traces the function.
   *
   * @default Tracing.DISABLED
   */
  readonly tracing?: Tracing;

  /**
   * How many alerts of one rule and account are sent singly in a window; of the rest, one report says how many
   * and where.
   *
   * @default 20
   */
  readonly stormThreshold?: number;

  /**
   * How long such a window is, by event time.
   *
   * @default Duration.hours(1)
   */
  readonly stormWindow?: Duration;

  /**
   * For how long a record that is delivered again raises no second alert. Longer than any message can wait in the
   * dead-letter queue, which is 14 days.
   *
   * @default Duration.days(30)
   */
  readonly rememberAlertsFor?: Duration;

  /**
   * The address of the folder of runbooks that the alarms link to; a copy of `docs/runbooks`, perhaps with pages of
   * your own.
   *
   * @default - the pages of trailwatch's repository
   */
  readonly runbooks?: string;
}

const DEFAULT_TIMEOUT = Duration.minutes(2);

/**
 * Looks at every record of every log file that arrives in an archive, within about a minute of its delivery, and
 * sends an alert for each match: once, however often the file is announced.
 *
 * EventBridge rule → queue → function → topic; a table remembers what was sent; a dead-letter queue keeps what
 * could not be read; alarms say when any of it stops working. The function comes built with the package.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type AlertTopic, type LogArchive, LogProcessor, RuleSet, RuleSeverity } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const archive: LogArchive;
 * declare const alertTopic: AlertTopic;
 * new LogProcessor(stack, 'Processor', {
 *   archive,
 *   alertTopic,
 *   rules: RuleSet.builtIn().withMinimumSeverity(RuleSeverity.MEDIUM),
 * });
 */
export class LogProcessor extends Construct implements IGrantable {
  /** The function. */
  public readonly function: IFunction;

  /** What the function may do. */
  public readonly grantPrincipal: IPrincipal;

  /** The notices of files to be looked at. */
  public readonly queue: IQueue;

  /** The notices that were given up. */
  public readonly deadLetterQueue: IQueue;

  /** What was sent. Retained when the stack is deleted. */
  public readonly table: ITable;

  /** The function's own log. */
  public readonly logGroup: ILogGroup;

  /** The alarms on the processor itself. */
  public readonly alarms: IAlarm[];

  /** How alerts are counted and remembered; another function that shares the table has to know. @internal */
  public readonly _raising: Raising;

  /** What is looked for. @internal */
  public readonly _rules: RuleSet;

  /** Where the log files are delivered. @internal */
  public readonly _archive: ILogArchive;

  private readonly processorName: string;

  constructor(scope: Construct, id: string, props: LogProcessorProps) {
    super(scope, id);
    checkProcessorNumbers(props);
    const { stormThreshold, stormWindow, rememberAlertsFor } = props;
    this._raising = { stormThreshold, stormWindow, rememberAlertsFor };
    const rules = props.rules ?? RuleSet.builtIn();
    this._rules = rules;
    this._archive = props.archive;
    this.checkRules(rules);
    if (props.rules !== undefined) warnOfUnloggedRules(this, rules, props.archive);
    const timeout = props.timeout ?? DEFAULT_TIMEOUT;
    this.processorName = Names.uniqueResourceName(this, { maxLength: 128 });

    const delivery = new DeliveryQueue(this, 'Deliveries', {
      archive: props.archive,
      visibilityTimeout: Duration.seconds(visibilityTimeoutSecondsFor(timeout.toSeconds())),
      maxReceiveCount: MAX_RECEIVES,
    });
    this.queue = delivery.queue;
    this.deadLetterQueue = delivery.deadLetterQueue;
    this.table = createClaimTable(this);
    this.logGroup = this.createLogGroup(props);
    this.function = createProcessorFunction(this, {
      ...props,
      rules,
      timeout,
      processorName: this.processorName,
      queue: this.queue,
      table: this.table,
      logGroup: this.logGroup,
    });
    this.grantPrincipal = this.function.grantPrincipal;
    this.alarms = this.createAlarms(props);
  }

  /** A metric of the processor by its name, such as `Matched`. Throws if the processor has none of that name. */
  public metric(metricName: string, props: MetricOptions = {}): Metric {
    const units: Readonly<Record<string, string>> = PROCESSOR_METRICS;
    const unit = units[metricName];
    if (unit === undefined) {
      const names = Object.keys(units).join(', ');
      throw new Error(`metricName '${metricName}' is not a metric of the log processor; it may be ${names}`);
    }
    return new Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: { [PROCESSOR_DIMENSION]: this.processorName },
      statistic: 'Sum',
      unit: unit as Unit,
      ...props,
    }).attachTo(this);
  }

  /** How many log files were read to their end. */
  public metricFiles(props?: MetricOptions): Metric {
    return this.metric('Files', props);
  }

  /** How many log files could not be read wholly, at each try. */
  public metricRejectedFiles(props?: MetricOptions): Metric {
    return this.metric('FilesRejected', props);
  }

  /** How many records were met. */
  public metricRecords(props?: MetricOptions): Metric {
    return this.metric('Records', props);
  }

  /** How many records matched a rule. */
  public metricMatched(props?: MetricOptions): Metric {
    return this.metric('Matched', props);
  }

  /** How many alerts were sent. */
  public metricAlerts(props?: MetricOptions): Metric {
    return this.metric('Alerts', props);
  }

  /** How long the newest record of a file had been over when the file was read. */
  public metricDeliveryLag(props?: MetricOptions): Metric {
    return this.metric('DeliveryLag', { statistic: 'p90', ...props });
  }

  private createLogGroup(props: LogProcessorProps): LogGroup {
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledgeControls(logGroup, {
      CloudWatchLogGroupEncrypted:
        'CloudWatch encrypts it with its own key; it holds counts, object keys and faults, no record',
    });
    return logGroup;
  }

  private createAlarms({ alertTopic, runbooks }: LogProcessorProps): IAlarm[] {
    const { alarms } = new LogProcessorAlarms(this, 'Alarms', {
      alertTopic,
      runbooks,
      metrics: {
        deadLetters: (period) =>
          this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
        oldestNoticeAge: (period) => this.queue.metricApproximateAgeOfOldestMessage({ period }),
        waitingNotices: (period) =>
          this.queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
        errors: (period) => this.function.metricErrors({ period }),
        throttles: (period) => this.function.metricThrottles({ period }),
        rejectedFiles: (period) => this.metricRejectedFiles({ period }),
      },
    });
    return [...alarms];
  }

  private checkRules(rules: RuleSet): void {
    if (rules.rules.length === 0) {
      throw new Error(
        'rules holds no rule, so no alert would ever be raised; leave it out for the built-in rules',
      );
    }
    for (const warning of rules._warnings()) {
      warnInWords(this, 'ruleWarning', warning);
    }
  }
}
