import { Names } from 'aws-cdk-lib';
import {
  type Dashboard,
  type IAlarm,
  Metric,
  type MetricOptions,
  type Unit,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ForeignRole } from '../../core/policy/claim-table-statement';
import { PROCESSOR_DIMENSION, PROCESSOR_METRICS } from '../../core/settings/log-processor-metrics';
import type { MacKey } from '../alert/mac-key';
import type { ILogArchive } from '../archive/log-archive-interface';
import { errorAt, within } from '../preflight/construct-error';
import { refusalOf, warnOfAll } from '../preflight/report-finding';
import { RuleSet } from '../rule/rule-set';
import { shareClaimTable } from '../worker/claim-table';
import { METRICS_NAMESPACE } from '../worker/metrics-namespace';
import type { QueueWorker } from '../worker/queue-worker';
import type { Raising } from '../worker/raising';
import {
  deadLettersMetric,
  errorsMetric,
  messagesMetric,
  oldestMessageMetric,
} from '../worker/worker-metrics';
import { warnOfUnloggedRules } from './check-placement';
import { checkProcessorNumbers } from './check-processor-numbers';
import { createDeliveryRules } from './delivery-rules';
import type { LogProcessorProps } from './log-processor-props';
import { createProcessorWorker } from './processor-worker';

/**
 * Searches every record of every log file that is delivered to an archive, within about a minute of the delivery, and
 * sends an alert for each match: once, however often the notice of the file is delivered.
 *
 * EventBridge rule → queue → function → topic. A table holds what was sent, a dead-letter queue the notices of files that
 * could not be read, and alarms report when any of it stops working. The code of the function comes with the package.
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
  public readonly lambdaFunction: IFunction;

  /** The role of the function. */
  public readonly grantPrincipal: IPrincipal;

  /** The queue of notices of log files. */
  public readonly queue: IQueue;

  /** The queue of notices whose processing failed. */
  public readonly deadLetterQueue: IQueue;

  /** The table of alerts that were sent. Retained when the stack is deleted. */
  public readonly table: ITable;

  /** The log group of the function. */
  public readonly logGroup: ILogGroup;

  /** The alarms on the processor itself. */
  public readonly alarms: IAlarm[];

  /** The dashboard, if there is one. */
  public readonly dashboard?: Dashboard;

  /** How alerts are counted and remembered; other functions that share the table need it. @internal */
  public readonly _raising: Raising;

  /** The rules that are searched for. @internal */
  public readonly _rules: RuleSet;

  /** The key of the table; other functions that share the table need it. @internal */
  public readonly _macKey: MacKey;

  /** The archive that log files are delivered to. @internal */
  public readonly _archive: ILogArchive;

  private readonly processorName: string;
  private readonly sharedTableName?: string;

  constructor(scope: Construct, id: string, props: LogProcessorProps) {
    super(scope, id);
    within(this, () => checkProcessorNumbers(props));
    const { stormThreshold, stormWindow, rememberAlertsFor } = props;
    this._raising = { stormThreshold, stormWindow, rememberAlertsFor };
    this._rules = props.rules ?? RuleSet.builtIn();
    this._archive = props.archive;
    this.sharedTableName = props.sharedTableName;
    this.checkRules(this._rules);
    if (props.rules !== undefined) warnOfUnloggedRules(this, props.rules, props.archive);
    this.processorName = Names.uniqueResourceName(this, { maxLength: 128 });

    const worker = within(this, () => this.createWorker(props));
    this.queue = worker.queue;
    this.deadLetterQueue = worker.deadLetterQueue;
    this.table = worker.table;
    this._macKey = worker.macKey;
    this.logGroup = worker.logGroup;
    this.lambdaFunction = worker.lambdaFunction;
    this.grantPrincipal = worker.lambdaFunction.grantPrincipal;
    this.alarms = worker.alarms;
    this.dashboard = worker.dashboard;
  }

  /** A metric of the processor by its name, such as `Matched`. Throws if there is no metric of that name. */
  public metric(metricName: string, props: MetricOptions = {}): Metric {
    const units: Readonly<Record<string, string>> = PROCESSOR_METRICS;
    const unit = units[metricName];
    if (unit === undefined) {
      const names = Object.keys(units).join(', ');
      throw errorAt(
        this,
        `metricName '${metricName}' is not a metric of the log processor; it may be ${names}`,
      );
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

  /** Log files that were read completely. */
  public metricFiles(props?: MetricOptions): Metric {
    return this.metric('Files', props);
  }

  /** Log files that could not be read completely, counted at each try. */
  public metricRejectedFiles(props?: MetricOptions): Metric {
    return this.metric('FilesRejected', props);
  }

  /** Records that were read. */
  public metricRecords(props?: MetricOptions): Metric {
    return this.metric('Records', props);
  }

  /** Records that matched a rule. */
  public metricMatched(props?: MetricOptions): Metric {
    return this.metric('Matched', props);
  }

  /** Alerts that were sent. */
  public metricAlerts(props?: MetricOptions): Metric {
    return this.metric('Alerts', props);
  }

  /** Time from the newest record of a file to the reading of the file. */
  public metricDeliveryLag(props?: MetricOptions): Metric {
    return this.metric('DeliveryLag', { statistic: 'p90', ...props });
  }

  /** Messages that failed and are received again, at each try. */
  public metricFailures(props?: MetricOptions): Metric {
    return this.metric('MessagesFailed', props);
  }

  /** Notices of log files that were processed: messages deleted from the queue. */
  public metricMessages(props?: MetricOptions): Metric {
    return messagesMetric(this, props);
  }

  /** The age of the oldest message in the queue; the maximum. */
  public metricOldestMessageAge(props?: MetricOptions): Metric {
    return oldestMessageMetric(this, props);
  }

  /** Messages in the dead-letter queue; the maximum. */
  public metricDeadLetters(props?: MetricOptions): Metric {
    return deadLettersMetric(this, props);
  }

  /** Invocations of the function that failed. A batch of which some messages failed is none: those are received again. */
  public metricErrors(props?: MetricOptions): Metric {
    return errorsMetric(this, props);
  }

  /** Lets a function's role of another account claim alerts in the table. @internal */
  public _shareTableWith(role: ForeignRole): void {
    if (this.sharedTableName === undefined) {
      throw refusalOf(
        'tableNotShared',
        `the function of '${role.roleArn}' uses the table of '${this.node.path}'`,
      );
    }
    shareClaimTable(this.table, this.sharedTableName, role);
  }

  private createWorker(props: LogProcessorProps): QueueWorker {
    const deliveries = new Construct(this, 'Deliveries');
    const worker = createProcessorWorker(this, {
      props,
      rules: this._rules,
      raising: this._raising,
      queueScope: deliveries,
      processorName: this.processorName,
      metric: (name, options) => this.metric(name, options),
    });
    const { queue, deadLetterQueue } = worker;
    createDeliveryRules(deliveries, { archive: props.archive, queue, deadLetterQueue });
    return worker;
  }

  private checkRules(rules: RuleSet): void {
    if (rules.rules.length === 0) {
      throw errorAt(
        this,
        'rules holds no rule, so no alert would ever be raised; leave it out for the built-in rules',
      );
    }
    warnOfAll(this, 'ruleWarning', {
      found: rules._warnings(),
      rest: '`trailwatch rules check` of the files lists',
    });
  }
}
