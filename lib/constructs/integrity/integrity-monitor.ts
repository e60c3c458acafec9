import { Duration, Names } from 'aws-cdk-lib';
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
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { INTEGRITY_DIMENSION, INTEGRITY_METRICS } from '../../core/settings/integrity-metrics';
import { planMessage } from '../../core/settings/integrity-work';
import { errorAt, within } from '../preflight/construct-error';
import { METRICS_NAMESPACE } from '../worker/metrics-namespace';
import {
  deadLettersMetric,
  errorsMetric,
  messagesMetric,
  oldestMessageMetric,
} from '../worker/worker-metrics';
import { createChangeRule } from './change-rule';
import { checkMonitorTimes } from './check-monitor-times';
import type { IntegrityMonitorProps } from './integrity-monitor-props';
import { createIntegrityWorker } from './integrity-worker';
import { checkRecheckReach, recheckReachOf } from './recheck-reach';

/**
 * Verifies continuously that log and digest files are unmodified: each digest file and its log files within the hour of
 * their delivery, for every account, Region and trail, and all of them again from time to time. A file that is overwritten or
 * deleted later is checked again within minutes. It sends an alert, once, for every file that was changed, deleted or added,
 * and for a digest file that is due and was not delivered.
 *
 * Scheduled rule, and rule for the archive's events → queue → function → topic. A plan lists the accounts and Regions and puts
 * each on the queue; a check continues where the last one ended, which a table holds. The function reads the archive and cannot
 * write it.
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
  public readonly lambdaFunction: IFunction;

  /** The role of the function. */
  public readonly grantPrincipal: IPrincipal;

  /** The queue of plans and checks. */
  public readonly queue: IQueue;

  /** The queue of plans and checks that failed. */
  public readonly deadLetterQueue: IQueue;

  /** The table of what was checked and which alerts were sent. Retained when the stack is deleted. */
  public readonly table: ITable;

  /** The log group of the function. */
  public readonly logGroup: ILogGroup;

  /** The alarms on the monitor itself. */
  public readonly alarms: IAlarm[];

  /** The dashboard of what was checked and found; none with `dashboard: false`. */
  public readonly dashboard?: Dashboard;

  private readonly monitorName: string;

  constructor(scope: Construct, id: string, props: IntegrityMonitorProps) {
    super(scope, id);
    within(this, () => checkMonitorTimes(props));
    checkRecheckReach(this, props.archive, recheckReachOf(props.archive, props.recheckReach));
    this.monitorName = Names.uniqueResourceName(this, { maxLength: 128 });
    const metric = (name: string) => this.metric(name);
    const worker = within(this, () =>
      createIntegrityWorker(this, { props, monitorName: this.monitorName, metric }),
    );
    this.queue = worker.queue;
    this.deadLetterQueue = worker.deadLetterQueue;
    this.table = worker.table;
    this.logGroup = worker.logGroup;
    this.lambdaFunction = worker.lambdaFunction;
    this.grantPrincipal = worker.lambdaFunction.grantPrincipal;
    this.alarms = worker.alarms;
    this.dashboard = worker.dashboard;
    this.createSchedule(props.checkEvery ?? Duration.minutes(30));
    createChangeRule(this, { archive: props.archive, worker });
  }

  /** A metric of the monitor by its name, such as `Findings`. Throws if there is no metric of that name. */
  public metric(metricName: string, props: MetricOptions = {}): Metric {
    const units: Readonly<Record<string, string>> = INTEGRITY_METRICS;
    const unit = units[metricName];
    if (unit === undefined) {
      const names = Object.keys(units).join(', ');
      throw errorAt(
        this,
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

  /** Files that are invalid, missing or extra, and gaps; counted at each check. */
  public metricFindings(props?: MetricOptions): Metric {
    return this.metric('Findings', props);
  }

  /** Files that could not be verified; counted at each check. */
  public metricUnverified(props?: MetricOptions): Metric {
    return this.metric('Unverified', props);
  }

  /** Time from the end of the newest digest file of an account's Region to its check; the maximum. */
  public metricDigestLag(props?: MetricOptions): Metric {
    return this.metric('DigestLag', props);
  }

  /** Alerts that were sent. */
  public metricAlerts(props?: MetricOptions): Metric {
    return this.metric('Alerts', props);
  }

  /** Log files that were checked, rechecks included. */
  public metricFiles(props?: MetricOptions): Metric {
    return this.metric('LogFiles', props);
  }

  /** Digest files that were checked, rechecks included. */
  public metricDigests(props?: MetricOptions): Metric {
    return this.metric('Digests', props);
  }

  /** Messages that failed and are received again, at each try. */
  public metricFailures(props?: MetricOptions): Metric {
    return this.metric('MessagesFailed', props);
  }

  /** Plans and checks that were processed: messages deleted from the queue. */
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

  private createSchedule(checkEvery: Duration): void {
    new Rule(this, 'Plan', {
      description: 'Starts a check of the archive: sends a plan to the queue of the integrity monitor',
      schedule: Schedule.rate(checkEvery),
      targets: [
        new SqsQueue(this.queue, {
          deadLetterQueue: this.deadLetterQueue,
          message: RuleTargetInput.fromObject(planMessage(EventField.time)),
        }),
      ],
    });
  }
}
