import { CfnResource, TagManager } from 'aws-cdk-lib';
import { FURTHER_ESTATES, SCENARIOS } from '../../scenarios/scenarios';
import { BOUNDARY, SECURITY_GROUP, SIGNING, SUBNETS, TAG, withEveryOption } from './every-platform-option';

interface Found {
  /** `scenario / stack / logical id`. */
  readonly at: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** As JSON, to search. */
  readonly text: string;
}

/** A scenario with platform defaults of its own, which come before those of the app. */
const OWN_DEFAULTS = 'private-network';

const ESTATES = [...SCENARIOS, ...FURTHER_ESTATES]
  .filter(({ name }) => name !== OWN_DEFAULTS)
  .map((scenario) => ({ name: scenario.name, ...withEveryOption(scenario) }));

const FOUND: readonly Found[] = ESTATES.flatMap(({ name, made }) =>
  made.flatMap(({ path, template }) =>
    Object.entries(template.Resources ?? {}).map(([id, { Type, Properties = {} }]) => ({
      at: `${name} / ${path} / ${id}`,
      type: Type,
      properties: Properties as Readonly<Record<string, unknown>>,
      text: JSON.stringify(Properties),
    })),
  ),
);

/** How the key of each type of store is spelled, that of a scenario with a key of its own included. A type that keeps data and is not here fails the last test. */
const STORE_KEYS: Readonly<Record<string, RegExp>> = {
  'AWS::CloudTrail::Trail': /"KMSKeyId":/,
  'AWS::DynamoDB::Table': /"KMSMasterKeyId":.*(?::key\/store|StoreKey)/,
  'AWS::Events::EventBus': /"KmsKeyIdentifier":.*(?::key\/store|StoreKey)/,
  'AWS::KinesisFirehose::DeliveryStream': /"KeyARN":/,
  'AWS::Logs::LogGroup': /"KmsKeyId":/,
  'AWS::S3::Bucket': /"SSEAlgorithm":"aws:kms"/,
  'AWS::SNS::Topic': /"KmsMasterKeyId":/,
  'AWS::StepFunctions::StateMachine': /"KmsKeyId":.*(?::key\/store|StoreKey)/,
  'AWS::SQS::Queue': /"KmsMasterKeyId":.*(?::key\/store|StoreKey)/,
  'AWS::Athena::WorkGroup': /"EncryptionOption":"SSE_KMS"/,
};

/** Stores that have a key of the service all the same. */
const OTHER_KEYS: readonly { readonly where: RegExp; readonly reason: string }[] = [
  {
    where: /Realtime[A-Za-z]*Bus[0-9A-F]{8}$/,
    reason: 'EventBridge encrypts events of AWS services with its own key, whatever key the bus has',
  },
  { where: /AccessLogs[0-9A-F]{8}$/, reason: 'S3 writes access logs only to buckets that SSE-S3 encrypts' },
  { where: /Template \/ RealtimeDeadLetters/, reason: 'the accounts of a StackSet cannot use the key' },
  {
    where: /\/ (LogArchive|Detection) \/ TrailwatchProcessorClaims/,
    reason: 'functions of another account use the table',
  },
  { where: /^included-bucket .* CompanyLogs$/, reason: 'the bucket belongs to the app, not to trailwatch' },
  {
    where: /^included-bucket .* Trail[0-9A-F]{8}$/,
    reason: 'S3 encrypts the bucket of the app, which has no key',
  },
];

/** What keeps no data of trailwatch, or has a key by an option of its own that cannot change later. */
const NO_STORES: readonly string[] = [
  'AWS::Athena::NamedQuery',
  'AWS::Budgets::Budget',
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
  'AWS::Chatbot::SlackChannelConfiguration',
  'AWS::CloudFormation::StackSet',
  'AWS::CloudTrail::Channel',
  'AWS::CloudTrail::Dashboard',
  'AWS::CloudTrail::EventDataStore',
  'AWS::CloudTrail::ResourcePolicy',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Events::ApiDestination',
  'AWS::Events::Connection',
  'AWS::Events::EventBusPolicy',
  'AWS::Events::Rule',
  'AWS::Glue::Database',
  'AWS::Glue::Table',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogStream',
  'AWS::Logs::MetricFilter',
  'AWS::ObservabilityAdmin::OrganizationCentralizationRule',
  'AWS::ObservabilityAdmin::OrganizationTelemetryRule',
  'AWS::ObservabilityAdmin::S3TableIntegration',
  'AWS::ObservabilityAdmin::TelemetryRule',
  'AWS::Organizations::Policy',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
];

/** The function of the CDK that empties buckets of environments that live for a test. It has no such properties. */
const OF_THE_CDK = /CustomS3AutoDeleteObjectsCustomResourceProviderHandler/;

function ofType(type: string): readonly Found[] {
  const found = FOUND.filter((resource) => resource.type === type);
  expect(found.length).toBeGreaterThan(0);
  return found;
}

test('every function of every scenario runs in the VPC, with an encrypted environment and signed code', () => {
  const without = ofType('AWS::Lambda::Function').filter(({ properties, at }) => {
    if (OF_THE_CDK.test(at)) return false;
    const { VpcConfig, KmsKeyArn, CodeSigningConfigArn } = properties;
    expect(VpcConfig).toEqual({ SecurityGroupIds: [SECURITY_GROUP], SubnetIds: SUBNETS });
    return !JSON.stringify([KmsKeyArn, CodeSigningConfigArn]).match(`:key/environment.*${SIGNING}`);
  });
  expect(without.map(({ at }) => at)).toEqual([]);
});

test('every role of every scenario has the permissions boundary, those of StackSets and of the CDK included', () => {
  const without = ofType('AWS::IAM::Role').filter(({ properties }) => {
    return !JSON.stringify(properties.PermissionsBoundary ?? '').includes(`:policy/${BOUNDARY}`);
  });
  expect(without.map(({ at }) => at)).toEqual([]);
});

test('every resource that takes tags has the tag', () => {
  const without = ESTATES.flatMap(({ name, app }) =>
    app.node
      .findAll()
      .filter((node) => CfnResource.isCfnResource(node))
      .filter((node) => TagManager.isTaggable(node) && node.tags.tagValues()[TAG.Key] !== TAG.Value)
      .map(({ node }) => `${name} / ${node.path}`),
  );
  expect(without).toEqual([]);
  expect(ofType('AWS::SQS::Queue').every(({ text }) => text.includes(JSON.stringify(TAG)))).toBe(true);
});

test.each(Object.entries(STORE_KEYS))('every %s has a customer managed key', (type, key) => {
  const without = ofType(type)
    .filter(({ text, at }) => !key.test(text) && !OTHER_KEYS.some(({ where }) => where.test(at)))
    .map(({ at }) => at);
  expect(without).toEqual([]);
});

test('every exception is there', () => {
  for (const { where } of OTHER_KEYS) expect(FOUND.filter(({ at }) => where.test(at))).not.toEqual([]);
});

test('every type of resource is a store or none', () => {
  const types = new Set(FOUND.map(({ type }) => type).filter((type) => !type.startsWith('Custom::')));
  const placed = new Set([...Object.keys(STORE_KEYS), ...NO_STORES]);
  expect([...types].filter((type) => !placed.has(type))).toEqual([]);
});

test('no queue takes messages of rules that are not named, with a key either', () => {
  const open = ofType('AWS::SQS::QueuePolicy').filter(({ properties }) => {
    const { Statement } = properties.PolicyDocument as {
      readonly Statement: readonly Record<string, unknown>[];
    };
    return Statement.some(({ Effect, Condition }) => Effect === 'Allow' && Condition === undefined);
  });
  expect(open.map(({ at }) => at)).toEqual([]);
});
