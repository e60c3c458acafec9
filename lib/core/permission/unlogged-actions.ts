/** Actions that a trail logs only where its selectors ask for data events, or that CloudTrail never logs. */
interface UnloggedActions {
  readonly actions: RegExp;
  /** `resources.type` of the selector that shows them; absent where none does. */
  readonly type?: string;
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html (2026-11) */
const UNLOGGED: readonly UnloggedActions[] = [
  {
    actions:
      /^s3:(?:(?:Get|Put|Delete|Restore|Replicate)Object|AbortMultipartUpload|ListMultipartUploadParts|ListBucket$|ListBucketVersions|ListBucketMultipartUploads)/i,
    type: 'AWS::S3::Object',
  },
  { actions: /^lambda:Invoke/i, type: 'AWS::Lambda::Function' },
  {
    actions:
      /^dynamodb:(?:(?:Batch)?(?:Get|Write|Put|Update|Delete)Item|Query|Scan|ConditionCheckItem|PartiQL)/i,
    type: 'AWS::DynamoDB::Table',
  },
  { actions: /^dynamodb:(?:GetRecords|GetShardIterator)/i, type: 'AWS::DynamoDB::Stream' },
  { actions: /^sqs:(?:Send|Receive|Delete|ChangeMessage)(?:Message|Visibility)/i, type: 'AWS::SQS::Queue' },
  { actions: /^sns:Publish/i, type: 'AWS::SNS::Topic' },
  {
    actions: /^kinesis:(?:Put|Get)(?:Record|Shard)|^kinesis:SubscribeToShard/i,
    type: 'AWS::Kinesis::Stream',
  },
  {
    actions: /^cloudwatch:(?:PutMetricData|GetMetricData|GetMetricStatistics|ListMetrics)/i,
    type: 'AWS::CloudWatch::Metric',
  },
  { actions: /^ssmmessages:/i, type: 'AWS::SSMMessages::ControlChannel' },
  { actions: /^states:(?:StartSyncExecution|InvokeHTTPEndpoint)/i, type: 'AWS::StepFunctions::StateMachine' },
  { actions: /^cognito-identity:/i, type: 'AWS::Cognito::IdentityPool' },
  { actions: /^bedrock:Invoke(?:Agent|Flow)/i, type: 'AWS::Bedrock::AgentAlias' },
  {
    actions:
      /^(?:logs:(?:PutLogEvents|GetLogEvents|FilterLogEvents)|iam:PassRole|xray:Put|firehose:PutRecord|execute-api:)/i,
  },
];

/** Why the use of an action may not be in the records; undefined if its use is logged. */
export function whyUnlogged(action: string): string | undefined {
  const found = UNLOGGED.find(({ actions }) => actions.test(action));
  if (found === undefined) return undefined;
  return found.type === undefined
    ? 'CloudTrail does not log it by itself'
    : `it is logged by a selector of data events with resources.type ${found.type}`;
}
