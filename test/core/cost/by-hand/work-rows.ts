import { FILES, GB, QUEUE, type Resources, type Row, worker } from './row';

const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const SNS = 'https://aws.amazon.com/sns/pricing/';

const topic = (protocol: string): Resources => ({
  Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
  Subscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: { Protocol: protocol, TopicArn: { Ref: 'Topic' } },
  },
});

/** Functions, messages, workflows, scans and streams. */
/** Rules for the folders of an organization, which send the notices of their files to one queue. */
const FOLDER_QUEUE: Resources = {
  Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
  ...Object.fromEntries(
    [
      '999988887777/CloudTrail',
      ...['', '-Insight', '-NetworkActivity', '-Aggregated'].map((kind) => `o-1/*/CloudTrail${kind}`),
    ].map((folder, index) => [
      `Folder${index}`,
      {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: {
            source: ['aws.s3'],
            detail: { object: { key: [{ wildcard: `AWSLogs/${folder}/*` }] } },
          },
          Targets: [{ Id: 'Queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
        },
      },
    ]),
  ),
};

export const WORK_ROWS: readonly Row[] = [
  {
    what: 'a million invocations',
    ...{ price: 'lambdaInvocation', page: LAMBDA, usd: 0.2 },
    ...{ resources: worker({}), counts: { invocations: 1_000_000 } },
  },
  {
    what: 'a million invocations of 0.2 s at half a GB on ARM, a GB-second $0.0000133334',
    ...{ price: 'lambdaArm', page: LAMBDA, usd: 100_000 * 0.0000133334 },
    ...{ resources: worker({ Architectures: ['arm64'] }), counts: { invocations: 1_000_000 } },
  },
  {
    what: 'a million invocations of 0.4 s at half a GB on x86, a GB-second $0.0000166667',
    ...{ price: 'lambdaX86', page: LAMBDA, usd: 200_000 * 0.0000166667 },
    ...{ resources: worker({}), counts: { invocations: 1_000_000, functionMs: 400 } },
  },
  {
    what: '3 requests for each of 1,000 messages to a queue, a million $0.40',
    ...{ price: 'sqsRequest', page: 'https://aws.amazon.com/sqs/pricing/', usd: 0.003 * 0.4 },
    ...{ resources: QUEUE, counts: FILES },
  },
  {
    what: 'an organization of 300 accounts in 17 Regions: 5,508,000 files of five folders by five rules, 3 requests each, a million $0.40',
    ...{ price: 'sqsRequest', page: 'https://aws.amazon.com/sqs/pricing/', usd: 16.524 * 0.4 },
    ...{ resources: FOLDER_QUEUE, counts: { logFiles: 5_508_000 } },
  },
  {
    what: '3 requests for each of a million messages to a FIFO queue, a million $0.50',
    ...{ price: 'sqsFifoRequest', page: 'https://aws.amazon.com/sqs/pricing/', usd: 1.5 },
    resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } },
    counts: { queueMessages: 1_000_000 },
  },
  {
    what: '5 pollers that ask each 20 seconds: 648,000 requests to a queue, a million $0.40',
    ...{ price: 'sqsRequest', page: 'https://aws.amazon.com/sqs/pricing/', of: 'Mapping', usd: 0.648 * 0.4 },
    resources: { Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: {} } },
    counts: {},
  },
  {
    what: '2 million messages to a topic, a million $0.50',
    ...{ price: 'snsPublish', page: SNS, usd: 1, resources: topic('sqs'), counts: { alerts: 2_000_000 } },
  },
  {
    what: '100,000 messages by e-mail',
    ...{ price: 'snsEmail', page: SNS, usd: 2, resources: topic('email'), counts: { alerts: 100_000 } },
  },
  {
    what: '100,000 messages by e-mail to a subscription in its topic',
    ...{ price: 'snsEmail', page: SNS, of: 'Topic', usd: 2, counts: { alerts: 100_000 } },
    resources: {
      Topic: {
        Type: 'AWS::SNS::Topic',
        Properties: {
          Subscription: [
            { Protocol: 'email', Endpoint: 'on-call@example.com' },
            { Protocol: 'sqs', Endpoint: 'arn:aws:sqs:eu-west-1:111122223333:queue' },
          ],
        },
      },
    },
  },
  {
    what: '2 million messages over HTTPS, a million $0.60',
    ...{ price: 'snsHttp', page: SNS, usd: 1.2, resources: topic('https'), counts: { alerts: 2_000_000 } },
  },
  {
    what: '3 million events to another bus, a million $1',
    ...{ price: 'customEvent', page: 'https://aws.amazon.com/eventbridge/pricing/', usd: 3 },
    resources: {
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['aws.iam'] },
          Targets: [{ Id: 'Bus', Arn: 'arn:aws:events:eu-west-1:111111111111:event-bus/audit' }],
        },
      },
    },
    counts: { forwardedEvents: 3_000_000 },
  },
  {
    what: '40,000 transitions of a standard workflow, 1,000 for $0.025',
    ...{ price: 'transition', page: 'https://aws.amazon.com/step-functions/pricing/', usd: 1 },
    resources: { Search: { Type: 'AWS::StepFunctions::StateMachine', Properties: {} } },
    counts: { transitions: 40_000 },
  },
  {
    what: '2 TB that Athena scans, a TB $5',
    ...{ price: 'athenaScan', page: 'https://aws.amazon.com/athena/pricing/', usd: 10 },
    resources: { Group: { Type: 'AWS::Athena::WorkGroup', Properties: {} } },
    counts: { athenaBytes: 2_048 * GB },
  },
  {
    what: '100 GB through a stream, a GB $0.029',
    ...{ price: 'firehoseGb', page: 'https://aws.amazon.com/firehose/pricing/', usd: 2.9 },
    resources: { Stream: { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: {} } },
    counts: { streamBytes: 100 * GB },
  },
];
