import { Duration } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { INTEGRITY_METRICS } from '../../core/settings/integrity-metrics';
import { planMessage } from '../../core/settings/integrity-work';
import { within } from '../preflight/construct-error';
import { noteOf } from '../preflight/report-finding';
import { describeResource } from '../resource/describe-resource';
import { toQueueTarget } from '../worker/queue-target';
import { Worker } from '../worker/worker';
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
export class IntegrityMonitor extends Worker {
  /** @internal */
  protected readonly _ownMetrics = {
    noun: 'integrity monitor',
    units: INTEGRITY_METRICS,
    statistics: { DigestLag: 'Maximum' },
  };

  constructor(scope: Construct, id: string, props: IntegrityMonitorProps) {
    super(scope, id);
    within(this, () => checkMonitorTimes(props));
    const recheckReach = recheckReachOf(props.archive, props.recheckReach);
    checkRecheckReach(this, props.archive, recheckReach);
    const metric = (name: string) => this.metric(name);
    this._parts = within(this, () =>
      createIntegrityWorker(this, {
        props: { ...props, recheckReach },
        monitorName: this._workerName,
        metric,
      }),
    );
    describeResource(this.lambdaFunction, () => ({ construct: 'IntegrityMonitor' }));
    if ((props.alarmActions ?? []).length === 0)
      noteOf(this, 'oneAlarmWay', 'the monitor has no alarmActions');
    this.createSchedule(props.checkEvery ?? Duration.minutes(30));
    createChangeRule(this, { archive: props.archive, worker: this._parts });
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

  /** Log files that were checked, rechecks included. */
  public metricFiles(props?: MetricOptions): Metric {
    return this.metric('LogFiles', props);
  }

  /** Digest files that were checked, rechecks included. */
  public metricDigests(props?: MetricOptions): Metric {
    return this.metric('Digests', props);
  }

  private createSchedule(checkEvery: Duration): void {
    new Rule(this, 'Plan', {
      description: 'Starts a check of the archive: sends a plan to the queue of the integrity monitor',
      schedule: Schedule.rate(checkEvery),
      targets: [
        toQueueTarget(this.queue, {
          deadLetterQueue: this.deadLetterQueue,
          message: RuleTargetInput.fromObject(planMessage(EventField.time)),
        }),
      ],
    });
  }
}
