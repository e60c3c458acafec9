import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { OrganizationPrincipal } from 'aws-cdk-lib/aws-iam';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import {
  AlertTopic,
  ArchiveLifecycle,
  AuditTrail,
  LogArchive,
  LogArchiveReplica,
  LogProcessor,
  TrailKey,
} from '../../lib/index';
import { repeatedDependenciesIn } from '../access/template/dependency-order';
import type { Scenario } from '../scenarios/scenario';
import { FURTHER_ESTATES, SCENARIOS } from '../scenarios/scenarios';
import { SECOND_OWNER, TWENTY_ACCOUNTS } from '../scenarios/several-accounts';
import { assemblyOf, classesOf, templatesOf } from '../scenarios/synthesized';
import { CREATED_CONSTRUCTS } from './created-constructs';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  MANAGEMENT,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  type Resource,
  TRAIL,
  TRAIL_ARN,
} from './synthesize';

/** A statement with everything in it that can be one or many as a list. */
interface Granted {
  readonly sid?: string;
  readonly effect: string;
  readonly services: string[];
  readonly actions: string[];
  readonly resources: string[];
  readonly condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const POLICY_PROPERTIES = ['PolicyDocument', 'KeyPolicy'];

/** What would remove evidence, or open the way to that. */
const DESTRUCTIVE =
  /^(\*|s3:\*|s3:(Delete|PutLifecycle|PutBucket|PutObject(Retention|LegalHold)|Bypass)|kms:(ScheduleKeyDeletion|DisableKey|PutKeyPolicy))/;

const ESTATES = [...SCENARIOS, ...FURTHER_ESTATES];

function scenario(name: string): Scenario {
  const found = ESTATES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no scenario is named ${name}`);
  return found;
}

function synthesize(name: string): CloudFormationStackArtifact[] {
  return assemblyOf(scenario(name)).stacksRecursively;
}

function resourcesIn({ template }: CloudFormationStackArtifact): [string, Resource][] {
  return Object.entries(template.Resources as Record<string, Resource>);
}

function ofType(stacks: readonly CloudFormationStackArtifact[], type: string, idStart = ''): Resource[] {
  return stacks
    .flatMap(resourcesIn)
    .filter(([id, { Type }]) => Type === type && id.startsWith(idStart))
    .map(([, resource]) => resource);
}

function statementsOf({ Properties }: Resource): Granted[] {
  const documents = POLICY_PROPERTIES.flatMap((name) => Properties?.[name] ?? []);
  return documents.flatMap(({ Statement }) =>
    Statement.map((statement: Record<string, never>) => ({
      sid: statement.Sid,
      effect: statement.Effect,
      services: texts((statement.Principal as { Service?: unknown } | undefined)?.Service),
      actions: texts(statement.Action),
      resources: texts(statement.Resource),
      condition: statement.Condition ?? {},
    })),
  );
}

function texts(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return values.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
}

function conditionKeys({ condition }: Granted): string[] {
  return Object.values(condition).flatMap((operator) => Object.keys(operator));
}

/** An environment that is deleted with its stack. Its bucket policies let the function that empties the buckets delete objects. */
const EPHEMERAL = 'ephemeral';
const EMPTIES_A_BUCKET = ['s3:PutBucketPolicy', 's3:DeleteObject*'];

/**
 * Those who may delete or change all the same: files of a bucket that is emptied, and of compacted tables, which are copies, and the
 * public access of buckets.
 */
const DELETES: Readonly<Record<string, readonly string[]>> = {
  [EPHEMERAL]: [...EMPTIES_A_BUCKET, ...EMPTIES_A_BUCKET],
  'log-tables': ['s3:DeleteObject', 's3:DeleteObject'],
  // A policy cannot tell the call that blocks public access from the one that allows it: the state machine makes only the first.
  // Nor the policy that lacks a public statement from another one: the function removes such statements alone.
  response: ['s3:PutBucketPublicAccessBlock', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
};

/** The CDK lets functions and state machines wait for their whole role, which a property names anyway. */
const CDK_REPEATS = ['AWS::Lambda::Function', 'AWS::StepFunctions::StateMachine'];

test('each construct that the package exports is in a scenario', () => {
  const created = new Set(ESTATES.flatMap(classesOf));
  expect(CREATED_CONSTRUCTS.map(([name]) => name).filter((name) => !created.has(name))).toEqual([]);
});

describe.each(ESTATES)('the scenario $name', ({ name }) => {
  const stacks = synthesize(name);

  test('has no resource that TamperDetection misses', () => {
    const missed = stacks
      .flatMap(({ messages }) => messages)
      .filter(({ entry }) => JSON.stringify(entry.data).includes('tamperingMissed'));
    expect(missed).toEqual([]);
  });

  test('has no resource that waits by DependsOn for what it refers to', () => {
    const repeated = templatesOf(scenario(name)).flatMap(({ path, template }) =>
      repeatedDependenciesIn(template)
        .filter(({ logicalId }) => !CDK_REPEATS.includes(template.Resources?.[logicalId]?.Type ?? ''))
        .map((dependency) => ({ path, ...dependency })),
    );
    expect(repeated).toEqual([]);
  });

  test('is below what CloudFormation takes, and nothing in it is circular', () => {
    expect(stacks.length).toBeGreaterThan(0);
    for (const stack of stacks) {
      expect(() => Template.fromJSON(stack.template)).not.toThrow('cyclic');
      expect(resourcesIn(stack).length).toBeLessThan(250);
      // CloudFormation takes 1,000,000 characters.
      expect(JSON.stringify(stack.template).length).toBeLessThan(300_000);
      for (const { id } of stack.dependencies) {
        const other = stacks.find((one) => one.id === id);
        expect(other?.dependencies.map((one) => one.id) ?? []).not.toContain(stack.id);
      }
    }
  });

  test('allows no principal to delete files or keys, or to change what protects them', () => {
    const allowed = stacks.flatMap((stack) =>
      resourcesIn(stack)
        .filter(([, { Type }]) => /^AWS::(S3::BucketPolicy|IAM::(Policy|ManagedPolicy|Role))$/.test(Type))
        .flatMap(([, resource]) => statementsOf(resource))
        .filter(({ effect }) => effect === 'Allow')
        .flatMap(({ actions }) => actions),
    );
    expect(allowed.filter((action) => DESTRUCTIVE.test(action))).toEqual(DELETES[name] ?? []);
  });

  test('asks every service whose work it does, in the policies of buckets, keys, topics and queues', () => {
    const types = ['S3::BucketPolicy', 'KMS::Key', 'SNS::TopicPolicy', 'SQS::QueuePolicy'];
    const trusted = types
      .flatMap((type) => ofType(stacks, `AWS::${type}`).flatMap(statementsOf))
      .filter(({ services, effect }) => services.length > 0 && effect === 'Allow');
    // CloudWatch Logs and S3 Tables say for what they ask by the encryption context, as their guides have it
    const source = /^(aws:Source(Arn|Account)|kms:EncryptionContext:(aws:(logs|s3):arn|SourceArn))$/;
    const unasked = trusted.filter((statement) => !conditionKeys(statement).some((key) => source.test(key)));
    expect(unasked).toEqual([]);
  });

  test('keeps its buckets and their keys, private and over TLS 1.2 only', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key']) {
      for (const { DeletionPolicy } of ofType(stacks, type))
        expect(DeletionPolicy).toBe(name === EPHEMERAL ? 'Delete' : 'Retain');
    }
    const policies = ofType(stacks, 'AWS::S3::BucketPolicy');
    expect(policies).toHaveLength(ofType(stacks, 'AWS::S3::Bucket').length);
    for (const policy of policies) {
      const denied = statementsOf(policy).filter(
        ({ effect, actions }) => effect === 'Deny' && actions.includes('s3:*'),
      );
      expect(denied.flatMap(conditionKeys)).toEqual(['aws:SecureTransport', 's3:TlsVersion']);
    }
  });
});

describe('who writes where', () => {
  /** Trails and folders of every statement that lets CloudTrail write. */
  function writesOf(name: string): [string | undefined, unknown, string][] {
    const policies = ofType(synthesize(name), 'AWS::S3::BucketPolicy').flatMap(statementsOf);
    return policies
      .filter(
        ({ actions, services }) => actions.includes('s3:PutObject') && services[0]?.startsWith('cloudtrail'),
      )
      .map(({ sid, condition, resources }) => [
        sid,
        condition.StringEquals?.['aws:SourceArn'],
        /AWSLogs[^"]*/.exec(resources.join(' '))?.[0] ?? '',
      ]);
  }

  test('in one account its own trail, to its own folder', () => {
    expect(writesOf('account')).toEqual([['AWSCloudTrailWrite20150319', TRAIL_ARN, `AWSLogs/${ACCOUNT}/*`]]);
  });

  test('in an organization its trail, to the folders of management account and organization', () => {
    const arn = `arn:aws:cloudtrail:eu-central-1:${MANAGEMENT}:trail/everyone`;
    const expected = [
      ['AWSCloudTrailWrite20150319', arn, `AWSLogs/${MANAGEMENT}/*`],
      ['AWSCloudTrailOrganizationWrite20150319', arn, `AWSLogs/${ORGANIZATION}/*`],
    ];
    expect(writesOf('organization-in-one-stack')).toEqual(expected);
    expect(writesOf('organization-over-two-accounts')).toEqual(expected);
  });

  test('of two owners each to its own folder, from its own home Region', () => {
    expect(writesOf('two-owners-two-regions')).toEqual([
      [`AWSCloudTrailWrite20150319Of${ACCOUNT}`, TRAIL_ARN, `AWSLogs/${ACCOUNT}/*`],
      [
        `AWSCloudTrailWrite20150319Of${SECOND_OWNER}`,
        `arn:aws:cloudtrail:us-east-1:${SECOND_OWNER}:trail/secondary`,
        `AWSLogs/${SECOND_OWNER}/*`,
      ],
    ]);
  });

  test('of twenty accounts each to its own folder', () => {
    expect(writesOf('twenty-accounts')).toEqual(
      TWENTY_ACCOUNTS.map((account) => [
        `AWSCloudTrailWrite20150319Of${account}`,
        `arn:aws:cloudtrail:eu-central-1:${account}:trail/primary`,
        `AWSLogs/${account}/*`,
      ]),
    );
  });
});

test('the trail of an organization is deployed after the archive in the other account', () => {
  const stacks = synthesize('organization-over-two-accounts');
  const management = stacks.find(({ id }) => id === 'Management');
  expect(management?.environment.account).toBe(MANAGEMENT);
  expect(management?.dependencies.map(({ id }) => id)).toContain('LogArchive');
  expect(stacks.find(({ id }) => id === 'LogArchive')?.environment.account).toBe(LOG_ARCHIVE);
});

test('trails name the key by its ARN at home, and by its alias elsewhere', () => {
  const [first, second] = ofType(synthesize('two-owners-two-regions'), 'AWS::CloudTrail::Trail');
  for (const trail of [first, second]) {
    expect(JSON.stringify(trail?.Properties.KMSKeyId)).toContain(`:kms:eu-central-1:${LOG_ARCHIVE}:alias/`);
  }
  const [own] = ofType(synthesize('account'), 'AWS::CloudTrail::Trail');
  expect(own?.Properties.KMSKeyId).toEqual({ 'Fn::GetAtt': [expect.stringContaining('Key'), 'Arn'] });
});

test("an archive of Control Tower's has the organization's id before AWSLogs, and files are found there", () => {
  const stacks = synthesize('control-tower');
  const reads = ofType(stacks, 'AWS::IAM::Policy')
    .flatMap(statementsOf)
    .filter(({ actions }) => actions.includes('s3:GetObject'))
    .flatMap(({ resources }) => resources);
  const folder = `${ORGANIZATION}/AWSLogs/${ORGANIZATION}/*/CloudTrail/*`;
  expect(reads.filter((resource) => resource.includes(folder))).toHaveLength(1);
  const patterns = ofType(stacks, 'AWS::Events::Rule').map(({ Properties }) =>
    JSON.stringify(Properties.EventPattern),
  );
  expect(patterns.some((pattern) => pattern.includes(`${ORGANIZATION}/AWSLogs/${ORGANIZATION}/`))).toBe(true);
});

test('with everything on, in one stack, nothing is circular', () => {
  const app = new App();
  const env = { account: MANAGEMENT, region: REGION };
  const stack = new Stack(app, 'Stack', { env });
  const objectLock = ObjectLockRetention.governance(Duration.days(30));
  const replica = new LogArchiveReplica(
    new Stack(app, 'Copy', { env: { ...env, region: 'eu-west-1' } }),
    'Replica',
    { sourceAccount: MANAGEMENT, objectLock },
  );
  const trails = [ORGANIZATION_TRAIL, TRAIL];
  const encryptionKey = new TrailKey(stack, 'Key', { trails, multiRegion: true });
  encryptionKey.trustDeliveryTopics();
  encryptionKey.trustLogGroup('trail');
  const archive = new LogArchive(stack, 'Archive', {
    trails,
    keyPrefix: ORGANIZATION,
    encryptionKey,
    objectLock,
    lifecycleRules: ArchiveLifecycle.intelligentTiering({ expireAfter: Duration.days(365) }),
    replication: { replica, timeControl: true },
    inventory: { daily: true },
  });
  archive.grantRead(new OrganizationPrincipal(ORGANIZATION), { accounts: [ACCOUNT] });
  archive.grantList(new OrganizationPrincipal(ORGANIZATION), { accounts: [ACCOUNT] });
  new AuditTrail(stack, 'Trail', { identity: ORGANIZATION_TRAIL, archive });
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() });
  expect(Object.keys(Template.fromStack(stack).toJSON().Resources).length).toBeLessThan(60);
});
