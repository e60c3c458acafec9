/** What would be lost with a resource of a type. */
export type Holding =
  /** Records of calls: what is deleted is gone. */
  | 'evidence'
  /** The key without which evidence cannot be read. */
  | 'key'
  /** What records calls: while it is replaced, none are recorded. */
  | 'source'
  /** What was sent, or waits to be: alerts are lost or repeated. */
  | 'state';

/** What CloudFormation does with a resource of a type. */
export interface EvidenceType {
  readonly holds: Holding;
  /** Properties that cannot be changed: another value makes CloudFormation create another resource, and delete the first. */
  readonly replacedBy: readonly string[];
  /** Properties with another value of which the update fails, and the resource stays. */
  readonly refusedBy?: readonly string[];
  /** The property that gives the resource its name. */
  readonly name?: string;
}

/**
 * Types of resources that hold evidence, or without which there is none, with their create-only properties. As of November 2026.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ (each property: "Update requires: Replacement")
 * @see https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html (createOnlyProperties)
 */
export const EVIDENCE_TYPES: Readonly<Record<string, EvidenceType>> = {
  'AWS::S3::Bucket': {
    holds: 'evidence',
    replacedBy: ['BucketName', 'BucketNamePrefix', 'BucketNamespace', 'ObjectLockEnabled'],
    name: 'BucketName',
  },
  'AWS::S3Tables::TableBucket': {
    holds: 'evidence',
    replacedBy: ['TableBucketName'],
    name: 'TableBucketName',
  },
  'AWS::CloudTrail::EventDataStore': { holds: 'evidence', replacedBy: [], name: 'Name' },
  'AWS::Logs::LogGroup': { holds: 'evidence', replacedBy: ['LogGroupName'], name: 'LogGroupName' },
  // "the update request fails, regardless of the value of the UpdateReplacePolicy attribute"
  'AWS::KMS::Key': {
    holds: 'key',
    replacedBy: [],
    refusedBy: ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
  },
  'AWS::KMS::ReplicaKey': { holds: 'key', replacedBy: ['PrimaryKeyArn'] },
  'AWS::CloudTrail::Trail': { holds: 'source', replacedBy: ['TrailName'], name: 'TrailName' },
  'AWS::CloudTrail::Channel': { holds: 'source', replacedBy: ['Source'], name: 'Name' },
  'Custom::TrailwatchOrganizationTrail': { holds: 'source', replacedBy: ['TrailName'], name: 'TrailName' },
  'AWS::DynamoDB::Table': {
    holds: 'state',
    replacedBy: ['ImportSourceSpecification', 'KeySchema', 'LocalSecondaryIndexes', 'TableName'],
    name: 'TableName',
  },
  'AWS::SQS::Queue': { holds: 'state', replacedBy: ['FifoQueue', 'QueueName'], name: 'QueueName' },
  'AWS::SNS::Topic': { holds: 'state', replacedBy: ['FifoTopic', 'TopicName'], name: 'TopicName' },
};
