import { App, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlertTopic, LogArchive, LogProcessor, RealtimeAlerts } from '../../../lib/index';
import { ACCOUNT, LOG_ARCHIVE, oneRule, REGION, resourcesOf, TRAIL } from '../synthesize';

const HERE = { account: ACCOUNT, region: REGION };

function processorIn(stack: Stack, alertTopic = new AlertTopic(stack, 'Alerts')) {
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  return new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() });
}

function macKeysOf(stack: Stack) {
  return resourcesOf(stack, 'AWS::KMS::Key').filter(({ Properties }) => Properties.KeySpec === 'HMAC_256');
}

function useStatements(stack: Stack) {
  const [key] = macKeysOf(stack);
  const statements: readonly Record<string, unknown>[] = key?.Properties.KeyPolicy.Statement;
  return statements.filter(({ Action }) => JSON.stringify(Action).includes('GenerateMac'));
}

function grantsOf(stack: Stack) {
  return resourcesOf(stack, 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => String(Action).includes('Mac'));
}

test('a topic has one HMAC key for all its functions, which is retained; without a function it has none', () => {
  const stack = new Stack(new App(), 'Audit', { env: HERE });
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const processor = processorIn(stack, alertTopic);
  new RealtimeAlerts(stack, 'Realtime', { alertTopic, processor });
  new AlertTopic(stack, 'Unused');
  const [key, ...others] = macKeysOf(stack);
  expect(others).toEqual([]);
  expect([key?.Properties.KeyUsage, key?.DeletionPolicy]).toEqual(['GENERATE_VERIFY_MAC', 'Retain']);
  expect(resourcesOf(stack, 'AWS::KMS::Alias').map(({ Properties }) => Properties.AliasName)).toContain(
    'alias/trailwatch/AuditAlertsMacKey7EA40DE0',
  );
});

test('an IAM policy alone lets no principal of the account compute a code', () => {
  const stack = new Stack(new App(), 'Audit', { env: HERE });
  processorIn(stack);
  const [key] = macKeysOf(stack);
  const [administration, use, ...others] = key?.Properties.KeyPolicy.Statement ?? [];
  expect(others).toEqual([]);
  expect(administration.Action.filter((action: string) => /\*|Generate|CreateGrant/.test(action))).toEqual(
    [],
  );
  expect(use).toEqual({
    Effect: 'Allow',
    Principal: { AWS: ACCOUNT },
    Action: 'kms:GenerateMac',
    Resource: '*',
    Condition: {
      ArnLike: { 'aws:PrincipalArn': { 'Fn::GetAtt': [expect.stringMatching(/^ProcessorRole/), 'Arn'] } },
    },
  });
  const Resource = { 'Fn::GetAtt': [expect.stringMatching(/^AlertsMacKey/), 'Arn'] };
  const actions = ['kms:VerifyMac', 'kms:GenerateMac'];
  expect(grantsOf(stack)).toEqual(actions.map((Action) => ({ Effect: 'Allow', Action, Resource })));
});

test('a function of another stack is known by the name of its stack, so that the stacks are no circle', () => {
  const app = new App();
  const topics = new Stack(app, 'Topics', { env: HERE });
  const stack = new Stack(app, 'ProcessorsOfTheWholeOrganization', { env: HERE });
  processorIn(stack, new AlertTopic(topics, 'Alerts'));
  expect(() => app.synth()).not.toThrow();
  expect(useStatements(topics)).toEqual([
    expect.objectContaining({
      Condition: {
        ArnLike: {
          'aws:PrincipalArn': {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                `:iam::${ACCOUNT}:role/${'ProcessorsOfTheWholeOrganization'.slice(0, 24)}*`,
              ],
            ],
          },
        },
      },
    }),
  ]);
});

test('a function of another account names the key by its alias, and may use it by that name only', () => {
  const app = new App();
  const topics = new Stack(app, 'Topics', { env: { ...HERE, account: LOG_ARCHIVE } });
  const stack = new Stack(app, 'Processors', { env: HERE });
  processorIn(stack, new AlertTopic(topics, 'Alerts', { topicName: 'alerts' }));
  expect(JSON.stringify(useStatements(topics))).toContain(`:iam::${ACCOUNT}:role/Processors-*`);
  const grants = grantsOf(stack);
  expect(grants.map(({ Action }) => Action)).toEqual(['kms:VerifyMac', 'kms:GenerateMac']);
  const alias = resourcesOf(topics, 'AWS::KMS::Alias')
    .map(({ Properties }) => Properties.AliasName)
    .find((name) => name.includes('MacKey'));
  for (const { Resource, Condition } of grants) {
    expect(JSON.stringify(Resource)).toContain(`:kms:${REGION}:${LOG_ARCHIVE}:key/*`);
    expect(Condition).toEqual({ StringEquals: { 'kms:RequestAlias': alias } });
  }
  const [, ...others] = macKeysOf(topics)[0]?.Properties.KeyPolicy.Statement ?? [];
  expect(others).toContainEqual(
    expect.objectContaining({ Principal: { AWS: ACCOUNT }, Action: 'kms:VerifyMac' }),
  );
  expect(JSON.stringify(resourcesOf(stack, 'AWS::Lambda::Function'))).toContain(
    `:kms:${REGION}:${LOG_ARCHIVE}:${alias}`,
  );
});

test('a topic that was there before gets a key in the stack that imports it', () => {
  const stack = new Stack(new App(), 'Audit', { env: HERE });
  const topic = Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:pager`);
  processorIn(stack, AlertTopic.fromTopic(stack, 'Alerts', topic) as AlertTopic);
  expect(macKeysOf(stack)).toHaveLength(1);
});

describe('verifying the origin of alerts', () => {
  test('is granted to a principal of the account by its own policy, with the key that functions sign with', () => {
    const stack = new Stack(new App(), 'Audit', { env: HERE });
    const alertTopic = new AlertTopic(stack, 'Alerts');
    processorIn(stack, alertTopic);
    const role = new Role(stack, 'Pager', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    alertTopic.grantVerifyOrigin(role);
    const key = stack.resolve(alertTopic.originKeyArn);
    expect(grantsOf(stack)).toContainEqual({ Effect: 'Allow', Action: 'kms:VerifyMac', Resource: key });
    expect(macKeysOf(stack)).toHaveLength(1);
    expect(macKeysOf(stack)[0]?.Properties.KeyPolicy.Statement).toHaveLength(2);
  });

  test('is granted to another account by the policy of the key, once; computing codes is not', () => {
    const stack = new Stack(new App(), 'Audit', { env: HERE });
    const alertTopic = new AlertTopic(stack, 'Alerts');
    for (const account of ['444455556666', '444455556666', '777788889999']) {
      alertTopic.grantVerifyOrigin(new AccountPrincipal(account));
    }
    const [, ...others] = macKeysOf(stack)[0]?.Properties.KeyPolicy.Statement ?? [];
    expect(others).toEqual(
      ['444455556666', '777788889999'].map((account) => ({
        Effect: 'Allow',
        Principal: { AWS: account },
        Action: 'kms:VerifyMac',
        Resource: '*',
      })),
    );
  });
});
