import { App, CfnResource, RemovalPolicies, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AlarmSet, AlertTopic, AuditGuardrails, Trailwatch } from '../../lib';
import { type Fields, propertiesOf } from '../../lib/constructs/preflight/template-properties';
import { ACCOUNT, newStack, oneRule, REGION, resourceOf, TRAIL } from './synthesize';

/** What aspects, checks and tools of others do: they look at the resources before the app is whole. */
function lookAt(...stacks: readonly Stack[]): void {
  const resources = stacks.flatMap((stack) => stack.node.findAll()).filter(CfnResource.isCfnResource);
  expect(resources.length).toBeGreaterThan(0);
  for (const resource of resources) propertiesOf(resource);
}

test('the trail logs writes to the table of the delivery monitor where alarms look at its selectors', () => {
  const stack = newStack();
  new Trailwatch(stack, 'Trailwatch', { alarms: AlarmSet.securityHub(), deliveryMonitor: {} });
  const { AdvancedEventSelectors: selectors } = resourceOf(stack, 'AWS::CloudTrail::Trail').Properties;
  const arns = selectors
    .flatMap((selector: Fields) => selector.FieldSelectors)
    .filter(({ Field }: Fields) => Field === 'resources.ARN')
    .flatMap(({ Equals }: Fields) => Equals);
  expect(arns).toHaveLength(3);
  expect(JSON.stringify(arns[2])).toContain('Delivery');
});

/** An app in which much comes late. */
function createInTwoSteps(between: (...stacks: readonly Stack[]) => void): object {
  const app = new App();
  const stack = new Stack(app, 'Audit', { env: { account: ACCOUNT, region: REGION } });
  const management = new Stack(app, 'Management', { env: { account: ACCOUNT, region: REGION } });
  const { alertTopic } = new Trailwatch(stack, 'Trailwatch', {
    ...{ identity: TRAIL, alarms: AlarmSet.ofRules(oneRule()), deliveryMonitor: {} },
  });
  const exemptRoleArns = [`arn:aws:iam::${ACCOUNT}:role/deploy`];
  new AuditGuardrails(management, 'Guardrails', {
    ...{ stacks: [stack], trails: [TRAIL], exemptRoleArns, targetIds: ['r-abcd'] },
  });
  if (!(alertTopic instanceof AlertTopic)) throw new Error('expected a topic of this app');
  alertTopic.allowPublishFrom('222222222222');
  between(stack, management);
  alertTopic.allowPublishFrom('333333333333');
  new Key(stack, 'Later', { alias: 'later' });
  RemovalPolicies.of(stack).destroy();
  return [stack, management].map((each) => Template.fromStack(each).toJSON());
}

test('a template is the same whether or not its resources are looked at before the app is whole', () => {
  const whole = createInTwoSteps(() => {});
  expect(JSON.stringify(whole)).toContain('333333333333');
  expect(createInTwoSteps(lookAt)).toEqual(whole);
});
