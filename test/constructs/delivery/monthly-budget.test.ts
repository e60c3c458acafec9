import { App, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlertTopic,
  DeliveryMonitor,
  type DeliveryMonitorProps,
  LogArchive,
  TrailIdentity,
} from '../../../lib/index';
import { ACCOUNT, MANAGEMENT, newStack, REGION, resourceOf, resourcesOf, TRAIL } from '../synthesize';

function create(stack: Stack, monthlyBudget: number, props: Partial<DeliveryMonitorProps> = {}): void {
  new DeliveryMonitor(stack, 'Delivery', {
    archive: new LogArchive(stack, 'Archive', { trails: [TRAIL] }),
    alertTopic: new AlertTopic(stack, 'Alerts'),
    ...{ monthlyBudget, ...props },
  });
}

test('the budget is of CloudTrail alone, and notifies the topic of what was spent and of what is expected', () => {
  const stack = newStack();
  create(stack, 50);
  const budget = resourceOf(stack, 'AWS::Budgets::Budget');
  const { Budget, NotificationsWithSubscribers } = budget.Properties;
  expect(Budget).toEqual({
    ...{ BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: 50, Unit: 'USD' } },
    CostFilters: { Service: ['AWS CloudTrail'] },
  });
  const notified = NotificationsWithSubscribers.map(
    ({ Notification, Subscribers }: { Notification: Record<string, unknown>; Subscribers: object[] }) => [
      Notification.NotificationType,
      Notification.Threshold,
      Subscribers,
    ],
  );
  const topic = [{ SubscriptionType: 'SNS', Address: { Ref: expect.stringMatching(/^AlertsTopic/) } }];
  expect(notified).toEqual([
    ['ACTUAL', 80, topic],
    ['ACTUAL', 100, topic],
    ['FORECASTED', 100, topic],
  ]);
  expect(JSON.stringify(budget)).toMatch(/"DependsOn":\["AlertsTopicPolicy/);
});

test('budgets of this account, and no others, may publish to the topic and use its key', () => {
  const stack = newStack();
  create(stack, 50);
  const ofBudgets = {
    Principal: { Service: 'budgets.amazonaws.com' },
    Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
  };
  const { PolicyDocument } = resourceOf(stack, 'AWS::SNS::TopicPolicy').Properties;
  expect(PolicyDocument.Statement).toContainEqual(
    expect.objectContaining({ ...ofBudgets, Action: 'sns:Publish', Sid: 'PublishBudgets' }),
  );
  const { KeyPolicy } = resourceOf(stack, 'AWS::KMS::Key', 'AlertsKey').Properties;
  expect(KeyPolicy.Statement).toContainEqual(
    expect.objectContaining({ ...ofBudgets, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] }),
  );
});

test('without monthlyBudget there is no budget, and Budgets may not publish', () => {
  const stack = newStack();
  create(stack, 50, { monthlyBudget: undefined });
  expect(resourcesOf(stack, 'AWS::Budgets::Budget')).toEqual([]);
  expect(JSON.stringify(resourceOf(stack, 'AWS::SNS::TopicPolicy'))).not.toContain('budgets.');
});

test.each([0, -1, 1.5, Number.NaN])('fails with a budget of %d dollars', (amount) => {
  expect(() => create(newStack(), amount)).toThrow(`monthlyBudget is ${amount} dollars`);
});

test.each([
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
])('fails in %s, where there is no AWS Budgets', (region, partition) => {
  const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region } });
  const trail = TrailIdentity.account({ trailName: 'own', homeRegion: region, ownerAccount: ACCOUNT });
  const archive = new LogArchive(stack, 'Archive', { trails: [trail] });
  const alertTopic = new AlertTopic(stack, 'Alerts');
  expect(() => new DeliveryMonitor(stack, 'Delivery', { archive, alertTopic, monthlyBudget: 50 })).toThrow(
    `the stack is in the partition '${partition}', where CloudFormation does not support AWS Budgets`,
  );
});

test('a stack whose Region is not known is synthesized', () => {
  const app = new App();
  create(new Stack(app, 'Stack'), 50);
  expect(() => app.synth()).not.toThrow();
});

test('fails with a topic of another account, and with one whose policy cannot be changed', () => {
  const stack = newStack();
  const topicOf = (id: string, account: string) =>
    AlertTopic.fromTopic(
      stack,
      id,
      Topic.fromTopicArn(stack, `${id}Imported`, `arn:aws:sns:${REGION}:${account}:alerts`),
    );
  expect(() => create(stack, 50, { alertTopic: topicOf('Own', ACCOUNT) })).toThrow(
    'this app cannot change the policy of the topic',
  );
  const other = newStack();
  const theirs = Topic.fromTopicArn(other, 'Theirs', `arn:aws:sns:${REGION}:${MANAGEMENT}:alerts`);
  const alertTopic = AlertTopic.fromTopic(other, 'Imported', theirs);
  expect(() => create(other, 50, { alertTopic })).toThrow(
    `alertTopic is in account '${MANAGEMENT}'; AWS Budgets can notify only topics in its own account`,
  );
});
