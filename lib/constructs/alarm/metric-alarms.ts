import { Duration, Names } from 'aws-cdk-lib';
import {
  type Alarm,
  type AlarmBase,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IAlarmAction,
  Metric,
  PeriodOverride,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type AlarmDefinition, findLongPatterns } from '../../core/alarm/alarm-definition';
import { summarizeAlarm } from '../../core/review/metadata/summarize-rules';
import { toWatchedAlarm, type WatchedAlarm } from '../../core/settings/alarm-context-settings';
import type { IAlertTopic } from '../alert/alert-topic';
import { checkTopicRegion } from '../alert/check-topic-region';
import { keepNameUnique } from '../preflight/check-name';
import { errorAt, within } from '../preflight/construct-error';
import { noteOf, warnOfAll } from '../preflight/report-finding';
import { describeResource } from '../resource/describe-resource';
import { refuseAllowingEverybody } from '../rule/refuse-allowing-everybody';
import type { RuleSeverity } from '../rule/rule-severity';
import type { IAuditTrail } from '../trail/audit-trail-interface';
import { LOG_GROUP_PROPERTIES } from '../trail/trail-log-group';
import { checkedActions } from '../worker/worker-alarms';
import { ALARMS_A_WIDGET } from '../worker/worker-dashboard';
import { AlarmSet } from './alarm-set';
import { checkAlarmedTrail, checkFiltersOf, checkPlaceOf, warnIfNotSubscribed } from './check-metric-alarms';
import {
  createFilterAlarm,
  createFilters,
  createSeverityAlarms,
  createUnusualRateAlarm,
} from './filter-alarm';

/**
 * Properties of `MetricAlarms`.
 * @stability stable
 */
export interface MetricAlarmsProps {
  /**
   * The trail whose log group is monitored. It must have one, in this account and Region.
   *
   * @default - `logGroup` says what is watched
   */
  readonly trail?: IAuditTrail;

  /**
   * The log group of a trail that is not part of this app, in this account and Region.
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
   * The topic of an additional alarm per severity, which fires while any alarm of that severity fires: a pager, for example.
   *
   * @default - no such alarms
   */
  readonly severityTopic?: IAlertTopic;

  /**
   * Whether each metric gets a second alarm, which fires when an hour has far more records than CloudWatch anomaly detection
   * expects. The model is trained for two weeks.
   *
   * @default false
   */
  readonly anomalyDetection?: boolean;

  /**
   * Whether to create a dashboard of all metrics.
   *
   * @default false
   */
  readonly dashboard?: boolean;

  /**
   * The prefix of the names of alarms and metrics.
   *
   * @default - derived from the construct's path
   */
  readonly namePrefix?: string;

  /**
   * The URL of the runbook folder that the alarms link to: a copy of `docs/runbooks`, optionally with your own pages.
   *
   * @default - the pages of trailwatch's repository
   */
  readonly runbooks?: string;
}

/** A widget has the full width of the page. */
const WIDTH = 24;

/**
 * Metric filters on a trail's log group, with an alarm on each: Security Hub controls, the same with less noise, or rules. An
 * alarm only counts records; `AlarmContext` finds the records and their actors.
 *
 * The name of each alarm ends with its control or rule, and its description links to its runbook.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { AlarmSet, type AlertTopic, type AuditTrail, MetricAlarms } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const trail: AuditTrail;
 * declare const alertTopic: AlertTopic;
 * new MetricAlarms(stack, 'Alarms', { trail, alertTopic, alarms: AlarmSet.securityHub() });
 * @stability stable
 */
export class MetricAlarms extends Construct {
  /** The alarms, in the order of the set. `alarmOf` finds one by its control or rule. */
  public readonly alarms: IAlarm[];

  /** The additional alarms per severity; none unless `severityTopic` is given. */
  public readonly severityAlarms: IAlarm[];

  /** The log group that is monitored. */
  public readonly logGroup: ILogGroup;

  /** Where the alarms go. */
  public readonly alertTopic: IAlertTopic;

  /** The prefix of the names of all alarms, including the slash at its end. */
  public readonly namePrefix: string;

  /** The dashboard, if there is one. */
  public readonly dashboard?: Dashboard;

  /** The settings that a function needs to find the records behind the alarms. @internal */
  public readonly _watched: readonly WatchedAlarm[];

  private readonly definitions: readonly AlarmDefinition[];
  private readonly set: AlarmSet;
  private readonly withActions: AlarmBase[] = [];
  private readonly added: IAlarmAction[] = [];

  constructor(scope: Construct, id: string, props: MetricAlarmsProps) {
    super(scope, id);
    checkTopicRegion(this, props.alertTopic);
    if (props.severityTopic !== undefined) checkTopicRegion(this, props.severityTopic, 'severityTopic');
    this.set = props.alarms ?? AlarmSet.quiet();
    this.definitions = this.set._definitions();
    this.logGroup = within(this, () => logGroupOf(props));
    this.alertTopic = props.alertTopic;
    this.namePrefix = `${props.namePrefix ?? Names.uniqueResourceName(this, { maxLength: 100 })}/`;
    if (props.namePrefix !== undefined)
      keepNameUnique(this, { kind: 'alarm', name: this.namePrefix, property: 'namePrefix' });
    this._watched = this.definitions.map((one) => toWatchedAlarm(this.namePrefix + one.name, one));
    this.check(props);
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

  /**
   * Returns the alarm of a control or rule, to add an action to it. Throws if no alarm, or more than one, has the name.
   *
   * @param name the id of a control such as `CloudWatch.1`, the name or id of a rule, or the full last part of the alarm's name
   */
  public alarmOf(name: string): Alarm {
    return this.node.findChild(idOf(this.definitionOf(name).name)).node.findChild('Alarm') as Alarm;
  }

  /**
   * Adds actions to every alarm, including those on unusual rates, in addition to the alert topic. The alarms in
   * `severityAlarms` get none: they fire together with these.
   *
   * CloudWatch allows five actions per alarm state. A `LambdaAction` requires `useUniquePermissionId`, so that each alarm is
   * permitted to invoke the function.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
   *
   * @param actions what is done while an alarm fires
   */
  public addAlarmAction(...actions: IAlarmAction[]): void {
    this.added.push(...actions);
    const own = checkedActions(this, this.added).slice(-actions.length);
    if (actions.length > 0) for (const alarm of this.withActions) alarm.addAlarmAction(...own);
  }

  /**
   * The number of records that an alarm counted, by its name as in `alarmOf`. Throws if no alarm, or more than one, has the
   * name.
   */
  public metricMatches(name: string): Metric {
    return this.metricOf(this.definitionOf(name));
  }

  private definitionOf(name: string): AlarmDefinition {
    const [found, ...others] = this.set._named(name);
    if (found === undefined) {
      throw errorAt(
        this,
        `no alarm is named '${name}'; the alarms are ${this.definitions.map((one) => one.name).join(', ')}`,
      );
    }
    if (others.length > 0) {
      const names = [found, ...others].map((one) => one.name).join(', ');
      throw errorAt(this, `several alarms are for '${name}'; name one of ${names}`);
    }
    return found;
  }

  private check(props: MetricAlarmsProps): void {
    if (this.definitions.length === 0)
      throw errorAt(this, 'alarms is empty; leave it out for AlarmSet.quiet()');
    const problems = this.definitions.flatMap(findLongPatterns);
    if (problems.length > 0) throw errorAt(this, problems.join('\n'));
    if (this.set.leftOut.length > 0) {
      noteOf(this, 'rulesWithoutAlarm', `${this.set.leftOut.length} rules of the set have no alarm`);
    }
    refuseAllowingEverybody(this, this.set);
    warnOfAll(this, 'ruleWarning', { found: this.set._warnings(), rest: 'the lists of AlarmSet.allow have' });
    checkPlaceOf(this, this.logGroup);
    checkFiltersOf(this, this.logGroup);
    checkAlarmedTrail(this, props.trail, this.set._controls());
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
    if (props.anomalyDetection === true) {
      this.withActions.push(createUnusualRateAlarm(place, definition));
    }
    const alarm = createFilterAlarm(place, definition);
    describeResource(alarm, () => ({ construct: 'MetricAlarms', rules: summarizeAlarm(definition) }));
    this.withActions.push(alarm);
    return alarm;
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

/** As in the documentation of the controls. */
const METRICS_NAMESPACE = 'LogMetrics';

function logGroupOf({ trail, logGroup }: MetricAlarmsProps): ILogGroup {
  if ((trail === undefined) === (logGroup === undefined)) {
    throw new Error('metric alarms monitor one log group: give either trail or logGroup');
  }
  const found = logGroup ?? trail?.logGroup;
  if (found === undefined) {
    throw new Error(`trail '${trail?.node.path}' has no log group; ${LOG_GROUP_PROPERTIES}`);
  }
  return found;
}

/** `CloudWatch.1-root-user-acted` becomes `CloudWatch1RootUserActed`: the id of each alarm is independent of the others. */
function idOf(name: string): string {
  return name.replace(/(^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, _between, first: string) =>
    first.toUpperCase(),
  );
}

/** A dashboard that shows which alarms fire, and what each counted over the last two weeks. */
function createAlarmDashboard(
  scope: Construct,
  alarms: readonly IAlarm[],
  metrics: readonly Metric[],
): Dashboard {
  return new Dashboard(scope, 'Dashboard', {
    defaultInterval: Duration.days(14),
    periodOverride: PeriodOverride.INHERIT,
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.slice(0, ALARMS_A_WIDGET), width: WIDTH })],
      [
        new GraphWidget({
          title: 'Records an hour',
          left: metrics.map((metric) => metric.with({ period: Duration.hours(1), label: labelOf(metric) })),
          width: WIDTH,
          height: 9,
        }),
      ],
    ],
  });
}

/** The last part of the name, which identifies the control or rule. */
function labelOf({ metricName }: Metric): string {
  return metricName.slice(metricName.lastIndexOf('/') + 1);
}
