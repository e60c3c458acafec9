import { Names } from 'aws-cdk-lib';
import { type Dashboard, type IAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AlarmDefinition } from '../../core/alarm/alarm-definition';
import { findLongPatterns } from '../../core/alarm/alarm-limits';
import { toWatchedAlarm, type WatchedAlarm } from '../../core/settings/alarm-document';
import type { IAlertTopic } from '../alert/alert-topic';
import { checkTopicRegion } from '../alert/check-topic-region';
import { errorAt, within } from '../preflight/construct-error';
import { noteOf } from '../preflight/report-finding';
import { keepNameUnique } from '../preflight/unique-name';
import type { RuleSeverity } from '../rule/rule-severity';
import type { AuditTrail } from '../trail/audit-trail';
import { createAlarmDashboard } from './alarm-dashboard';
import { AlarmSet } from './alarm-set';
import { checkAlarmedTrail, checkFiltersOf, warnIfNotSubscribed } from './check-metric-alarms';
import { createFilterAlarm, createFilters, createUnusualRateAlarm } from './filter-alarm';
import { createSeverityAlarms } from './severity-alarms';

/** Properties of `MetricAlarms`. */
export interface MetricAlarmsProps {
  /**
   * The trail whose log group is watched; it must have one.
   *
   * @default - `logGroup` says what is watched
   */
  readonly trail?: AuditTrail;

  /**
   * The log group of a trail that is not of this app, in this account and Region.
   *
   * @default - the log group of `trail`
   */
  readonly logGroup?: ILogGroup;

  /** The topic that every alarm is published to. It needs at least one subscriber. */
  readonly alertTopic: IAlertTopic;

  /**
   * What to watch for.
   *
   * @default AlarmSet.quiet()
   */
  readonly alarms?: AlarmSet;

  /**
   * Where one more alarm a severity goes, which fires while any of that severity does: a pager, say.
   *
   * @default - no such alarms
   */
  readonly severityTopic?: IAlertTopic;

  /**
   * Whether each metric gets a second alarm, which fires when an hour has far more records than CloudWatch has learnt
   * to expect. It learns for two weeks.
   *
   * @default false
   */
  readonly anomalyDetection?: boolean;

  /**
   * Whether there is a dashboard of all the metrics.
   *
   * @default false
   */
  readonly dashboard?: boolean;

  /**
   * What the names of alarms and metrics begin with.
   *
   * @default - derived from the construct's path
   */
  readonly namePrefix?: string;

  /**
   * The address of the folder of runbooks that the alarms link to; a copy of `docs/runbooks`, perhaps with pages of
   * your own.
   *
   * @default - the pages of trailwatch's repository
   */
  readonly runbooks?: string;
}

/**
 * Metric filters on a trail's log group, with an alarm on each: Security Hub's controls, the same without their noise,
 * or rules. An alarm counts and knows no names; `AlarmContext` finds the records and their actors.
 *
 * Every alarm's name ends with its control or rule, and its description links to its runbook.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { AlarmSet, type AlertTopic, type AuditTrail, MetricAlarms } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const trail: AuditTrail;
 * declare const alertTopic: AlertTopic;
 * new MetricAlarms(stack, 'Alarms', { trail, alertTopic, alarms: AlarmSet.securityHub() });
 */
export class MetricAlarms extends Construct {
  /** The alarms, in the order of the set. */
  public readonly alarms: IAlarm[];

  /** One more a severity; none unless `severityTopic` is given. */
  public readonly severityAlarms: IAlarm[];

  /** The log group that is watched. */
  public readonly logGroup: ILogGroup;

  /** Where the alarms go. */
  public readonly alertTopic: IAlertTopic;

  /** What the names of all alarms begin with, up to and with a slash. */
  public readonly namePrefix: string;

  /** The dashboard, if there is one. */
  public readonly dashboard?: Dashboard;

  /** What of the alarms a function must know to find the records behind them. @internal */
  public readonly _watched: readonly WatchedAlarm[];

  private readonly definitions: readonly AlarmDefinition[];

  constructor(scope: Construct, id: string, props: MetricAlarmsProps) {
    super(scope, id);
    checkTopicRegion(this, props.alertTopic);
    const set = props.alarms ?? AlarmSet.quiet();
    this.definitions = set._definitions();
    this.logGroup = within(this, () => logGroupOf(props));
    this.alertTopic = props.alertTopic;
    this.namePrefix = `${props.namePrefix ?? Names.uniqueResourceName(this, { maxLength: 100 })}/`;
    if (props.namePrefix !== undefined)
      keepNameUnique(this, { kind: 'alarm', name: this.namePrefix, property: 'namePrefix' });
    this._watched = this.definitions.map((one) => toWatchedAlarm(this.namePrefix + one.name, one));
    this.check(props, set);
    this.alarms = within(this, () =>
      this.definitions.map((definition) => this.createAlarm(definition, props)),
    );
    this.severityAlarms = within(this, () => createSeverityAlarms(this, this.byAlarm(), props));
    if (props.dashboard === true) {
      this.dashboard = createAlarmDashboard(
        this,
        this.alarms,
        this.definitions.map((one) => this.metricOf(one)),
      );
    }
  }

  /** How many records an alarm counted, by the name of its control or rule. Throws if there is none of that name. */
  public metricMatches(name: string): Metric {
    const found = this.definitions.find((one) => [one.name, one.rule.name, one.rule.id].includes(name));
    if (found === undefined) {
      throw errorAt(
        this,
        `no alarm is named '${name}'; there are ${this.definitions.map((one) => one.name).join(', ')}`,
      );
    }
    return this.metricOf(found);
  }

  private check(props: MetricAlarmsProps, set: AlarmSet): void {
    if (this.definitions.length === 0)
      throw errorAt(this, 'alarms holds no alarm; leave it out for AlarmSet.quiet()');
    const problems = this.definitions.flatMap(findLongPatterns);
    if (problems.length > 0) throw errorAt(this, problems.join('\n'));
    if (set.leftOut.length > 0) {
      noteOf(this, 'rulesWithoutAlarm', `${set.leftOut.length} rules of the set have no alarm`);
    }
    checkFiltersOf(this, this.logGroup);
    checkAlarmedTrail(this, props.trail, set._controls());
    warnIfNotSubscribed(this, props.alertTopic);
  }

  private createAlarm(definition: AlarmDefinition, props: MetricAlarmsProps): IAlarm {
    const place = {
      scope: new Construct(this, idOf(definition.name)),
      alarmName: this.namePrefix + definition.name,
      logGroup: this.logGroup,
      metric: this.metricOf(definition),
      alertTopic: props.alertTopic,
      runbooks: props.runbooks,
    };
    createFilters(place, definition);
    if (props.anomalyDetection === true) createUnusualRateAlarm(place, definition);
    return createFilterAlarm(place, definition);
  }

  private metricOf(definition: AlarmDefinition): Metric {
    return new Metric({
      namespace: METRICS_NAMESPACE,
      metricName: this.namePrefix + definition.name,
      statistic: 'Sum',
    });
  }

  private byAlarm(): readonly { readonly alarmName: string; readonly severity: RuleSeverity }[] {
    return this.definitions.map(({ name, rule }) => ({
      alarmName: this.namePrefix + name,
      severity: rule.severity as RuleSeverity,
    }));
  }
}

/** As the documentation of the controls has it. */
const METRICS_NAMESPACE = 'LogMetrics';

function logGroupOf({ trail, logGroup }: MetricAlarmsProps): ILogGroup {
  if ((trail === undefined) === (logGroup === undefined)) {
    throw new Error('metric alarms watch one log group: give either trail or logGroup');
  }
  const found = logGroup ?? trail?.logGroup;
  if (found === undefined) {
    throw new Error(
      `trail '${trail?.node.path}' has no log group; give it cloudWatchLogs: TrailLogGroup.create()`,
    );
  }
  return found;
}

/** `CloudWatch.1-root-user-acted` is `CloudWatch1RootUserActed`: a noun of its own for each alarm, whatever else is watched. */
function idOf(name: string): string {
  return name.replace(/(^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, _between, first: string) =>
    first.toUpperCase(),
  );
}
