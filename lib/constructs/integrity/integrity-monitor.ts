import { Duration, type Size } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import type { Construct, IConstruct } from 'constructs';
import { INTEGRITY_METRICS } from '../../core/settings/integrity-settings';
import { toChangePattern } from '../../core/settings/message/archive-change';
import { planMessage } from '../../core/settings/message/integrity-work';
import { type ILogArchive, rootOf, whereEventsDiffer } from '../archive/log-archive-interface';
import { warnIfUnannounced } from '../detection/check-announcements';
import { checkBounds, timeBound } from '../preflight/check-bounds';
import { within } from '../preflight/construct-error';
import { noteOf, refusalOf, warnOf } from '../preflight/report-finding';
import { describeResource } from '../resource/describe-resource';
import { memoryBounds } from '../worker/function-options';
import { toQueueTarget } from '../worker/queue-target';
import type { QueueWorker } from '../worker/queue-worker';
import { MAX_STORM_THRESHOLD } from '../worker/queue-worker';
import { Worker } from '../worker/worker';
import type { IntegrityMonitorProps } from './integrity-monitor-props';
import { createIntegrityWorker } from './integrity-worker';
import { readableTimeOf } from './readable-time';

const DEFAULT_REACH_DAYS = 365;

/** The minimum reach: CloudTrail digest files may be hours late, and a recheck must include more than the latest of them. */
const MIN_REACH_DAYS = 2;

/** A digest file lists log files that are older than itself, and a recheck takes time. */
const MARGIN_DAYS = 1;

const TEN_YEARS_HOURS = 10 * 365 * 24;

/**
 * Continuously verifies that log and digest files are unmodified: each digest file and its log files within an hour of their
 * delivery, for every account, Region and trail, and all of them again periodically. Files that are overwritten or deleted
 * later are checked again within minutes. It sends one alert for every file that was changed, deleted or added, and for every
 * digest file that is due and was not delivered.
 *
 * Scheduled rule, and rule for the archive's events → queue → function → topic. A plan lists the accounts and Regions and sends
 * each to the queue; a check continues where the previous one ended, which is stored in a table. The function reads the archive
 * and cannot write to it.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type AlertTopic, IntegrityMonitor, type LogArchive } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const archive: LogArchive;
 * declare const alertTopic: AlertTopic;
 * new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic });
 * @stability stable
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
    checkRecheckReach(this, props.archive, {
      reach: recheckReach,
      isAsked: props.recheckReach !== undefined,
    });
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

  /** Invalid, missing and extra files, and gaps; counted at each check. */
  public metricFindings(props?: MetricOptions): Metric {
    return this.metric('Findings', props);
  }

  /** Files that could not be verified; counted at each check. */
  public metricUnverified(props?: MetricOptions): Metric {
    return this.metric('Unverified', props);
  }

  /** Time from the end of the newest digest file of an account's Region until its check; the maximum. */
  public metricDigestLag(props?: MetricOptions): Metric {
    return this.metric('DigestLag', props);
  }

  /** Log files that were checked, including rechecks. */
  public metricFiles(props?: MetricOptions): Metric {
    return this.metric('LogFiles', props);
  }

  /** Digest files that were checked, including rechecks. */
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

/** The archive whose changes are announced, and the worker that receives them. */
interface ChangeRuleProps {
  readonly archive: ILogArchive;
  readonly worker: Pick<QueueWorker, 'queue' | 'deadLetterQueue' | 'lambdaFunction'>;
}

/**
 * Creates the EventBridge rule that sends an event to the queue for every object that is written or deleted in an archive,
 * except for objects that a lifecycle rule expires. Without a rule, in another account or Region, the daily sweep finds
 * changes.
 */
function createChangeRule(scope: Construct, { archive, worker }: ChangeRuleProps): void {
  const words = whereEventsDiffer(scope, archive);
  if (words !== undefined) {
    warnOf(scope, 'changesUnannounced', `the monitor is in ${words}`);
    return;
  }
  warnIfUnannounced(scope, archive, 'changesUnannounced');
  const root = rootOf(archive);
  const { queue, deadLetterQueue, lambdaFunction } = worker;
  const rule = new Rule(scope, 'Changed', {
    description: 'Sends changes of objects in the archive to the queue of the integrity monitor',
    eventPattern: toChangePattern(archive.bucket.bucketName, root),
    targets: [toQueueTarget(queue, { deadLetterQueue })],
  });
  // Functions of earlier versions do not know these events.
  rule.node.addDependency(lambdaFunction);
}

/** The numeric options of an integrity monitor. */
interface MonitorTimes {
  readonly checkEvery?: Duration;
  readonly recheckEvery?: Duration;
  readonly recheckReach?: Duration;
  readonly stormThreshold?: number;
  readonly timeout?: Duration;
  readonly maxConcurrency?: number;
  readonly memorySize?: Size;
}

/** Throws if a number would be rejected by AWS, or would prevent the monitor from working as documented. */
function checkMonitorTimes(times: MonitorTimes): void {
  const { checkEvery, recheckEvery, recheckReach, stormThreshold, timeout, maxConcurrency } = times;
  checkBounds([
    timeBound('checkEvery', checkEvery, { unit: 'minutes', least: 15, most: 60 }),
    timeBound('recheckEvery', recheckEvery, {
      unit: 'hours',
      least: 24,
      most: TEN_YEARS_HOURS,
      isNeeded: true,
    }),
    timeBound('recheckReach', recheckReach, {
      unit: 'hours',
      least: 48,
      most: TEN_YEARS_HOURS,
      isNeeded: true,
    }),
    { property: 'stormThreshold', value: stormThreshold, least: 1, most: MAX_STORM_THRESHOLD },
    timeBound('timeout', timeout, { unit: 'seconds', least: 60, most: 900, isNeeded: true }),
    { property: 'maxConcurrency', value: maxConcurrency, least: 2, most: 1000 },
    memoryBounds(times),
  ]);
}

/** The age up to which files are checked again: the given value, a year, or as long as the bucket's files can be read. */
function recheckReachOf(archive: ILogArchive, asked: Duration | undefined): Duration {
  if (asked !== undefined) return asked;
  const readable = maxReachOf(archive)?.days ?? DEFAULT_REACH_DAYS;
  return Duration.days(Math.max(MIN_REACH_DAYS, Math.min(DEFAULT_REACH_DAYS, readable)));
}

/** How old files may be that are checked again, and whether the user says so. */
interface Reach {
  readonly reach: Duration;
  readonly isAsked: boolean;
}

/** Fails the synthesis if files would be checked again that can no longer be read. */
function checkRecheckReach(scope: IConstruct, archive: ILogArchive, { reach, isAsked }: Reach): void {
  scope.node.addValidation({
    validate: () => {
      const most = maxReachOf(archive);
      const days = reach.toDays({ integral: false });
      if (most === undefined || days <= most.days) return [];
      const checked = isAsked
        ? `recheckReach is ${days} days`
        : `files are checked again for ${days} days or more`;
      const found = `${checked}, but a rule of the bucket of '${archive.node.path}' ${most.what}`;
      return [refusalOf('recheckReach', found).message];
    },
  });
}

function maxReachOf(archive: ILogArchive) {
  const readable = readableTimeOf(archive.bucket, rootOf(archive));
  return readable === undefined ? undefined : { ...readable, days: readable.days - MARGIN_DAYS };
}
