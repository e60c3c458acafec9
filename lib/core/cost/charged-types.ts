import { TRAIL_TYPES } from '../settings/organization-trail';
import { type Charge, type ChargesOf, type Costing, GB } from './charge';
import {
  eventDataStoreCharges,
  isOfCloudTrail,
  telemetryRuleCharges,
  whyStoreUncounted,
} from './charges/event-charges';
import { functionCharges, logGroupCharges, stateMachineCharges } from './charges/function-charges';
import {
  mappingCharges,
  queueCharges,
  ruleCharges,
  subscriptionCharges,
  topicCharges,
  whyDeliveriesUncounted,
} from './charges/message-charges';
import { bucketCharges, tableCharges } from './charges/storage-charges';
import type { CostedResource } from './costed-stack';
import { counted, known, MONTH_DAYS, times } from './counts';
import type { Properties } from './properties';

/** Alarms with shorter periods are high-resolution. */
const STANDARD_PERIOD_SECONDS = 60;

/** `AWS::CloudWatch::Alarm`: each metric, and no expression over them. */
const alarmCharges: ChargesOf = ({ properties }) => {
  const queries = properties.items('Metrics').filter((query) => query.has('MetricStat'));
  const periods = [
    properties.number('Period'),
    ...queries.map((query) => query.number('MetricStat', 'Period')),
  ];
  const isShort = periods.some((period = STANDARD_PERIOD_SECONDS) => period < STANDARD_PERIOD_SECONDS);
  return [
    {
      price: isShort ? 'highResolutionAlarmMetric' : 'alarmMetric',
      amount: known(Math.max(1, queries.length)),
    },
  ];
};

/** `AWS::CloudWatch::CompositeAlarm`. */
const compositeAlarmCharges: ChargesOf = () => [{ price: 'compositeAlarm', amount: known(1) }];

/** `AWS::CloudWatch::Dashboard`. */
const dashboardCharges: ChargesOf = () => [{ price: 'dashboard', amount: known(1) }];

/** `AWS::Logs::MetricFilter`: the metrics that it writes. Those with dimensions are more. */
const metricFilterCharges: ChargesOf = ({ properties }) => [
  {
    price: 'metric',
    amount: known(properties.items('MetricTransformations').length),
    note: 'at most: a metric is charged only for hours with data',
  },
];

const HOURS_A_MONTH = MONTH_DAYS * 24;

const TB = 1024 ** 4;

/** `AWS::KMS::Key` and `AWS::KMS::ReplicaKey`. */
const keyCharges: ChargesOf = (_, { counts }) => [
  { price: 'kmsKey', amount: known(1), note: 'each of the first two key rotations adds the same' },
  {
    price: 'kmsRequest',
    amount: counted(counts, 'kmsRequests'),
    note: 'few if an S3 Bucket Key is used',
  },
];

/** `AWS::SecretsManager::Secret`. */
const secretCharges: ChargesOf = () => [{ price: 'secret', amount: known(1) }];

/** `AWS::EC2::VPCEndpoint`: interface endpoints, in each Availability Zone; gateway endpoints are free. */
const endpointCharges: ChargesOf = ({ properties }, { counts }) => {
  if (properties.at('VpcEndpointType') !== 'Interface') return [];
  const zones = Math.max(1, properties.items('SubnetIds').length);
  return [
    { price: 'endpointHour', amount: known(zones * HOURS_A_MONTH), note: 'one Availability Zone per subnet' },
    { price: 'endpointGb', amount: times(counted(counts, 'endpointBytes'), known(1 / GB)) },
  ];
};

/** `AWS::Athena::WorkGroup`: the data that its queries scan. */
const workGroupCharges: ChargesOf = (_, { counts }) => [
  { price: 'athenaScan', amount: times(counted(counts, 'athenaBytes'), known(1 / TB)) },
];

/** `AWS::KinesisFirehose::DeliveryStream`. */
const deliveryStreamCharges: ChargesOf = (_, { counts }) => [
  { price: 'firehoseGb', amount: times(counted(counts, 'streamBytes'), known(1 / GB)) },
];

/** Types of resources that cost, and how. */
const CHARGED_TYPES: Readonly<Record<string, ChargesOf>> = {
  'AWS::Athena::WorkGroup': workGroupCharges,
  'AWS::CloudTrail::EventDataStore': eventDataStoreCharges,
  'AWS::CloudWatch::Alarm': alarmCharges,
  'AWS::CloudWatch::CompositeAlarm': compositeAlarmCharges,
  'AWS::CloudWatch::Dashboard': dashboardCharges,
  'AWS::DynamoDB::Table': tableCharges,
  'AWS::EC2::VPCEndpoint': endpointCharges,
  'AWS::Events::Rule': ruleCharges,
  'AWS::KMS::Key': keyCharges,
  'AWS::KMS::ReplicaKey': keyCharges,
  'AWS::KinesisFirehose::DeliveryStream': deliveryStreamCharges,
  'AWS::Lambda::EventSourceMapping': mappingCharges,
  'AWS::Lambda::Function': functionCharges,
  'AWS::Logs::LogGroup': logGroupCharges,
  'AWS::Logs::MetricFilter': metricFilterCharges,
  'AWS::ObservabilityAdmin::OrganizationTelemetryRule': telemetryRuleCharges,
  'AWS::ObservabilityAdmin::TelemetryRule': telemetryRuleCharges,
  'AWS::S3::Bucket': bucketCharges,
  'AWS::SNS::Subscription': subscriptionCharges,
  'AWS::SNS::Topic': topicCharges,
  'AWS::SQS::Queue': queueCharges,
  'AWS::SecretsManager::Secret': secretCharges,
  'AWS::StepFunctions::StateMachine': stateMachineCharges,
};

/** Types that AWS charges nothing for. What they make others do is charged at these. */
const FREE_TYPES: ReadonlySet<string> = new Set([
  'AWS::Athena::NamedQuery',
  'AWS::Budgets::Budget',
  'AWS::CDK::Metadata',
  'AWS::Budgets::Budget',
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
  'AWS::Chatbot::SlackChannelConfiguration',
  'AWS::CloudFormation::Stack',
  'AWS::CloudFormation::WaitConditionHandle',
  'AWS::CloudTrail::Channel',
  'AWS::CloudTrail::ResourcePolicy',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::Events::ApiDestination',
  'AWS::Events::EventBus',
  'AWS::Events::EventBusPolicy',
  'AWS::Glue::Database',
  'AWS::Glue::Table',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogStream',
  'AWS::Organizations::Policy',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SSM::Document',
]);

/** Types that cost, or may, and are in no sum, with the reason. */
const UNCOUNTED_TYPES: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::StackSet':
    'what its template creates in other accounts and Regions; run the command on that template separately',
  'AWS::CloudTrail::Dashboard': 'the data that its queries scan, unless lakeScannedBytes includes it',
  'AWS::Events::Connection': 'the secret that EventBridge creates for it',
  'AWS::ObservabilityAdmin::OrganizationCentralizationRule': 'the copies of logs that it makes',
  'AWS::ObservabilityAdmin::S3TableIntegration': 'the tables that CloudWatch writes',
};

/** The charges of a resource; none for a trail, whose charges depend on other trails. */
export function chargesOf(resource: CostedResource, costing: Costing): readonly Charge[] {
  const { type } = resource;
  return Object.hasOwn(CHARGED_TYPES, type) ? (CHARGED_TYPES[type]?.(resource, costing) ?? []) : [];
}

function otherTelemetry(properties: Properties): string | undefined {
  return isOfCloudTrail(properties) ? undefined : 'the logs and metrics of another service that it enables';
}

/** What some resources of a charged type cost in addition, and no line has. */
const UNCOUNTED_PARTS: Readonly<Record<string, (properties: Properties) => string | undefined>> = {
  'AWS::CloudTrail::EventDataStore': whyStoreUncounted,
  'AWS::ObservabilityAdmin::OrganizationTelemetryRule': otherTelemetry,
  'AWS::ObservabilityAdmin::TelemetryRule': otherTelemetry,
  'AWS::DynamoDB::Table': (properties) =>
    properties.at('BillingMode') === 'PAY_PER_REQUEST' ? undefined : 'its provisioned capacity',
  'AWS::EC2::VPCEndpoint': (properties) =>
    ['Interface', 'Gateway', undefined].includes(properties.at('VpcEndpointType') as string | undefined)
      ? undefined
      : 'an endpoint that is neither an interface nor a gateway',
  'AWS::SNS::Subscription': (properties) => whyDeliveriesUncounted([properties]),
  'AWS::SNS::Topic': (properties) => whyDeliveriesUncounted(properties.items('Subscription')),
  'AWS::StepFunctions::StateMachine': (properties) =>
    properties.at('StateMachineType') === 'EXPRESS' ? 'the duration of its express workflows' : undefined,
};

/** The part of a resource that is in no sum, and why; `undefined` where everything is, or it costs nothing. */
export function whyUncounted({ type, properties, deploys }: CostedResource): string | undefined {
  if (deploys !== undefined)
    return deploys === 'unknown'
      ? 'its template is counted once; the number of its accounts and Regions is not known'
      : undefined;
  if (Object.hasOwn(UNCOUNTED_PARTS, type)) return UNCOUNTED_PARTS[type]?.(properties);
  // the trails of an estate are charged together: which copy is free hangs on the others
  if (TRAIL_TYPES.includes(type) || Object.hasOwn(CHARGED_TYPES, type) || FREE_TYPES.has(type))
    return undefined;
  if (Object.hasOwn(UNCOUNTED_TYPES, type)) return UNCOUNTED_TYPES[type];
  if (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource') {
    return 'what its function creates; the function itself is included';
  }
  return 'this version does not know its cost';
}
