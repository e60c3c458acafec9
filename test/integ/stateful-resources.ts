import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';

/**
 * What holds evidence or state, or is known by name elsewhere, and which of its properties make CloudFormation replace it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ (per type: "Update requires: Replacement")
 */
const REPLACED_BY: Readonly<Record<string, readonly string[]>> = {
  'AWS::S3::Bucket': ['BucketName', 'ObjectLockEnabled'],
  'AWS::S3::BucketPolicy': ['Bucket'],
  'AWS::KMS::Key': ['MultiRegion', 'KeySpec', 'KeyUsage', 'Origin'],
  'AWS::KMS::Alias': ['AliasName'],
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::CloudTrail::Trail': ['TrailName'],
  'Custom::TrailwatchOrganizationTrail': ['TrailName'],
  'AWS::Events::EventBus': ['Name'],
  'AWS::IAM::Role': ['RoleName', 'Path'],
  'AWS::CloudFormation::StackSet': ['StackSetName', 'PermissionModel'],
};

/** Of one resource: its type, and its properties that must not change. */
export type StatefulResource = Readonly<Record<string, unknown>> & { readonly Type: string };

/** By stack and logical id. */
export type StatefulResources = Readonly<Record<string, StatefulResource>>;

interface Template {
  readonly Resources?: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** What of the stacks CloudFormation must not replace. */
export function statefulResourcesOf(stacks: readonly CloudFormationStackArtifact[]): StatefulResources {
  const found = stacks.flatMap(({ stackName, template }) =>
    Object.entries((template as Template).Resources ?? {}).flatMap(
      ([logicalId, { Type, Properties = {} }]) => {
        const properties = REPLACED_BY[Type];
        if (properties === undefined) return [];
        const kept = properties.flatMap((name) => (name in Properties ? [[name, Properties[name]]] : []));
        return [[`${stackName}/${logicalId}`, { Type, ...Object.fromEntries(kept) }] as const];
      },
    ),
  );
  return Object.fromEntries(found);
}
