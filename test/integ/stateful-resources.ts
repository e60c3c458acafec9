import { INVENTORY } from '../../lib/core/inventory/index';

/** Types that hold no evidence, but are known by name elsewhere, or have what no deployment makes again. */
const KEPT = [
  'AWS::S3::BucketPolicy',
  'AWS::KMS::Alias',
  'AWS::Events::EventBus',
  'AWS::IAM::Role',
  'AWS::CloudFormation::StackSet',
  // A person confirmed it.
  'AWS::SNS::Subscription',
  // Searches and approvals under way, and what was done.
  'AWS::StepFunctions::StateMachine',
  // Alerts that it has not delivered yet, and why it did not.
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Logs::LogStream',
];

/** Types that lose nothing if they are replaced, and why. Every type of the scenarios is here, or in {@link FIXED}. */
export const REPLACEABLE: Readonly<Record<string, readonly string[]>> = {
  'the new one says the same before the old one goes': [
    ...['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::Organizations::Policy', 'AWS::Budgets::Budget'],
    ...['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy', 'AWS::Events::EventBusPolicy'],
    ...['AWS::Lambda::Permission', 'AWS::Lambda::LayerVersion', 'AWS::CloudTrail::ResourcePolicy'],
    ...['AWS::Chatbot::SlackChannelConfiguration', 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration'],
    ...['AWS::CloudWatch::Dashboard', 'AWS::CloudTrail::Dashboard', 'AWS::Athena::NamedQuery'],
    ...['AWS::EC2::SecurityGroup', 'AWS::EC2::VPCEndpoint'],
  ],
  'it stands between queues and topics, which keep what arrives meanwhile': [
    ...['AWS::Lambda::Function', 'AWS::Lambda::EventSourceMapping', 'AWS::Events::Rule'],
    ...['AWS::Events::Connection', 'AWS::Events::ApiDestination'],
  ],
  'it counts anew within its period': [
    ...['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::Logs::MetricFilter'],
  ],
  'it describes files of a bucket, which stay': [
    ...['AWS::Glue::Database', 'AWS::Glue::Table', 'AWS::Athena::WorkGroup'],
  ],
  'it sets what an account or organization has, which its removal leaves or which is set again': [
    ...['AWS::ObservabilityAdmin::S3TableIntegration', 'AWS::ObservabilityAdmin::TelemetryRule'],
    'AWS::ObservabilityAdmin::OrganizationTelemetryRule',
    'AWS::ObservabilityAdmin::OrganizationCentralizationRule',
    ...['Custom::TrailwatchOrganizationAdministration', 'Custom::TrailwatchLakeImport'],
  ],
  'it does something once for each deployment': [
    ...['Custom::TrailwatchDeployedResources', 'Custom::TrailwatchTestAlert', 'Custom::S3AutoDeleteObjects'],
  ],
};

/** By type: the properties of what holds evidence or state, or is known by name elsewhere, that must not change. */
export const FIXED: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(INVENTORY)
    .filter(([type, { holds }]) => holds !== undefined || KEPT.includes(type))
    .map(([type, { fixed: { replacedBy = [], refusedBy = [], name = [] } = {} }]) => [
      type,
      [...new Set([...replacedBy, ...refusedBy].concat(name))],
    ]),
);

/** What keeps a resource that its stack no longer has, or that is replaced. */
export const POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy'] as const;

/** Of one resource: its type, its properties that must not change, and its policies where they retain it. */
export type StatefulResource = Readonly<Record<string, unknown>> & { readonly Type: string };

/** By stack and logical id. */
export type StatefulResources = Readonly<Record<string, StatefulResource>>;

interface Template {
  readonly Resources?: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> } & Readonly<
        Partial<Record<(typeof POLICIES)[number], string>>
      >
    >
  >;
}

/** A stack, as far as its resources are in its template. */
export interface DeployedStack {
  readonly stackName: string;
  readonly template: unknown;
}

/** What of the stacks CloudFormation must not replace. */
export function statefulResourcesOf(stacks: readonly DeployedStack[]): StatefulResources {
  const found = stacks.flatMap(({ stackName, template }) =>
    Object.entries((template as Template).Resources ?? {}).flatMap(([logicalId, resource]) => {
      const { Type, Properties = {} } = resource;
      const properties = FIXED[Type];
      if (properties === undefined) return [];
      const kept = properties.flatMap((name) => (name in Properties ? [[name, Properties[name]]] : []));
      const policies = POLICIES.flatMap((name) => (resource[name] === 'Retain' ? [[name, 'Retain']] : []));
      return [
        [`${stackName}/${logicalId}`, { Type, ...Object.fromEntries([...kept, ...policies]) }] as const,
      ];
    }),
  );
  return Object.fromEntries(found);
}
