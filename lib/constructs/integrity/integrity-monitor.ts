import { Duration, Names, RemovalPolicy } from 'aws-cdk-lib';
import {
  type Dashboard,
  type IAlarm,
  Metric,
  type MetricOptions,
  type Unit,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { INTEGRITY_DIMENSION, INTEGRITY_METRICS } from '../../core/settings/integrity-metrics';
import { planMessage } from '../../core/settings/integrity-work';
import type { IAlertTopic } from '../alert/alert-topic';
import type { ILogArchive } from '../archive/log-archive-interface';
import { METRICS_NAMESPACE } from '../detection/log-processor-function';
import { acknowledgeControls } from '../statement/acknowledge-controls';
import { createClaimTable } from '../worker/claim-table';
import { createRaisingQueues } from '../worker/raising-queue';
import { checkMonitorTimes } from './check-monitor-times';
import { IntegrityAlarms } from './integrity-alarms';
import { createIntegrityDashboard } from './integrity-dashboard';
import { createIntegrityFunction } from './integrity-function';

/** What an `IntegrityMonitor` is made from. */
export interface IntegrityMonitorProps {
  /** Whose files are checked. Its trails must have log-file validation on, as `AuditTrail` has. */
  readonly archive: ILogArchive;

  /** Where the alerts go, and the alarms on the monitor itself. */
  readonly alertTopic: IAlertTopic;

  /**
   * How often new digest files are looked for, 15 minutes to an hour. CloudTrail delivers one an hour for each account,
   * Region and trail.
   *
   * @default Duration.minutes(30)
   */
  readonly checkEvery?: Duration;

  /**
   * In which time everything within reach is checked once more, a day to ten years, whatever happened to it since. It
   * costs a request for every file, and mostly one to KMS.
   *
   * @default Duration.days(90)
   */
  readonly recheckEvery?: Duration;

  /**
   * How far back that goes, two days to ten years. Each day, about `recheckReach / recheckEvery` days' files are read again.
   * Files in an archive storage class cannot be read, and are told as unverified; leave them out.
   *
   * @default Duration.days(365)
   */
  readonly recheckReach?: Duration;

  /**
   * How many alerts of one kind and account are sent singly for a month of the archive; of the rest, one report says how
   * many.
   *
   * @default 10
   */
  readonly stormThreshold?: number;

  /**
   * How long one batch of checks may take, 1 to 15 minutes. The queue's times follow from it.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;

  /**
   * How many batches are worked on at once, 2 to 1000.
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
   * The address of the folder of runbooks that the alarms link to; a copy of `docs/runbooks`, perhaps with pages of
   * your own.
   *
   * @default - the pages of trailwatch's repository
   */
  readonly runbooks?: string;
}

/** A month of the archive, nearly: the stretch in which alerts of one kind and account are counted. */
const STORM_WINDOW = Duration.days(30);

/** A finding is told once for as long as at least two rechecks find it again. */
const MIN_MEMORY = Duration.days(400);

/**
 * Follows an archive by itself: checks each digest file and its log files within the hour of their delivery, for every
 * account, Region and trail, and everything again from time to time. It sends an alert, once, for whatever was changed,
 * deleted or added, and for silence: a digest file that is due and does not come.
 *
 * Scheduled rule → queue → function → topic: a plan lists the accounts and Regions and puts each on the queue; a check
 * goes on where the last one ended, as a table remembers. The function reads the archive and cannot write it.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type AlertTopic, IntegrityMonitor, type LogArchive } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const archive: LogArchive;
 * declare const alertTopic: AlertTopic;
 * new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic });
 */
export class IntegrityMonitor extends Construct implements IGrantable {
  /** The function. */
  public readonly function: IFunction;

  /** What the function may do. */
  public readonly grantPrincipal: IPrincipal;

  /** The plans and checks to be done. */
  public readonly queue: IQueue;

  /** The checks that were given up. */
  public readonly deadLetterQueue: IQueue;

  /** What was checked, and what was sent. Retained when the stack is deleted. */
  public readonly table: ITable;

  /** The function's own log. */
  public readonly logGroup: ILogGroup;

  /** The alarms on the monitor itself. */
  public readonly alarms: IAlarm[];

  /** The page that shows what was checked and found. */
  public readonly dashboard: Dashboard;

  private readonly monitorName: string;

  constructor(scope: Construct, id: string, props: IntegrityMonitorProps) {
    super(scope, id);
    checkMonitorTimes(props);
    const timeout = props.timeout ?? Duration.minutes(5);
    this.monitorName = Names.uniqueResourceName(this, { maxLength: 128 });
    const { queue, deadLetterQueue } = createRaisingQueues(this, timeout);
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.table = createClaimTable(this);
    this.logGroup = this.createLogGroup(props);
    this.function = this.createFunction(props, timeout);
    this.grantPrincipal = this.function.grantPrincipal;
    this.createSchedule(props.checkEvery ?? Duration.minutes(30));
    this.alarms = this.createAlarms(props);
    this.dashboard = createIntegrityDashboard(this, this.alarms, (name) => this.metric(name));
  }

  /** A metric of the monitor by its name, such as `Findings`. Throws if the monitor has none of that name. */
  public metric(metricName: string, props: MetricOptions = {}): Metric {
    const units: Readonly<Record<string, string>> = INTEGRITY_METRICS;
    const unit = units[metricName];
    if (unit === undefined) {
      const names = Object.keys(units).join(', ');
      throw new Error(
        `metricName '${metricName}' is not a metric of the integrity monitor; it may be ${names}`,
      );
    }
    return new Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: { [INTEGRITY_DIMENSION]: this.monitorName },
      statistic: metricName === 'DigestLag' ? 'Maximum' : 'Sum',
      unit: unit as Unit,
      ...props,
    }).attachTo(this);
  }

  /** How many files were found to be invalid, missing or extra, and how many gaps; counted at each check. */
  public metricFindings(props?: MetricOptions): Metric {
    return this.metric('Findings', props);
  }

  /** Of how many files nothing could be proven; counted at each check. */
  public metricUnverified(props?: MetricOptions): Metric {
    return this.metric('Unverified', props);
  }

  /** From the end of the newest digest file of an account's Region to the moment it was checked; the longest. */
  public metricDigestLag(props?: MetricOptions): Metric {
    return this.metric('DigestLag', props);
  }

  private createLogGroup({ logRetention }: IntegrityMonitorProps): LogGroup {
    const logGroup = new LogGroup(this, 'Logs', {
      retention: logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledgeControls(logGroup, {
      CloudWatchLogGroupEncrypted:
        'CloudWatch encrypts it with its own key; it holds counts, object keys and faults, no record',
    });
    return logGroup;
  }

  private createFunction(props: IntegrityMonitorProps, timeout: Duration): IFunction {
    const recheckEvery = props.recheckEvery ?? Duration.days(90);
    return createIntegrityFunction(this, {
      archive: props.archive,
      alertTopic: props.alertTopic,
      queue: this.queue,
      table: this.table,
      logGroup: this.logGroup,
      monitorName: this.monitorName,
      timeout,
      maxConcurrency: props.maxConcurrency ?? 10,
      recheckEvery,
      recheckReach: props.recheckReach ?? Duration.days(365),
      stormThreshold: props.stormThreshold ?? 10,
      stormWindow: STORM_WINDOW,
      rememberAlertsFor: Duration.days(
        Math.max(MIN_MEMORY.toDays(), 3 * Math.ceil(recheckEvery.toHours() / 24)),
      ),
      tracing: props.tracing,
    });
  }

  private createSchedule(checkEvery: Duration): void {
    new Rule(this, 'Plan', {
      description:
        'Asks for a look through the archive: its message goes to the queue of the integrity monitor',
      schedule: Schedule.rate(checkEvery),
      targets: [
        new SqsQueue(this.queue, {
          deadLetterQueue: this.deadLetterQueue,
          message: RuleTargetInput.fromObject(planMessage(EventField.time)),
        }),
      ],
    });
  }

  private createAlarms({ alertTopic, runbooks }: IntegrityMonitorProps): IAlarm[] {
    const { queue, deadLetterQueue } = this;
    const { alarms } = new IntegrityAlarms(this, 'Alarms', {
      alertTopic,
      runbooks,
      metrics: {
        deadLetters: (period) =>
          deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
        oldestMessageAge: (period) => queue.metricApproximateAgeOfOldestMessage({ period }),
        errors: (period) => this.function.metricErrors({ period }),
        throttles: (period) => this.function.metricThrottles({ period }),
        plans: (period) => this.metric('Plans', { period }),
      },
    });
    return [...alarms];
  }
}
