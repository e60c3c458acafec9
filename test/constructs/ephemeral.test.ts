import { App, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import {
  AlertTopic,
  ChatTopic,
  DeliveryTopic,
  LogArchive,
  LogArchiveReplica,
  TrailKey,
  Trailwatch,
  type TrailwatchProps,
} from '../../lib';
import { WHOLE } from '../scenarios/ephemeral';
import {
  ACCOUNT,
  LOG_BUCKET,
  MANAGEMENT,
  newStack,
  ORGANIZATION_TRAIL,
  REGION,
  type Resource,
  resourceOf,
  synthError,
  TRAIL,
} from './synthesize';

const { DESTROY, RETAIN } = RemovalPolicy;
const EPHEMERAL = { removalPolicy: DESTROY, autoDeleteObjects: true };

function resourcesIn(stack: Stack): Record<string, Resource> {
  return Template.fromStack(stack).toJSON().Resources;
}

/** What the deletion of a stack leaves behind, or fails on. */
function findLeftovers(stack: Stack): string[] {
  const resources = Object.entries(resourcesIn(stack));
  const emptied = resources
    .filter(([, { Type }]) => Type === 'Custom::S3AutoDeleteObjects')
    .map(([, { Properties }]) => Properties.BucketName.Ref);
  return resources.flatMap(([id, { Type, DeletionPolicy, UpdateReplacePolicy, Properties }]) => {
    const kept = [DeletionPolicy, UpdateReplacePolicy].some(
      (policy) => policy !== undefined && policy !== 'Delete',
    );
    const isFull = Type === 'AWS::S3::Bucket' && !emptied.includes(id);
    const isProtected = Properties?.DeletionProtectionEnabled === true;
    const logs = Type === 'AWS::Lambda::Function' && Properties.LoggingConfig === undefined;
    return kept || isFull || isProtected || logs ? [`${Type} ${id}`] : [];
  });
}

describe('an ephemeral environment', () => {
  function createWhole(props: TrailwatchProps) {
    const stack = newStack();
    const { alertTopic } = new Trailwatch(stack, 'Trailwatch', { ...WHOLE, ...props });
    new ChatTopic(stack, 'Chat', { alertTopic, removalPolicy: props.removalPolicy });
    new DeliveryTopic(stack, 'Deliveries', { trails: [TRAIL], removalPolicy: props.removalPolicy });
    return stack;
  }

  test('is deleted without leftovers, and so is the log of the function that empties buckets', () => {
    const stack = createWhole(EPHEMERAL);
    expect(findLeftovers(stack)).toEqual([]);
    const { LoggingConfig } = resourceOf(stack, 'AWS::Lambda::Function', 'CustomS3AutoDelete').Properties;
    expect(LoggingConfig).toEqual({ LogGroup: { Ref: expect.stringMatching(/^CustomS3AutoDelete/) } });
  });

  test('stops the trail before the archive is emptied, and empties it while its policy is there', () => {
    const resources = resourcesIn(createWhole(EPHEMERAL));
    const idOf = (type: string, start = '') =>
      Object.keys(resources).find((id) => resources[id]?.Type === type && id.startsWith(start)) ?? 'none';
    const emptying = idOf('Custom::S3AutoDeleteObjects', 'TrailwatchArchiveBucket');
    expect(resources[idOf('AWS::CloudTrail::Trail')]?.DependsOn).toContain(emptying);
    expect(resources[emptying]?.DependsOn).toContain(
      idOf('AWS::S3::BucketPolicy', 'TrailwatchArchiveBucket'),
    );
  });

  test('is not the default: whatever holds evidence is retained', () => {
    const leftovers = findLeftovers(createWhole({})).map((one) => one.split(' ')[0]);
    const count = (type: string) => leftovers.filter((one) => one === type).length;
    expect(count('AWS::S3::Bucket')).toBe(2);
    expect(count('AWS::S3::BucketPolicy')).toBe(2);
    expect(count('AWS::KMS::Key')).toBe(4);
    expect(count('AWS::DynamoDB::Table')).toBe(2);
    expect(count('AWS::Logs::LogGroup')).toBeGreaterThan(4);
    expect(JSON.stringify(resourcesIn(createWhole({})))).not.toContain('AutoDeleteObjects');
  });

  test('spans two accounts, with all that is created for the trail of the other one', () => {
    const app = new App();
    const archives = new Stack(app, 'Archives', { env: { account: ACCOUNT, region: REGION } });
    const management = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    const { readers: _, ...rest } = WHOLE;
    new Trailwatch(archives, 'Trailwatch', {
      ...{ ...rest, ...EPHEMERAL, identity: ORGANIZATION_TRAIL, trailScope: management },
      bucketName: LOG_BUCKET,
    });
    expect([archives, management].flatMap(findLeftovers)).toEqual([]);
  });

  test('has a replica that is emptied after the archive is gone', () => {
    const stack = newStack();
    const replica = new LogArchiveReplica(stack, 'Replica', { sourceAccount: ACCOUNT, ...EPHEMERAL });
    new LogArchive(stack, 'Archive', { trails: [TRAIL], ...EPHEMERAL, replication: { replica } });
    const leftovers = findLeftovers(stack);
    expect(leftovers).toEqual([]);
    const emptying = Object.keys(resourcesIn(stack)).find((id) => /^ReplicaBucketAutoDelete/.test(id));
    expect(resourceOf(stack, 'AWS::S3::Bucket', 'ArchiveBucket').DependsOn).toContain(emptying);
  });
});

describe('the removal policy of a part', () => {
  test.each([
    ['LogArchive', (stack: Stack) => new LogArchive(stack, 'Part', { trails: [TRAIL], ...EPHEMERAL })],
    [
      'LogArchiveReplica',
      (stack: Stack) => new LogArchiveReplica(stack, 'Part', { sourceAccount: ACCOUNT, ...EPHEMERAL }),
    ],
    ['TrailKey', (stack: Stack) => new TrailKey(stack, 'Part', { trails: [TRAIL], removalPolicy: DESTROY })],
    ['AlertTopic', (stack: Stack) => new AlertTopic(stack, 'Part', { removalPolicy: DESTROY })],
    [
      'DeliveryTopic',
      (stack: Stack) => new DeliveryTopic(stack, 'Part', { trails: [TRAIL], removalPolicy: DESTROY }),
    ],
  ])('%s deletes all of it', (_, create) => {
    const stack = newStack();
    create(stack);
    const leftovers = findLeftovers(stack);
    expect(leftovers).toEqual([]);
  });

  test('retains a topic that would be deleted by default', () => {
    const stack = newStack();
    new AlertTopic(stack, 'Alerts', { removalPolicy: RETAIN });
    expect(resourceOf(stack, 'AWS::SNS::Topic')).toMatchObject({ DeletionPolicy: 'Retain' });
    expect(resourceOf(stack, 'AWS::SNS::TopicPolicy')).toMatchObject({ DeletionPolicy: 'Retain' });
  });

  test.each([
    ['compliance', ObjectLockRetention.compliance(Duration.days(1))],
    ['governance', ObjectLockRetention.governance(Duration.days(1))],
  ])('fails with Object Lock in %s mode', (_, objectLock) => {
    const create = () =>
      new LogArchive(newStack(), 'Archive', { trails: [TRAIL], objectLock, removalPolicy: DESTROY });
    expect(create).toThrow(
      'removalPolicy DESTROY and objectLock are both given; S3 does not delete a bucket with locked files, so the deletion ' +
        'of the stack would fail; leave out one of them',
    );
    const replicate = () =>
      new LogArchiveReplica(newStack(), 'Replica', { sourceAccount: ACCOUNT, objectLock, ...EPHEMERAL });
    expect(replicate).toThrow('removalPolicy DESTROY and objectLock are both given');
  });

  test.each<[string, (stack: Stack, removalPolicy: RemovalPolicy) => unknown]>([
    ['bucket', (stack, removalPolicy) => new LogArchive(stack, 'Of', { trails: [TRAIL], removalPolicy })],
    ['topic', (stack, removalPolicy) => new AlertTopic(stack, 'Of', { removalPolicy })],
    [
      'log group',
      (stack, removalPolicy) =>
        new ChatTopic(stack, 'Of', { alertTopic: new AlertTopic(stack, 'Alerts'), removalPolicy }),
    ],
  ])('fails to take a snapshot of a %s', (_, create) => {
    expect(() => create(newStack(), RemovalPolicy.SNAPSHOT)).toThrow(
      'removalPolicy is SNAPSHOT, and CloudFormation takes no snapshots of buckets, tables, keys, topics and log groups; use RETAIN or DESTROY',
    );
  });

  test('fails to empty a bucket that is retained', () => {
    const create = (removalPolicy?: RemovalPolicy) => () =>
      new LogArchive(newStack(), 'Archive', { trails: [TRAIL], removalPolicy, autoDeleteObjects: true });
    expect(create()).toThrow('autoDeleteObjects empties the bucket before it is deleted, but it is retained');
    expect(create(RETAIN)).toThrow('set removalPolicy: RemovalPolicy.DESTROY');
  });

  test('fails to empty a bucket that is retained later in the program', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], ...EPHEMERAL });
    archive.applyRemovalPolicy(RETAIN);
    expect(synthError(stack)).toContain(
      '[Stack/Archive/Bucket] autoDeleteObjects would delete every file of a bucket that is retained',
    );
    expect(stack.node.findAll().some((node) => CustomResource.isResource(node))).toBe(true);
  });

  test('of an archive that is given to Trailwatch is decided there', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    expect(() => new Trailwatch(stack, 'Trailwatch', { identity: TRAIL, archive, ...EPHEMERAL })).toThrow(
      'autoDeleteObjects and archive are both given',
    );
  });
});
