import { getPart, type PartClients } from '../../../lambda/aws/get-found-resource';
import { DRIFTING } from '../../../lib/core/inventory/drifting';

const HERE = 'eu-west-1:111122223333';
const TARGETS = [{ Id: 'Target0', Arn: `arn:aws:sqs:${HERE}:work` }];

/** What AWS answers to each operation. */
const ANSWERS: Readonly<Record<string, object>> = {
  DescribeRule: { State: 'DISABLED', EventPattern: '{"source":["aws.s3"]}', Description: 'not compared' },
  ListTargetsByRule: { Targets: TARGETS },
  GetEventSourceMapping: { State: 'Disabling', FunctionResponseTypes: ['ReportBatchItemFailures'] },
  GetFunctionConfiguration: { Layers: [{ Arn: 'layer', CodeSize: 1 }] },
  GetFunctionConcurrency: { ReservedConcurrentExecutions: 0 },
  DescribeAlarms: { MetricAlarms: [{ AlarmName: 'a:b', ActionsEnabled: false, AlarmActions: ['topic'] }] },
  GetSubscriptionAttributes: {
    Attributes: {
      RedrivePolicy: '{"deadLetterTargetArn":"queue"}',
      ...{ FilterPolicy: '{"severity":["high"]}', FilterPolicyScope: 'MessageAttributes' },
      ...{ RawMessageDelivery: 'false', PendingConfirmation: 'true', Endpoint: 'soc@example.com' },
    },
  },
  GetQueueAttributes: {
    Attributes: {
      ...{ VisibilityTimeout: '720', Policy: '{"Statement":[]}' },
      RedrivePolicy: '{"deadLetterTargetArn":"dead","maxReceiveCount":5}',
      RedriveAllowPolicy: '{"redrivePermission":"denyAll"}',
    },
  },
};

const QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/111122223333/work';

function read(type: string, arn: string, physicalId = '') {
  const asked: unknown[] = [];
  const send = async (command: { readonly input: unknown }) => {
    asked.push(command.input);
    return ANSWERS[command.constructor.name.replace('Command', '')];
  };
  const clients = { events: { send }, lambda: { send }, cloudWatch: { send }, sns: { send }, sqs: { send } };
  return getPart(clients as unknown as PartClients, { type, arn, physicalId }).then((found) => ({
    found,
    asked,
  }));
}

test.each([
  [
    'AWS::Events::Rule',
    `arn:aws:events:${HERE}:rule/bus/name`,
    { State: 'DISABLED', EventPattern: { source: ['aws.s3'] }, Targets: TARGETS },
    { Name: 'name', EventBusName: 'bus' },
  ],
  [
    'AWS::Lambda::EventSourceMapping',
    `arn:aws:lambda:${HERE}:event-source-mapping:1234`,
    { Enabled: false, FunctionResponseTypes: ['ReportBatchItemFailures'] },
    { UUID: '1234' },
  ],
  [
    'AWS::Lambda::Function',
    `arn:aws:lambda:${HERE}:function:one`,
    { ReservedConcurrentExecutions: 0, Layers: ['layer'] },
    { FunctionName: `arn:aws:lambda:${HERE}:function:one` },
  ],
  [
    'AWS::CloudWatch::Alarm',
    `arn:aws:cloudwatch:${HERE}:alarm:a:b`,
    { AlarmName: 'a:b', ActionsEnabled: false, AlarmActions: ['topic'] },
    { AlarmNames: ['a:b'], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  ],
  [
    'AWS::SNS::Subscription',
    `arn:aws:sns:${HERE}:alerts:1`,
    { FilterPolicy: { severity: ['high'] }, RedrivePolicy: { deadLetterTargetArn: 'queue' } },
    { SubscriptionArn: `arn:aws:sns:${HERE}:alerts:1` },
  ],
])('%s is read under the names of its properties in CloudFormation', async (type, arn, properties, input) => {
  const { found, asked } = await read(type, arn);
  expect(found.properties).toEqual(properties);
  expect(asked[0]).toEqual(input);
});

test('a subscription that is pending names who is to confirm it', async () => {
  const { found } = await read('AWS::SNS::Subscription', `arn:aws:sns:${HERE}:alerts:1`);
  expect(found.unconfirmed).toBe('soc@example.com');
});

test('a queue is read by its URL, with its policy', async () => {
  const { found, asked } = await read('AWS::SQS::Queue', `arn:aws:sqs:${HERE}:work`, QUEUE_URL);
  expect(found).toEqual({
    properties: {
      ...{ VisibilityTimeout: '720', RedriveAllowPolicy: { redrivePermission: 'denyAll' } },
      ...{ 'RedrivePolicy.deadLetterTargetArn': 'dead', 'RedrivePolicy.maxReceiveCount': 5 },
    },
    policy: '{"Statement":[]}',
  });
  expect(asked).toEqual([{ QueueUrl: QUEUE_URL, AttributeNames: ['All'] }]);
});

test('fails with ResourceNotFoundException where there is no alarm of the name', async () => {
  const reading = read('AWS::CloudWatch::Alarm', `arn:aws:cloudwatch:${HERE}:alarm:other`);
  await expect(reading).rejects.toThrow('there is no alarm other');
  await expect(reading).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test.each(Object.keys(DRIFTING))('%s, of which the inventory says what drifts, can be read', async (type) => {
  await expect(read(type, `arn:aws:cloudwatch:${HERE}:alarm:a:b`)).resolves.toBeDefined();
});
