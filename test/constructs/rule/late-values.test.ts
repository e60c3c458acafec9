import { CfnParameter, type Stack } from 'aws-cdk-lib';
import {
  AlertTopic,
  AuditGuardrails,
  Condition,
  Rule,
  RuleSet,
  RuleSeverity,
  Trailwatch,
} from '../../../lib';
import { newStack } from '../synthesize';

const listOf = (stack: Stack) => new CfnParameter(stack, 'Names', { type: 'CommaDelimitedList' }).valueAsList;
const textOf = (stack: Stack) => new CfnParameter(stack, 'Name').valueAsString;

function ruleOf(title: string, condition = Condition.equalTo('eventName', 'StopLogging')): Rule {
  return Rule.define({ name: 'own', title, severity: RuleSeverity.HIGH, condition });
}

test.each<[string, (stack: Stack) => Rule]>([
  ['a title', (stack) => ruleOf(`Stopped by ${textOf(stack)}`)],
  [
    'a value of Sigma',
    (stack) =>
      Rule.fromSigma(
        `title: Own\nname: own\nlevel: high\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  a: {userIdentity.arn: '${textOf(stack)}'}\n  condition: a\n`,
      ),
  ],
])('fails on a rule with %s that is known only once deployed, where it is used', (_what, make) => {
  const stack = newStack();
  const rules = RuleSet.builtIn().add(make(stack));
  expect(() => new Trailwatch(stack, 'Trailwatch', { rules })).toThrow(
    "rules: 'own' has a value that is known only at deployment, but rules are written at synthesis; give it as text",
  );
});

test('fails on values of a condition that are a parameter', () => {
  expect(() => Condition.equalTo('userIdentity.userName', ...listOf(newStack()))).toThrow(
    "Condition.equalTo on 'userIdentity.userName' has a value that is known only at deployment",
  );
});

test.each<[string, (stack: Stack) => unknown]>([
  ['emails', (stack) => new AlertTopic(stack, 'Alerts', { emails: listOf(stack) })],
  ['regions', (stack) => new Trailwatch(stack, 'Audit', { deliveryMonitor: { regions: listOf(stack) } })],
  [
    'exemptRoleArns',
    (stack) =>
      new AuditGuardrails(stack, 'Guardrails', { stacks: [], trails: [], exemptRoleArns: listOf(stack) }),
  ],
])('fails where %s is a parameter of lists, and says so', (property, create) => {
  expect(() => create(newStack())).toThrow(
    `${property} is a list that is known only at deployment, but its values are needed at synthesis; give them as text`,
  );
});
