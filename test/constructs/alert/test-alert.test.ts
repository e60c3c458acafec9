import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Alert } from '../../../lib/core/alert/alert';
import { alertId } from '../../../lib/core/alert/alert-id';
import { AlertTopic, RuleSeverity } from '../../../lib/index';
import { newStack, REGION, resourceOf, resourcesOf } from '../synthesize';

const AT = new Date('2026-11-20T09:00:00Z');
const TOPIC = { Ref: 'AlertsTopicCF7C81C9' };

function synthesize(options: Partial<Parameters<AlertTopic['sendTestAlert']>[0]> = {}, stack = newStack()) {
  const alerts = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  alerts.sendTestAlert({ at: AT, ...options });
  return { stack, alerts };
}

/** The call that the deployment makes, with the topic's name for its reference. */
function callOf(stack: Stack) {
  const { Create, Update, Delete } = resourceOf(stack, 'Custom::TrailwatchTestAlert').Properties;
  const [, parts] = Create['Fn::Join'] as [string, unknown[]];
  const text = parts.map((part) => (typeof part === 'string' ? part : 'TOPIC')).join('');
  const { service, action, parameters } = JSON.parse(text);
  const { default: document, email } = JSON.parse(parameters.Message);
  return {
    sameOnUpdate: JSON.stringify(Update) === JSON.stringify(Create),
    Delete,
    call: `${service}.${action}`,
    parameters,
    alert: JSON.parse(document) as Alert,
    email,
  };
}

describe('a test alert', () => {
  test('is a whole alert that says it is a test, to people and to machines', () => {
    const { call, parameters, alert, email } = callOf(synthesize().stack);
    expect(call).toBe('SNS.Publish');
    expect(parameters).toMatchObject({
      TopicArn: 'TOPIC',
      Subject: '[CRITICAL] Test alert: nothing happened (eu-central-1)',
      MessageStructure: 'json',
      MessageAttributes: { severity: { DataType: 'String', StringValue: 'critical' } },
    });
    expect(alert).toMatchObject({
      version: 2,
      ruleId: 'trailwatch-test-alert',
      eventTime: '2026-11-20T09:00:00.000Z',
      awsRegion: REGION,
      summary:
        'this is a test of the alert topic Stack/Alerts: nothing happened, and alerts arrive where you read this',
    });
    expect(alert.id).toBe(alertId(alert.ruleId, alert));
    expect(email).toContain(
      '1. Check that every address, channel and queue that is to receive alerts received this one',
    );
  });

  test('is sent when it is created and when its time changes, and never on delete', () => {
    const { sameOnUpdate, Delete } = callOf(synthesize().stack);
    expect([sameOnUpdate, Delete]).toEqual([true, undefined]);
    const properties = (at: Date) =>
      resourceOf(synthesize({ at }).stack, 'Custom::TrailwatchTestAlert').Properties;
    expect(properties(AT)).toEqual(properties(new Date(AT)));
    expect(properties(AT)).not.toEqual(properties(new Date('2026-11-21')));
  });

  test('has no account, so that a filter by account lets it through, and the severity that is asked for', () => {
    const { parameters } = callOf(synthesize({ severity: RuleSeverity.LOW }).stack);
    expect(Object.keys(parameters.MessageAttributes)).not.toContain('account');
    expect(parameters.MessageAttributes.severity.StringValue).toBe('low');
  });

  test('is made where account and Region are not known at synth', () => {
    const { alert, parameters } = callOf(synthesize({}, new Stack(new App(), 'Stack')).stack);
    expect(alert.awsRegion).toBe('');
    expect(JSON.stringify(parameters)).not.toContain('Token');
  });

  test('may send to its topic with its key, write its log, and nothing else', () => {
    const { stack } = synthesize();
    const statements = resourcesOf(stack, 'AWS::IAM::Policy').flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    expect(statements).toEqual(
      expect.arrayContaining([
        { Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC },
        {
          Effect: 'Allow',
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: { 'Fn::GetAtt': ['AlertsKey9E1197AF', 'Arn'] },
        },
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: { 'Fn::GetAtt': [expect.stringContaining('TestAlertLogs'), 'Arn'] },
        },
      ]),
    );
    expect(statements).toHaveLength(3);
    expect(resourceOf(stack, 'AWS::Logs::LogGroup').Properties.RetentionInDays).toBe(90);
    expect(resourceOf(stack, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toBeUndefined();
  });

  test('may send through the function that another custom resource of the stack has made first', () => {
    const stack = newStack();
    new AwsCustomResource(stack, 'Other', {
      onCreate: {
        service: 'STS',
        action: 'GetCallerIdentity',
        physicalResourceId: PhysicalResourceId.of('x'),
      },
      policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: AwsCustomResourcePolicy.ANY_RESOURCE }),
      installLatestAwsSdk: false,
    });
    synthesize({}, stack);
    const provider = resourceOf(stack, 'AWS::Lambda::Function').Properties.Role['Fn::GetAtt'][0];
    const policy = resourceOf(stack, 'AWS::IAM::Policy', 'AlertsTestAlertPublish').Properties;
    expect(policy.Roles).toEqual([{ Ref: provider }]);
  });

  test('comes after everybody who is subscribed in the stack, also later in the program', () => {
    const { stack, alerts } = synthesize();
    alerts.addQueue(new Queue(stack, 'Queue'));
    const code = Code.fromInline('exports.handler = async () => {};');
    const runtime = Runtime.NODEJS_LATEST;
    alerts.addFunction(new LambdaFunction(stack, 'Pager', { code, handler: 'index.handler', runtime }));
    const waitsFor = resourceOf(stack, 'Custom::TrailwatchTestAlert').DependsOn ?? [];
    const template = Template.fromStack(stack);
    const receivers = [
      ...Object.keys(template.findResources('AWS::SNS::Subscription')),
      ...Object.keys(template.findResources('AWS::Lambda::Permission')),
    ];
    expect(receivers).toHaveLength(4);
    expect(waitsFor).toEqual(expect.arrayContaining(receivers));
  });

  test('uses a key of elsewhere as well', () => {
    const stack = newStack();
    const keyArn = `arn:aws:kms:${REGION}:044455556666:key/0a1b2c3d-0000-4000-8000-000000000000`;
    const encryptionKey = Key.fromKeyArn(stack, 'Key', keyArn);
    new AlertTopic(stack, 'Alerts', { encryptionKey }).sendTestAlert({ at: AT });
    expect(JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy'))).toContain(keyArn);
  });

  test('fails on a time that is none', () => {
    expect(() => synthesize({ at: new Date('soon') })).toThrow(
      'the time of a test alert is not a valid date',
    );
  });
});
