import { AlarmRule, CompositeAlarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { toAlarmAction } from '../alert/alarm-action';
import type { IAlertTopic } from '../alert/alert-topic';
import { RuleSeverity } from '../rule/rule-severity';
import { describeWithRunbook } from '../worker/worker-log-group';

/** An alarm, as far as its severity goes. */
export interface RankedAlarm {
  readonly alarmName: string;
  readonly severity: RuleSeverity;
}

/** CloudWatch takes no longer expression. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
const MAX_EXPRESSION_LENGTH = 10_240;

/** The page of these alarms among the runbooks. */
const RUNBOOK = 'severity';

/** One alarm for each severity that there is, which fires while any alarm of that severity does. */
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
      // The expression names the alarms, which CloudFormation does not see.
      alarm.node.addDependency(...parents);
      alarm.addAlarmAction(action);
      return [alarm];
    });
}

/** By name: an ARN of each would not leave room for a hundred. */
function toExpression(severity: RuleSeverity, names: readonly string[]): string {
  const expression = names.map((name) => `ALARM("${name}")`).join(' OR ');
  if (expression.length > MAX_EXPRESSION_LENGTH) {
    throw new Error(
      `severityTopic: the names of the ${names.length} alarms of severity ${severity} have ${expression.length} characters together, ` +
        `but a composite alarm takes ${MAX_EXPRESSION_LENGTH}; give a shorter namePrefix, or divide the set`,
    );
  }
  return expression;
}

function idOf(severity: RuleSeverity): string {
  return severity.charAt(0).toUpperCase() + severity.slice(1);
}
