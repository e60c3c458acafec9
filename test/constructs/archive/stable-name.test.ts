import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { CfnTopic } from 'aws-cdk-lib/aws-sns';
import {
  AuditTrail,
  DeliveryTopic,
  LogArchive,
  type LogArchiveProps,
  LogArchiveReplica,
  TrailIdentity,
  TrailKey,
} from '../../../lib/index';
import { SCENARIOS } from '../../scenarios/scenarios';
import { assemblyOf } from '../../scenarios/synthesized';
import { ACCOUNT, LOG_ARCHIVE, newStack, REGION, resourceOf, synthError, TRAIL } from '../synthesize';

const OTHER = '555566667777';
const OTHER_TRAIL = TrailIdentity.account({ trailName: 'other', homeRegion: REGION, ownerAccount: OTHER });

/** An archive beside a trail of its own account, or of another one only, which a trail of another account joins. */
function join(props: Partial<LogArchiveProps> = {}): { readonly own: Stack; readonly other: Stack } {
  const app = new App();
  const own = new Stack(app, 'Own', { env: { account: ACCOUNT, region: REGION } });
  const other = new Stack(app, 'Other', { env: { account: OTHER, region: REGION } });
  const archive = new LogArchive(own, 'Archive', { trails: [TRAIL, OTHER_TRAIL], ...props });
  new AuditTrail(other, 'Trail', { identity: OTHER_TRAIL, archive });
  return { own, other };
}

describe('an archive whose bucket has no name of its own', () => {
  test.each([
    ['joins its own', [TRAIL, OTHER_TRAIL]],
    ['is put before its own', [OTHER_TRAIL, TRAIL]],
    ['takes the place of its own', [OTHER_TRAIL]],
  ])('fails when a trail of another account %s, and says what replaces nothing', (_, trails) => {
    expect(synthError(join({ trails }).own)).toContain(
      "a stack of another account or Region refers to 'Own/Archive/Bucket', which has no name of its own: such a reference " +
        'requires a name, and CloudFormation replaces a resource that gets one later; where the archive is deployed, set deployedBucketName to ' +
        'the name of the bucket in S3, which replaces nothing; if it is not deployed yet, set bucketName',
    );
  });

  test('keeps its template when it is told the name that CloudFormation made, and the trail gets that name', () => {
    const { own, other } = join({
      trails: [OTHER_TRAIL],
      deployedBucketName: 'own-archivebucket49f1ac64-x1y2z3',
    });
    expect(resourceOf(own, 'AWS::S3::Bucket', 'ArchiveBucket').Properties.BucketName).toBeUndefined();
    expect(resourceOf(other, 'AWS::CloudTrail::Trail').Properties.S3BucketName).toBe(
      'own-archivebucket49f1ac64-x1y2z3',
    );
  });

  test('fails when it is told two names', () => {
    expect(() => join({ bucketName: 'logs', deployedBucketName: 'own-archive-1' })).toThrow(
      'both bucketName and deployedBucketName are given; deployedBucketName is for a bucket whose name CloudFormation made, ' +
        'so leave out one of them',
    );
  });

  test('fails when the name that it is told is none', () => {
    expect(() => join({ deployedBucketName: 'Own_Archive' })).toThrow(
      "deployedBucketName 'Own_Archive' is not a valid bucket name",
    );
  });

  test('is the same bucket wherever its trails are', () => {
    const buckets = [[TRAIL], [TRAIL, OTHER_TRAIL], [OTHER_TRAIL, TRAIL], [OTHER_TRAIL]].map((trails) => {
      const stack = newStack();
      new LogArchive(stack, 'Archive', { trails });
      return Template.fromStack(stack).findResources('AWS::S3::Bucket');
    });
    for (const bucket of buckets) expect(bucket).toEqual(buckets[0]);
    expect(JSON.stringify(buckets)).not.toContain('"BucketName"');
  });
});

describe('a name that is derived', () => {
  const KNOWN = { account: ACCOUNT, region: REGION };

  const replica = (stack: Stack) =>
    new LogArchiveReplica(stack, 'Replica', { sourceAccount: LOG_ARCHIVE }).bucket;
  const topic = (stack: Stack) => new DeliveryTopic(stack, 'Deliveries', { trails: [TRAIL] }).topic;

  /** The name in the template, with account and Region filled in as CloudFormation does. */
  function nameOf(build: typeof replica | typeof topic, env?: typeof KNOWN): string {
    const stack = new Stack(new App(), 'Own', { env });
    const { bucketName, topicName } = build(stack).node.defaultChild as CfnBucket & CfnTopic;
    const value: unknown = stack.resolve(bucketName ?? topicName);
    const parts =
      typeof value === 'string' ? [value] : (value as { 'Fn::Join': [string, []] })['Fn::Join'][1];
    const filled = (part: string | { readonly Ref: string }) =>
      typeof part === 'string' ? part : part.Ref === 'AWS::Region' ? REGION : ACCOUNT;
    return parts.map(filled).join('');
  }

  test.each([
    ['replica', replica],
    ['deliveries', topic],
  ])('of a %s is there from the start, and stays when account and Region become known', (id, build) => {
    const name = nameOf(build, KNOWN);
    expect(name).toMatch(new RegExp(`^own-${id}-[0-9a-f]{8}-${ACCOUNT}-${REGION}$`));
    expect(nameOf(build)).toBe(name);
  });

  test('is short enough for a bucket in the Region with the longest name', () => {
    const env = { account: ACCOUNT, region: 'us-isof-south-1' };
    const stack = new Stack(new App(), `Stack-${'of-the-log-archive'.repeat(4)}`, { env });
    expect(() => replica(stack)).not.toThrow();
  });
});

test.each([
  ['archive', (stack: Stack) => new LogArchive(stack, 'Empty', { trails: [] })],
  ['key', (stack: Stack) => new TrailKey(stack, 'Empty', { trails: [] })],
  ['delivery topic', (stack: Stack) => new DeliveryTopic(stack, 'Empty', { trails: [] })],
])('fails on an %s for no trail', (_, build) => {
  const stack = newStack();
  build(stack);
  expect(synthError(stack)).toContain(
    "'trails' of 'Stack/Empty' is empty: its policy would let no trail write; list the identities of the trails that deliver there",
  );
});

describe('a stack that is created again, when its evidence was retained', () => {
  const NAMES = ['BucketName', 'TableName', 'LogGroupName', 'TopicName', 'QueueName', 'AliasName', 'Name'];

  interface Retained {
    readonly Type: string;
    readonly DeletionPolicy?: string;
    readonly Properties?: Readonly<Record<string, unknown>>;
  }

  const retained = SCENARIOS.flatMap((scenario) => {
    const resources: Retained[] = assemblyOf(scenario).stacks.flatMap(({ template }) =>
      Object.values(template.Resources ?? {}),
    );
    return resources
      .filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')
      .map(({ Type, Properties = {} }) => ({ scenario: scenario.name, Type, Properties }));
  });
  // a log stream names the group that it is in, which is created again with it
  const named = retained.filter(
    ({ Type, Properties }) => Type !== 'AWS::Logs::LogStream' && NAMES.some((name) => name in Properties),
  );

  test('collides with nothing where CloudFormation made the names', () => {
    expect(named.map(({ scenario }) => scenario)).not.toContain('account');
  });

  test('collides elsewhere with buckets alone, which CloudFormation adopts with their policies, by their static names', () => {
    expect(named.length).toBeGreaterThan(0);
    for (const { scenario, Type, Properties } of named) {
      expect([Type, typeof Properties.BucketName]).toEqual(['AWS::S3::Bucket', 'string']);
      const policies = retained.filter(
        (one) => one.scenario === scenario && one.Properties.Bucket === Properties.BucketName,
      );
      expect(policies.map((policy) => policy.Type)).toEqual(['AWS::S3::BucketPolicy']);
    }
  });

  test('takes another bucketName, and is the same stack otherwise', () => {
    const idsWith = (bucketName: string) => {
      const { own, other } = join({ bucketName });
      expect(resourceOf(own, 'AWS::S3::Bucket', 'ArchiveBucket').Properties.BucketName).toBe(bucketName);
      expect(resourceOf(other, 'AWS::CloudTrail::Trail').Properties.S3BucketName).toBe(bucketName);
      return Object.keys(Template.fromStack(own).toJSON().Resources);
    };
    expect(idsWith('audit-logs-2')).toEqual(idsWith('audit-logs-1'));
  });
});
