import { App, CfnWaitConditionHandle, Stack } from 'aws-cdk-lib';
import {
  AuditTrail,
  DeliveryTopic,
  LogArchive,
  LogArchiveReplica,
  TrailIdentity,
  TrailKey,
} from '../../../lib/index';
import { SCENARIOS } from '../../scenarios/scenarios';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  newStack,
  REGION,
  resourceOf,
  resourcesOf,
  synthError,
  TRAIL,
} from '../synthesize';

const OTHER = '555566667777';
const OTHER_TRAIL = TrailIdentity.account({ trailName: 'other', homeRegion: REGION, ownerAccount: OTHER });

/** An archive and a topic beside their first trail, which a trail of another account joins. */
function join(props: { bucketName?: string; deployedBucketName?: string; deployedTopicName?: string } = {}): {
  readonly own: Stack;
  readonly other: Stack;
} {
  const app = new App();
  const own = new Stack(app, 'Own', { env: { account: ACCOUNT, region: REGION } });
  const other = new Stack(app, 'Other', { env: { account: OTHER, region: REGION } });
  const trails = [TRAIL, OTHER_TRAIL];
  const { bucketName, deployedBucketName, deployedTopicName } = props;
  const archive = new LogArchive(own, 'Archive', { trails, bucketName, deployedBucketName });
  const deliveryTopic =
    deployedTopicName === undefined
      ? undefined
      : new DeliveryTopic(own, 'Deliveries', { trails, deployedTopicName });
  new AuditTrail(other, 'Trail', { identity: OTHER_TRAIL, archive, deliveryTopic });
  return { own, other };
}

describe('an archive whose bucket has no name of its own', () => {
  test('fails when a trail of another account joins, and names the way out that replaces nothing', () => {
    expect(synthError(join().own)).toContain(
      "a stack of another account or Region refers to 'Own/Archive/Bucket', which has no name of its own: such a reference " +
        'needs a name, and CloudFormation replaces what gets one later; set deployedBucketName, which replaces nothing, ' +
        'or name the bucket before its first deployment (deployedBucketName: the present name, where it is deployed ' +
        "and CloudFormation made its name; bucketName: 'ownownarchivebucket",
    );
  });

  test('keeps its template when it is told the name that CloudFormation made, and the trail gets that name', () => {
    const { own, other } = join({ deployedBucketName: 'own-archivebucket49f1ac64-x1y2z3' });
    expect(resourceOf(own, 'AWS::S3::Bucket', 'ArchiveBucket').Properties.BucketName).toBeUndefined();
    expect(resourceOf(other, 'AWS::CloudTrail::Trail').Properties.S3BucketName).toBe(
      'own-archivebucket49f1ac64-x1y2z3',
    );
  });

  test('fails when it is told two names', () => {
    expect(() => join({ bucketName: 'logs', deployedBucketName: 'own-archive-1' })).toThrow(
      'both bucketName and deployedBucketName are given; deployedBucketName is for a resource whose name CloudFormation made, ' +
        'so leave out one of them',
    );
  });

  test('fails when the name that it is told is none', () => {
    expect(() => join({ deployedBucketName: 'Own_Archive' })).toThrow(
      "deployedBucketName 'Own_Archive' is not a valid bucket name",
    );
  });

  test('fails when its own trail joins one of another account, since both may have been first', () => {
    const stack = newStack();
    new LogArchive(stack, 'Archive', { trails: [OTHER_TRAIL, TRAIL] });
    expect(synthError(stack)).toContain(
      "'Stack/Archive/Bucket' has no name of its own, and 'trails' mixes trails of this account and Region with others",
    );
  });

  test('has none while every trail is its own, or its own was first', () => {
    for (const trails of [[TRAIL], [TRAIL, OTHER_TRAIL]]) {
      const stack = newStack();
      new LogArchive(stack, 'Archive', { trails });
      expect(resourceOf(stack, 'AWS::S3::Bucket', 'ArchiveBucket').Properties.BucketName).toBeUndefined();
    }
  });
});

test('an archive for trails of other accounts has its name before any of them is there', () => {
  const build = (withTrail: boolean) => {
    const app = new App();
    const own = new Stack(app, 'Own', { env: { account: LOG_ARCHIVE, region: REGION } });
    const archive = new LogArchive(own, 'Archive', { trails: [TRAIL] });
    const other = new Stack(app, 'Other', { env: { account: ACCOUNT, region: REGION } });
    // A template needs a resource.
    new CfnWaitConditionHandle(other, 'Resource');
    if (withTrail) new AuditTrail(other, 'Trail', { identity: TRAIL, archive });
    expect(app.node.children.map(({ node }) => node.id)).toEqual(['Own', 'Other']);
    return resourceOf(own, 'AWS::S3::Bucket', 'ArchiveBucket').Properties.BucketName;
  };
  expect(build(false)).toMatch(/^ownownarchivebucket[a-z0-9]+$/);
  expect(build(true)).toBe(build(false));
});

test('a replica has its name before an archive refers to it', () => {
  const stack = newStack();
  new LogArchiveReplica(stack, 'Replica', { sourceAccount: ACCOUNT });
  expect(resourceOf(stack, 'AWS::S3::Bucket', 'ReplicaBucket').Properties.BucketName).toMatch(
    /^stackackreplicabucket[0-9a-f]{20}$/,
  );
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

test('a topic keeps its template when it is told the name that CloudFormation made, and the trail gets that name', () => {
  const { own, other } = join({
    deployedBucketName: 'own-archive-1',
    deployedTopicName: 'Own-Deliveries-X1Y2',
  });
  expect(resourceOf(own, 'AWS::SNS::Topic').Properties.TopicName).toBeUndefined();
  expect(JSON.stringify(resourceOf(other, 'AWS::CloudTrail::Trail').Properties.SnsTopicName)).toContain(
    `:sns:${REGION}:${ACCOUNT}:Own-Deliveries-X1Y2`,
  );
});

describe('a stack that is created again, when its evidence was retained', () => {
  const NAMES = ['BucketName', 'TableName', 'LogGroupName', 'TopicName', 'QueueName', 'AliasName', 'Name'];

  /** Names of retained resources, by scenario: a second stack could not create them. */
  function retainedNames(): [string, unknown][] {
    return SCENARIOS.flatMap(({ name, build }) => {
      const app = new App();
      build(app);
      const resources = app.synth().stacks.flatMap(({ template }) => Object.values(template.Resources ?? {}));
      return (resources as { DeletionPolicy?: string; Properties?: Record<string, unknown> }[])
        .filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')
        .flatMap(({ Properties = {} }) =>
          NAMES.flatMap((key) => (key in Properties ? [[name, Properties[key]] as [string, unknown]] : [])),
        );
    });
  }

  test('collides with nothing where CloudFormation made the names; elsewhere with the named bucket alone', () => {
    const names = retainedNames();
    expect(names.map(([scenario]) => scenario)).not.toContain('account');
    expect(names.length).toBeGreaterThan(0);
    for (const [, name] of names)
      expect(name).toMatch(/^(logarchive|replica|delegated)[a-z]*bucket[0-9a-f]{20}$/);
  });

  test('takes another bucketName, and is the same stack otherwise', () => {
    const build = (bucketName?: string) => {
      const app = new App();
      const own = new Stack(app, 'Own', { env: { account: LOG_ARCHIVE, region: REGION } });
      const archive = new LogArchive(own, 'Archive', { trails: [TRAIL], bucketName });
      const other = new Stack(app, 'Other', { env: { account: ACCOUNT, region: REGION } });
      new AuditTrail(other, 'Trail', { identity: TRAIL, archive });
      return { own, other };
    };
    const { own, other } = build('audit-logs-2');
    expect(resourceOf(own, 'AWS::S3::Bucket', 'ArchiveBucket').Properties.BucketName).toBe('audit-logs-2');
    expect(resourceOf(other, 'AWS::CloudTrail::Trail').Properties.S3BucketName).toBe('audit-logs-2');
    expect(resourcesOf(own, 'AWS::S3::Bucket')).toHaveLength(
      resourcesOf(build().own, 'AWS::S3::Bucket').length,
    );
  });
});

test('a topic has its name before a subscriber or trail of another account or Region refers to it', () => {
  const stack = newStack();
  new DeliveryTopic(stack, 'Deliveries', { trails: [TRAIL] });
  expect(resourceOf(stack, 'AWS::SNS::Topic').Properties.TopicName).toMatch(
    /^stack.*deliveriestopic[0-9a-f]{20}$/,
  );
});
