import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  AnomalyDetectionAlarm,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { CfnMetricFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AlarmDefinition } from '../../core/alarm/alarm-definition';
import type { IAlertTopic } from '../alert/alert-topic';
import { toAlarmAction } from '../alert/check-topic-region';
import { RuleSeverity } from '../rule/rule-severity';
import { describeWithRunbook } from '../worker/worker-log-group';

/** The scope and name of an alarm. */
export interface AlarmPlace {
  readonly scope: Construct;
  readonly alarmName: string;
  readonly logGroup: ILogGroup;
  readonly metric: Metric;
  readonly alertTopic: IAlertTopic;
  readonly runbooks?: string;
}

/** The width of the anomaly detection band, in standard deviations. */
const UNUSUAL_DEVIATIONS = 3;

/** The runbook of alarms on unusual rates. */
const UNUSUAL_RUNBOOK = 'unusual-rate';

/** The metric filters that count into the alarm's metric. Uses the L1 construct, so that patterns are not modified. */
export function createFilters({ scope, logGroup, metric }: AlarmPlace, { patterns }: AlarmDefinition): void {
  for (const [index, filterPattern] of patterns.entries()) {
    new CfnMetricFilter(scope, index === 0 ? 'Filter' : `Filter${index + 1}`, {
      logGroupName: logGroup.logGroupName,
      filterPattern,
      metricTransformations: [
        {
          metricNamespace: metric.namespace,
          metricName: metric.metricName,
          metricValue: '1',
          defaultValue: 0,
        },
      ],
    });
  }
}

/** The alarm that fires when the threshold is reached in any of its last periods. */
export function createFilterAlarm(place: AlarmPlace, definition: AlarmDefinition): Alarm {
  const { scope, alarmName, metric, alertTopic, runbooks } = place;
  const { meaning, runbook, threshold, periodSeconds, periods } = definition;
  const alarm = new Alarm(scope, 'Alarm', {
    alarmName,
    alarmDescription: describeWithRunbook(meaning, runbook, runbooks),
    metric: metric.with({ period: Duration.seconds(periodSeconds) }),
    threshold,
    evaluationPeriods: periods,
    datapointsToAlarm: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(toAlarmAction(alarm, alertTopic));
  return alarm;
}

/** The alarm that fires when an hour has far more records than usual at that time of the week. */
export function createUnusualRateAlarm(place: AlarmPlace, { meaning }: AlarmDefinition): AlarmBase {
  const { scope, alarmName, metric, alertTopic, runbooks } = place;
  const alarm = new AnomalyDetectionAlarm(scope, 'UnusualRateAlarm', {
    // Not under the common prefix: these alarms are on a rate, and no single record raises them.
    alarmName: alarmName.replace('/', '-unusual/'),
    alarmDescription: describeWithRunbook(`Far more than usual. ${meaning}`, UNUSUAL_RUNBOOK, runbooks),
    metric: metric.with({ period: Duration.hours(1) }),
    stdDevs: UNUSUAL_DEVIATIONS,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(toAlarmAction(alarm, alertTopic));
  return alarm;
}

interface RankedAlarm {
  readonly alarmName: string;
  readonly severity: RuleSeverity;
}

/**
 * The maximum length of an alarm rule expression. @see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
const MAX_EXPRESSION_LENGTH = 10_240;

/** The runbook of these alarms. */
const RUNBOOK = 'severity';

/** One alarm for each severity in use, which fires while any alarm of that severity fires. */
export function createSeverityAlarms(
  scope: Construct & { readonly namePrefix: string },
  alarms: readonly RankedAlarm[],
  { severityTopic, runbooks }: { readonly severityTopic?: IAlertTopic; readonly runbooks?: string },
): IAlarm[] {
  if (severityTopic === undefined) return [];
  const action = toAlarmAction(scope, severityTopic);
  const parents = scope.node.children;
  const room = new Construct(scope, 'Severities');
  return Object.values(RuleSeverity)
    .reverse()
    .flatMap((severity) => {
      const names = alarms.filter((alarm) => alarm.severity === severity).map(({ alarmName }) => alarmName);
      if (names.length === 0) return [];
      const alarm = new CompositeAlarm(room, idOf(severity), {
        compositeAlarmName: `${scope.namePrefix.slice(0, -1)}-severity/${severity}`,
        alarmDescription: describeWithRunbook(`An alarm of severity ${severity} fires.`, RUNBOOK, runbooks),
        alarmRule: AlarmRule.fromString(toExpression(severity, names)),
      });
      // The expression names the alarms, which CloudFormation does not recognize as a dependency.
      alarm.node.addDependency(...parents);
      alarm.addAlarmAction(action);
      return [alarm];
    });
}

/** By name: with ARNs, a hundred alarms would exceed the length limit. */
function toExpression(severity: RuleSeverity, names: readonly string[]): string {
  const expression = names.map((name) => `ALARM("${name}")`).join(' OR ');
  if (expression.length > MAX_EXPRESSION_LENGTH) {
    throw new Error(
      `severityTopic: the names of the ${names.length} alarms of severity ${severity} have ${expression.length} characters together, ` +
        `but a composite alarm allows ${MAX_EXPRESSION_LENGTH}; set a shorter namePrefix, or split the set`,
    );
  }
  return expression;
}

function idOf(severity: RuleSeverity): string {
  return severity.charAt(0).toUpperCase() + severity.slice(1);
}
