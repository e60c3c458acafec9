import {
  type App,
  Aspects,
  CfnCondition,
  CfnOutput,
  CfnParameter,
  CfnResource,
  Duration,
  Fn,
  type IAspect,
  RemovalPolicy,
  Stack,
  Tags,
} from 'aws-cdk-lib';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import {
  AlertTopic,
  AuditTrail,
  LogArchive,
  LogProcessor,
  PlatformDefaults,
  TrailKey,
  Trailwatch,
} from '../../../../lib/index';
import { ACCOUNT, TRAIL } from '../../../constructs/synthesize';
import {
  type AppChange,
  type Build,
  backwards,
  type Expected,
  fewRules,
  HERE,
  ofAccount,
  oneAccount,
} from './app-change';

/** What people change beside the properties of constructs: resources by escape hatches, aspects, names, stacks. */
function edited(
  name: string,
  expected: readonly [Expected, RegExp?],
  edit: (stack: Stack, app: App) => void,
): AppChange {
  return ofAccount(name, expected, {}, { also: ({ stack, app }) => edit(stack, app as App) });
}

/** The resources of a type whose construct paths contain a text. */
function of(stack: Stack, type: string, path = ''): readonly CfnResource[] {
  const found = stack.node
    .findAll()
    .filter((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === type)
    .filter(({ node }) => node.path.includes(path));
  if (found.length === 0) throw new Error(`no ${type} in ${path}`);
  return found;
}

const override =
  (type: string, property: string, value: unknown, path = '') =>
  (stack: Stack): void => {
    for (const resource of of(stack, type, path)) resource.addPropertyOverride(property, value);
  };

function aspect(visit: (node: IConstruct) => void): (stack: Stack) => void {
  return (stack) => Aspects.of(stack).add({ visit } satisfies IAspect);
}

const onRoles = (boundary: string) =>
  aspect((node) => {
    if (node instanceof CfnRole) node.permissionsBoundary = boundary;
  });

/** Queues that have one for what fails. */
function withFailures(stack: Stack): readonly CfnResource[] {
  return of(stack, 'AWS::SQS::Queue', 'Processor').filter(
    (queue) => (queue as CfnQueue).redrivePolicy !== undefined,
  );
}

/** Escape hatches. */
const OVERRIDES: readonly AppChange[] = [
  edited(
    'versions are suspended',
    ['weaker', /version/i],
    override('AWS::S3::Bucket', 'VersioningConfiguration.Status', 'Suspended', 'Archive'),
  ),
  edited(
    'no digest files, by an override',
    ['weaker', /validation/],
    override('AWS::CloudTrail::Trail', 'EnableLogFileValidation', false),
  ),
  edited(
    'a trail that is off, by an override',
    ['weaker', /logg/i],
    override('AWS::CloudTrail::Trail', 'IsLogging', false),
  ),
  edited(
    'a function that never runs',
    ['weaker', /concurrency/],
    override('AWS::Lambda::Function', 'ReservedConcurrentExecutions', 0, 'Processor'),
  ),
  edited(
    'messages that hide for twelve hours',
    ['weaker', /visibility/],
    override('AWS::SQS::Queue', 'VisibilityTimeout', 43_200, 'Processor'),
  ),
  edited(
    'messages that are kept for an hour',
    ['weaker', /retention/],
    override('AWS::SQS::Queue', 'MessageRetentionPeriod', 3_600, 'Processor'),
  ),
  edited(
    'public access is not blocked',
    ['weaker', /public/i],
    override('AWS::S3::Bucket', 'PublicAccessBlockConfiguration.BlockPublicPolicy', false, 'Archive'),
  ),
  edited('no block of public access', ['weaker', /public/i], (stack) => {
    for (const bucket of of(stack, 'AWS::S3::Bucket', 'Archive'))
      bucket.addPropertyDeletionOverride('PublicAccessBlockConfiguration');
  }),
  edited(
    'alarms without actions',
    ['weaker', /action/i],
    override('AWS::CloudWatch::Alarm', 'ActionsEnabled', false),
  ),
  edited(
    'alarms at a hundred',
    ['weaker', /threshold/i],
    override('AWS::CloudWatch::Alarm', 'Threshold', 100, 'DeadLetters'),
  ),
  edited(
    'alarms after a day',
    ['weaker', /period|evaluat/i],
    override('AWS::CloudWatch::Alarm', 'EvaluationPeriods', 24, 'DeadLetters'),
  ),
  edited(
    'an alarm that takes silence as good',
    ['weaker', /missing/i],
    override('AWS::CloudWatch::Alarm', 'TreatMissingData', 'notBreaching'),
  ),
  edited('everybody reads the archive', ['weaker', /anyone|everyone/i], (stack) => {
    for (const policy of of(stack, 'AWS::S3::BucketPolicy', 'Archive'))
      policy.addPropertyOverride('PolicyDocument.Statement.0', {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: '*',
      });
  }),
  edited('the bucket is deleted with the stack', ['weaker', /Retain/], (stack) => {
    for (const bucket of of(stack, 'AWS::S3::Bucket', 'Archive'))
      bucket.applyRemovalPolicy(RemovalPolicy.DESTROY);
  }),
  edited('a schedule that is off', ['weaker', /state/i], override('AWS::Events::Rule', 'State', 'DISABLED')),
  edited('no dead-letter queue', ['weaker', /dead-letter/i], (stack) => {
    for (const queue of withFailures(stack)) queue.addPropertyDeletionOverride('RedrivePolicy');
  }),
  edited('one attempt', ['weaker', /attempt/], (stack) => {
    for (const queue of withFailures(stack)) queue.addPropertyOverride('RedrivePolicy.maxReceiveCount', 1);
  }),
  edited(
    'a mapping that is off',
    ['weaker', /state|mapping/i],
    override('AWS::Lambda::EventSourceMapping', 'Enabled', false),
  ),
  edited('claims that do not expire', ['open'], (stack) => {
    for (const table of of(stack, 'AWS::DynamoDB::Table'))
      table.addPropertyDeletionOverride('TimeToLiveSpecification');
  }),
  edited('a subscription less', ['weaker', /soc@example\.com/], (stack) => {
    for (const each of of(stack, 'AWS::SNS::Subscription').filter(
      (one) => (one as CfnSubscription).protocol === 'email',
    ))
      each.node.scope?.node.tryRemoveChild(each.node.id);
  }),
  edited(
    'logs of functions are kept for longer',
    ['stronger'],
    override('AWS::Logs::LogGroup', 'RetentionInDays', 3_653),
  ),
  edited(
    'logs of functions are kept for a day',
    ['weaker', /retention|kept/i],
    override('AWS::Logs::LogGroup', 'RetentionInDays', 1),
  ),
];

/** Aspects, tags, and what describes an app. */
const ASPECTS: readonly AppChange[] = [
  edited('tags', ['ordinary'], (stack) => Tags.of(stack).add('cost-centre', '4711')),
  edited(
    'metadata of a linter',
    ['ordinary'],
    aspect(
      (node) =>
        CfnResource.isCfnResource(node) &&
        node.addMetadata('cfn_nag', { rules_to_suppress: [{ id: 'W35', reason: 'known' }] }),
    ),
  ),
  edited('an output', ['ordinary'], (stack) => void new CfnOutput(stack, 'Where', { value: stack.region })),
  edited('a description', ['ordinary'], (stack) => {
    stack.templateOptions.description = 'The trail and its alerts';
  }),
  edited(
    'everything is deleted with the stack',
    ['weaker', /Retain/],
    aspect((node) => CfnResource.isCfnResource(node) && node.applyRemovalPolicy(RemovalPolicy.DESTROY)),
  ),
  edited(
    'everything is kept',
    ['stronger'],
    aspect((node) => CfnResource.isCfnResource(node) && node.applyRemovalPolicy(RemovalPolicy.RETAIN)),
  ),
  edited('a boundary on all roles', ['open'], onRoles(`arn:aws:iam::${ACCOUNT}:policy/boundary`)),
  edited(
    'a key on log groups',
    ['stronger'],
    aspect((node) => {
      if (node instanceof CfnLogGroup)
        node.kmsKeyId = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`;
    }),
  ),
  edited(
    'a path of roles',
    ['open'],
    aspect((node) => {
      if (node instanceof CfnRole) node.path = '/security/';
    }),
  ),
];

/** An app of parts, some of which may be called otherwise. */
interface Named {
  readonly stack?: string;
  readonly stackName?: string;
  readonly processor?: string;
  readonly topic?: string;
  readonly archive?: string;
  readonly terminationProtection?: boolean;
  readonly hasKey?: boolean;
  readonly keyId?: string;
  readonly parameter?: { readonly days: number };
  readonly condition?: boolean;
  readonly split?: boolean;
  readonly platform?: boolean;
}

function named({
  stack: id = 'Audit',
  processor = 'Processor',
  topic = 'Alerts',
  archive: archiveId = 'Archive',
  ...more
}: Named): Build {
  return (app) => {
    const {
      stackName,
      terminationProtection,
      hasKey,
      keyId = 'Key',
      parameter,
      condition,
      split,
      platform,
    } = more;
    const stack = new Stack(app, id, {
      env: HERE,
      ...(stackName && { stackName }),
      ...(terminationProtection !== undefined && { terminationProtection }),
    });
    if (platform)
      PlatformDefaults.forScope(stack).apply({
        environmentEncryption: new Key(stack, 'Environment', { enableKeyRotation: true }),
      });
    const encryption = hasKey ? { encryptionKey: new TrailKey(stack, keyId, { trails: [TRAIL] }) } : {};
    const days = parameter && new CfnParameter(stack, 'Days', { type: 'Number', default: parameter.days });
    const archive = new LogArchive(stack, archiveId, {
      trails: [TRAIL],
      ...encryption,
      ...(parameter && { lifecycleRules: [{ id: 'Expire', expiration: Duration.days(400) }] }),
    });
    if (days)
      (archive.bucket.node.defaultChild as CfnResource).addPropertyOverride(
        'LifecycleConfiguration.Rules.0.ExpirationInDays',
        days.valueAsNumber,
      );
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    const alertTopic = new AlertTopic(stack, topic, { emails: ['soc@example.com'] });
    const scope = split ? new Stack(app, 'Detection', { env: HERE }) : stack;
    new LogProcessor(scope, processor, { archive, alertTopic, rules: fewRules() });
    if (condition !== undefined) {
      const isOn = new CfnCondition(stack, 'IsOn', {
        expression: Fn.conditionEquals(
          new CfnParameter(stack, 'On', { default: condition ? 'yes' : 'no' }).valueAsString,
          'yes',
        ),
      });
      for (const alarm of of(stack, 'AWS::CloudWatch::Alarm'))
        (alarm as CfnAlarm).cfnOptions.condition = isOn;
    }
  };
}

function change(
  name: string,
  [expects, about]: readonly [Expected, RegExp?],
  before: Named,
  after: Named,
): AppChange {
  return { name, expects, ...(about && { about }), before: named(before), after: named(after) };
}

const PROTECTION = change(
  'termination protection',
  ['stronger'],
  { terminationProtection: false },
  { terminationProtection: true },
);
const PARAMETER = change(
  'a parameter of the expiry',
  ['stronger'],
  { parameter: { days: 365 } },
  { parameter: { days: 2_555 } },
);

/** Names of constructs and stacks, parameters and conditions. */
const NAMES: readonly AppChange[] = [
  PROTECTION,
  backwards(PROTECTION, 'weaker', /protection/),
  PARAMETER,
  backwards(PARAMETER, 'weaker', /365/),
  change(
    'another id of the stack with its name',
    ['ordinary'],
    { stackName: 'audit' },
    { stack: 'Security', stackName: 'audit' },
  ),
  change('another name of the stack', ['weaker', /Archive/], {}, { stack: 'Security' }),
  change('another id of the archive', ['weaker', /Archive/], {}, { archive: 'Logs' }),
  change('another id of the topic', ['open'], {}, { topic: 'Notices' }),
  change('another id of a key', ['weaker', /Key/], { hasKey: true }, { hasKey: true, keyId: 'LogKey' }),
  change('alarms under a condition that is true', ['ordinary'], {}, { condition: true }),
  change('alarms under a condition that is false', ['open'], { condition: true }, { condition: false }),
  change('a key for variables of functions', ['stronger'], {}, { platform: true }),
];

const ADDED_STACK: AppChange = {
  name: 'a stack of a product',
  expects: 'ordinary',
  before: oneAccount(),
  after: (app) => {
    oneAccount()(app);
    new CfnOutput(new Stack(app, 'Product', { env: HERE }), 'Where', { value: 'here' });
  },
};

const SECOND_ACCOUNT: AppChange = {
  name: 'a second account with its own trail',
  expects: 'stronger',
  before: oneAccount(),
  after: (app) => {
    oneAccount()(app);
    const stack = new Stack(app, 'Other', { env: { account: '555566667777', region: HERE.region } });
    new Trailwatch(stack, 'Trailwatch', { rules: fewRules(), emails: ['soc@example.com'] });
  },
};

/** Changes by other ways than properties of constructs. */
export const EDIT_CHANGES: readonly AppChange[] = [
  ...OVERRIDES,
  ...ASPECTS,
  ...NAMES,
  ADDED_STACK,
  SECOND_ACCOUNT,
  backwards(SECOND_ACCOUNT, 'weaker', /Other/),
];
