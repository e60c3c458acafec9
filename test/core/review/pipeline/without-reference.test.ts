import { changesOf, FILTERED_TRAIL, type Json } from '../edited-template';

const told = (type: string, properties: Json): readonly string[] =>
  changesOf(NAMED, (template) => {
    template.Resources.New = { Type: type, Properties: properties };
  });

const BUCKET = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'audit-logs' } };
const NAMED = {
  Resources: {
    ...FILTERED_TRAIL.Resources,
    Archive: BUCKET,
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: {
        ...FILTERED_TRAIL.Resources.Trail.Properties,
        ...{ TrailName: 'main', S3BucketName: { Ref: 'Archive' } },
      },
    },
  },
};

const UNKNOWN = /^unknown pipeline-unknown: \S+ (machine )?Audit\/New: it is new and (acts on|refers to)/;

const schedule = (call: string, input: Json) => ({
  FlexibleTimeWindow: { Mode: 'OFF' },
  ScheduleExpression: 'rate(1 hour)',
  Target: { Arn: `arn:aws:scheduler:::aws-sdk:${call}`, RoleArn: 'role', Input: input },
});

test.each([
  ['a policy that masks log events', 'AWS::Logs::AccountPolicy', { PolicyType: 'DATA_PROTECTION_POLICY' }],
  [
    'a policy that sends log events',
    'AWS::Logs::AccountPolicy',
    { PolicyType: 'SUBSCRIPTION_FILTER_POLICY' },
  ],
  ['a link to another account', 'AWS::Oam::Link', { ResourceTypes: ['AWS::Logs::LogGroup'] }],
  ['alarms that are muted by name', 'AWS::CloudWatch::AlarmMuteRule', { MuteTargets: { AlarmNames: ['x'] } }],
  ['a schedule for a trail', 'AWS::Scheduler::Schedule', schedule('cloudtrail:stopLogging', '{"Name":"x"}')],
  [
    'a schedule for an alarm whose name CloudFormation generates',
    'AWS::Scheduler::Schedule',
    schedule('cloudwatch:deleteAlarms', '{"AlarmNames":["Audit-Alarm-1ABCDEFGHIJ"]}'),
  ],
  [
    'a schedule for a metric filter',
    'AWS::Scheduler::Schedule',
    schedule('cloudwatchlogs:deleteMetricFilter', '{"FilterName":"x"}'),
  ],
  [
    'a schedule that names a bucket in JSON',
    'AWS::Scheduler::Schedule',
    schedule('s3:putBucketLifecycleConfiguration', {
      'Fn::Join': ['', ['{"Bucket":"', { Ref: 'Archive' }, '"}']],
    }),
  ],
  [
    'a state machine that stops a trail',
    'AWS::StepFunctions::StateMachine',
    { DefinitionString: '{"States":{"A":{"Resource":"arn:aws:states:::aws-sdk:cloudtrail:stopLogging"}}}' },
  ],
  [
    'a call of a deployment',
    'Custom::AWS',
    { Create: '{"service":"CloudTrail","parameters":{"Name":"main"}}' },
  ],
])('%s is told though nothing refers to the pipeline', (_words, type, properties) => {
  expect(told(type, properties)).toEqual([expect.stringMatching(UNKNOWN)]);
});

test.each([
  ['an index of fields', 'AWS::Logs::AccountPolicy', { PolicyType: 'FIELD_INDEX_POLICY' }],
  [
    'a schedule that reads',
    'AWS::Scheduler::Schedule',
    schedule('cloudtrail:getTrailStatus', '{"Name":"x"}'),
  ],
  ['a call on what the pipeline has none of', 'AWS::Scheduler::Schedule', schedule('sqs:purgeQueue', '{}')],
  ['a schedule of an app', 'AWS::Scheduler::Schedule', schedule('s3:putObject', '{"Bucket":"photos"}')],
])('%s is not', (_words, type, properties) => {
  expect(told(type, properties)).toEqual([]);
});

test('a schedule for another resource of the templates is not', () => {
  const base: Json = structuredClone(NAMED);
  base.Resources.Photos = { Type: 'AWS::S3::Bucket', Properties: {} };
  const call = schedule('s3:deleteBucketPolicy', {
    'Fn::Join': ['', ['{"Bucket":"', { Ref: 'Photos' }, '"}']],
  });
  const changes = changesOf(base, ({ Resources }) => {
    Resources.New = { Type: 'AWS::Scheduler::Schedule', Properties: call };
  });
  expect(changes).toEqual([]);
});

test('what is for all log groups is nothing where the pipeline has none', () => {
  const { Log: _log, Filter: _filter, ...Resources } = structuredClone(FILTERED_TRAIL.Resources) as Json;
  delete Resources.Trail.Properties.CloudWatchLogsLogGroupArn;
  expect(
    changesOf({ Resources }, (template) => {
      template.Resources.New = { Type: 'AWS::Logs::AccountPolicy', Properties: {} };
    }),
  ).toEqual([]);
});
