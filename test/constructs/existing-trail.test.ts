import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlarmSet,
  AuditTrail,
  EventSelection,
  LandingZone,
  LogArchive,
  LogArchiveReplica,
  Trailwatch,
  type TrailwatchProps,
} from '../../lib/index';
import { PLACES } from '../scenarios/landing-zones';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  newStack,
  notesOf,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  resourcesOf,
  TRAIL,
} from './synthesize';

/** The props of a Trailwatch on a trail that exists, in a bucket of this account or another. */
function onExisting(stack: Stack, owner = ACCOUNT): TrailwatchProps {
  const archive = LogArchive.fromBucket(stack, 'Archive', {
    bucket: Bucket.fromBucketAttributes(stack, 'Bucket', {
      bucketName: 'company-logs',
      account: owner,
      region: REGION,
    }),
    ...{ trails: [TRAIL], policyManagedElsewhere: true },
  });
  const logGroup = LogGroup.fromLogGroupName(stack, 'Logs', 'company-trail');
  const trail = AuditTrail.fromTrailAttributes(stack, 'Trail', { identity: TRAIL, archive, logGroup });
  return { trail, rules: oneRule(), emails: ['a@example.com'] };
}

/** What belongs to the owner: nothing of these types may be in the stack. */
const OF_OWNER = /^AWS::(CloudTrail|S3)::|^Custom::S3/;

/** What is kept, by logical id: it must stay the same under every change. */
const KEPT = /^AWS::(DynamoDB::Table|KMS::Key|SNS::Topic)$/;

function resourcesBy(stack: Stack, type: RegExp): Readonly<Record<string, unknown>> {
  const resources: Record<string, { Type: string }> = Template.fromStack(stack).toJSON().Resources;
  return Object.fromEntries(Object.entries(resources).filter(([, one]) => type.test(one.Type)));
}

/** Every way in which files are announced, and what else may be added later. */
const VARIANTS: Readonly<Record<string, (stack: Stack) => Partial<TrailwatchProps>>> = {
  'events on EventBridge': () => ({}),
  'a topic': (stack) => ({
    deliveryTopics: [Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:trail`)],
  }),
  'notifications of the bucket': () => ({ bucketNotifications: true }),
  'alarms on its log group': () => ({ alarms: AlarmSet.quiet() }),
  'a delivery monitor and guardrails': () => ({
    deliveryMonitor: {},
    guardrails: { exemptRoleArns: [`arn:aws:iam::${ACCOUNT}:role/deployer`] },
  }),
};

describe('Trailwatch on a trail that exists', () => {
  const first = newStack();
  new Trailwatch(first, 'Trailwatch', onExisting(first));
  const kept = resourcesBy(first, KEPT);

  test.each(Object.keys(VARIANTS))(
    'with %s creates and changes nothing of its owner, and keeps what it had',
    (name) => {
      const stack = newStack();
      const props = onExisting(stack);
      new Trailwatch(stack, 'Trailwatch', { ...props, ...VARIANTS[name]?.(stack) });
      expect(resourcesBy(stack, OF_OWNER)).toEqual({});
      expect(Object.keys(kept).length).toBeGreaterThan(2);
      expect(Object.keys(resourcesBy(stack, KEPT))).toEqual(expect.arrayContaining(Object.keys(kept)));
      const grants = JSON.stringify(resourcesBy(stack, /^AWS::IAM::Policy$/));
      expect(grants).not.toMatch(/"(s3|cloudtrail):(Put|Delete|Update|Stop|Start|Create)/);
    },
  );

  test('is the trail and the archive that were given', () => {
    const stack = newStack();
    const props = onExisting(stack);
    const { trail, archive } = new Trailwatch(stack, 'Trailwatch', props);
    expect([trail, archive]).toEqual([props.trail, props.trail?.archive]);
    expect(trail.identity.trailName).toBe('primary');
  });

  test('takes a trail of the same app, in another stack', () => {
    const app = new App();
    const env = { account: ACCOUNT, region: REGION };
    const owner = new Stack(app, 'Owner', { env });
    const archive = new LogArchive(owner, 'Archive', { trails: [TRAIL] });
    const trail = new AuditTrail(owner, 'Trail', { identity: TRAIL, archive });
    const stack = new Stack(app, 'Detection', { env });
    new Trailwatch(stack, 'Trailwatch', { trail, rules: oneRule() });
    expect(resourcesBy(stack, OF_OWNER)).toEqual({});
    expect(owner.dependencies).toEqual([]);
  });

  test('reads replicas where the owner allows nothing else', () => {
    const stack = newStack();
    const { bucket } = new LogArchiveReplica(stack, 'Copy', { sourceAccount: LOG_ARCHIVE });
    const archive = LogArchive.fromBucket(stack, 'Replicas', {
      ...{ bucket, trails: [TRAIL], policyManagedElsewhere: true },
    });
    new Trailwatch(stack, 'Trailwatch', { ...onExisting(stack, LOG_ARCHIVE), archive });
    const names = resourcesOf(stack, 'AWS::Events::Rule').flatMap(
      ({ Properties }) => Properties.EventPattern?.detail?.bucket?.name ?? [],
    );
    expect(names.length).toBeGreaterThan(1);
    expect(new Set(names.map((name) => JSON.stringify(name)))).toEqual(
      new Set([JSON.stringify(stack.resolve(bucket.bucketName))]),
    );
    const [note = '', ...others] = notesOf(stack).filter((one) => one.includes('the replication to'));
    expect(others).toEqual([]);
    const [policy = '', configuration = ''] = note.match(/\{"(?:Version|Role)".*?\}\]\}/g) ?? [];
    expect(JSON.parse(policy).Statement[0].Resource).toBe('arn:aws:s3:::SOURCE_BUCKET');
    const { Role, Rules } = JSON.parse(configuration);
    expect(Role).toContain(`arn:aws:iam::${LOG_ARCHIVE}:role/`);
    expect(Rules[0]).toMatchObject({
      ...{ ID: 'EveryFile', Status: 'Enabled', DeleteMarkerReplication: { Status: 'Disabled' } },
      Destination: { Account: ACCOUNT, AccessControlTranslation: { Owner: 'Destination' } },
    });
    expect(Object.keys(Rules[0].Destination.EncryptionConfiguration)).toEqual(['ReplicaKmsKeyID']);
  });

  test('fails with an archive of another prefix, in which none of the files would be found', () => {
    const stack = newStack();
    const zone = LandingZone.controlTower(PLACES);
    const { bucket } = new LogArchiveReplica(stack, 'Copy', { sourceAccount: LOG_ARCHIVE });
    const archive = LogArchive.fromBucket(stack, 'Replicas', {
      ...{ bucket, trails: [zone.identity], policyManagedElsewhere: true },
    });
    expect(
      () =>
        new Trailwatch(stack, 'Trailwatch', { trail: zone.trail(stack, 'Trail'), archive, rules: oneRule() }),
    ).toThrow(
      `archive 'Stack/Replicas' has the keyPrefix '', but 'Stack/Trail' delivers with '${PLACES.organizationId}', which replicas keep; give the archive the keyPrefix of the trail`,
    );
  });

  test('has no note on a replication that the app itself sets up', () => {
    const stack = newStack();
    const replica = new LogArchiveReplica(stack, 'Copy', { sourceAccount: ACCOUNT });
    new LogArchive(stack, 'Source', { trails: [TRAIL], replication: { replica } });
    const archive = LogArchive.fromBucket(stack, 'Replicas', {
      ...{ bucket: replica.bucket, trails: [TRAIL], policyManagedElsewhere: true },
    });
    new Trailwatch(stack, 'Trailwatch', { ...onExisting(stack, LOG_ARCHIVE), archive });
    expect(notesOf(stack).join()).not.toContain('the replication to');
  });

  test('shows its owner the statement of a topic, and the notification of a bucket, to paste', () => {
    const stack = newStack();
    const deliveryTopics = [Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${REGION}:${LOG_ARCHIVE}:trail`)];
    new Trailwatch(stack, 'Trailwatch', {
      ...onExisting(stack, LOG_ARCHIVE),
      ...{ deliveryTopics, bucketNotifications: true },
    });
    const root = stack.node.root as App;
    const notes = root
      .synth()
      .getStackByName('Stack')
      .messages.map(({ entry }) => String(entry.data));
    expect(notes.filter((note) => note.includes('"Action":"sns:Subscribe"'))).toHaveLength(1);
    expect(
      notes.filter((note) => note.includes('"QueueConfigurations"') && note.includes('company-logs')),
    ).toHaveLength(1);
    expect(Template.fromStack(stack).toJSON().Outputs).toHaveProperty('TrailwatchProcessorQueueArn99C69DD4');
  });

  test('guards its own stacks, and leaves the trail to its owner', () => {
    const stack = newStack();
    const { guardrails } = new Trailwatch(stack, 'Trailwatch', {
      ...onExisting(stack),
      ...VARIANTS['a delivery monitor and guardrails']?.(stack),
    });
    const documents = guardrails?.documents().map(({ json }) => json) ?? [];
    expect(documents.length).toBeGreaterThan(1);
    expect(documents.join()).not.toContain('trail/primary');
    expect(documents.join()).not.toContain('company-logs');
  });

  test.each<[string, Partial<TrailwatchProps>]>([
    ['identity', { identity: TRAIL }],
    ['eventSelection', { eventSelection: EventSelection.managementEvents() }],
    ['keyPrefix', { keyPrefix: 'logs' }],
    ['logGroup', { logGroup: LogGroup.fromLogGroupName(newStack(), 'Logs', 'company-trail') }],
    ['organizationAdministration', { organizationAdministration: {} }],
  ])('fails with %s, which is of a trail that Trailwatch creates', (name, props) => {
    const stack = newStack();
    expect(() => new Trailwatch(stack, 'Trailwatch', { ...onExisting(stack), ...props })).toThrow(
      `${name} and trail are both given; ${name} is for the part that Trailwatch creates, so set it where 'trail' is created`,
    );
  });

  test('fails with an archive of other trails', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Other', { trails: [ORGANIZATION_TRAIL] });
    expect(() => new Trailwatch(stack, 'Trailwatch', { ...onExisting(stack), archive })).toThrow(
      "archive 'Stack/Other' does not trust the trail 'primary'",
    );
  });

  test('fails with a trail that is known by its ARN alone', () => {
    const stack = newStack();
    const trail = AuditTrail.fromTrailArn(stack, 'Trail', TRAIL.trailArn);
    expect(() => new Trailwatch(stack, 'Trailwatch', { trail })).toThrow(
      "the identity of the imported trail 'primary' is not known; give identity to AuditTrail.fromTrailAttributes",
    );
  });

  test('fails with alarms on a trail without a known log group', () => {
    const stack = newStack();
    const { trail: known } = onExisting(stack);
    const trail = AuditTrail.fromTrailAttributes(stack, 'Bare', { identity: TRAIL, archive: known?.archive });
    expect(() => new Trailwatch(stack, 'Trailwatch', { trail, alarms: AlarmSet.quiet() })).toThrow(
      "trail 'Stack/Bare' has no log group",
    );
  });
});
