import { App, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { flattenReferences } from '../../../lib/constructs/statement/references';
import { driftOf } from '../../../lib/core/delivery/drift/resource-drift';
import {
  type DeployedResource,
  parseDeployedProperties,
} from '../../../lib/core/settings/deployed-resources';
import {
  AlertTopic,
  AuditTrail,
  DataEventType,
  DeliveryMonitor,
  type DeliveryMonitorProps,
  EventSelection,
  LogArchive,
  TrailIdentity,
} from '../../../lib/index';
import {
  ACCOUNT,
  LOG_BUCKET,
  MANAGEMENT,
  newStack,
  ORGANIZATION_TRAIL,
  REGION,
  resourceOf,
  resourcesOf,
  STACK_ID,
  TRAIL,
} from '../synthesize';

const TYPE = 'Custom::TrailwatchDeployedResources';

function monitor(
  stack: Stack,
  archive: LogArchive,
  props: Partial<DeliveryMonitorProps> = {},
): DeliveryMonitor {
  return new DeliveryMonitor(stack, 'Delivery', {
    ...{ archive, alertTopic: new AlertTopic(stack, 'Alerts') },
    ...props,
  });
}

/** What the function would get but for the parts of the pipeline, with each reference written as `<LogicalId.Attribute>`. */
function deployedIn(stack: Stack): readonly DeployedResource[] {
  const { Properties } = resourceOf(stack, TYPE);
  const Resources = flattenReferences(Properties.Resources, (name) => `<${name}>`);
  return parseDeployedProperties({ Resources }, STACK_ID).resources.filter(({ kind }) => kind !== 'part');
}

function deployed(stack: Stack, kind: DeployedResource['kind']): DeployedResource | undefined {
  return deployedIn(stack).find((one) => one.kind === kind);
}

test('the trail, the bucket, the key and the topic are handed over as the template has them', () => {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  monitor(stack, archive);
  new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
  expect(deployedIn(stack).map(({ kind, unknown }) => [kind, unknown])).toEqual([
    ['trail', []],
    ['bucket', []],
    ['key', []],
    ['topic', []],
  ]);
  expect(deployed(stack, 'trail')?.properties).toMatchObject({
    S3BucketName: expect.stringMatching(/^<ArchiveBucket/),
    EnableLogFileValidation: true,
    IsMultiRegionTrail: true,
  });
  expect(deployed(stack, 'bucket')?.properties).toMatchObject({
    VersioningConfiguration: { Status: 'Enabled' },
  });
});

test('policies that are extended after the monitor was created are handed over whole', () => {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const alertTopic = new AlertTopic(stack, 'OwnAlerts');
  monitor(stack, archive, { alertTopic });
  const late = (sid: string, resource: string) =>
    new PolicyStatement({
      ...{ sid, actions: ['s3:GetObject'], resources: [resource] },
      principals: [new AccountPrincipal(MANAGEMENT)],
    });
  archive.bucket.addToResourcePolicy(late('LateInBucket', archive.bucket.arnForObjects('*')));
  archive.encryptionKey?.key.addToResourcePolicy(late('LateInKey', '*'));
  alertTopic.topic.addToResourcePolicy(late('LateInTopic', alertTopic.topic.topicArn));
  const texts = (['bucket', 'key', 'topic'] as const).map((kind) =>
    JSON.stringify(deployed(stack, kind)?.policy),
  );
  expect(texts.map((text) => /LateIn\w+/.exec(text)?.[0])).toEqual([
    'LateInBucket',
    'LateInKey',
    'LateInTopic',
  ]);
});

test('a trail that is created before or after the monitor is handed over, with more selectors than an environment holds', () => {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  monitor(stack, archive);
  const arns = Array.from({ length: 200 }, (_, index) => `arn:aws:s3:::bucket-of-some-length-${index}/`);
  const eventSelection = EventSelection.dataEvents(DataEventType.S3_OBJECT).forResourcesUnder(...arns);
  new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, eventSelection });
  expect(JSON.stringify(deployed(stack, 'trail')?.properties)).toContain('bucket-of-some-length-199/');
});

describe('a trail of others, of which the app says what it logs', () => {
  const advanced = EventSelection.managementEvents().plus(EventSelection.dataEvents(DataEventType.S3_OBJECT));

  function ofOthers(eventSelection?: EventSelection): Stack {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const trail = AuditTrail.fromTrailAttributes(stack, 'Theirs', {
      identity: TrailIdentity.account({ trailName: 'theirs', homeRegion: REGION, ownerAccount: ACCOUNT }),
      ...(eventSelection === undefined ? {} : { eventSelection }),
    });
    monitor(stack, archive, { furtherTrails: [trail] });
    return stack;
  }

  test.each([
    ['advanced selectors', advanced],
    ['basic selectors', EventSelection.basic({ includeManagementEvents: true })],
    ['what every trail logs', EventSelection.managementEvents()],
  ])('is compared by %s alone: other settings are of its owner', (_what, selection) => {
    const found = deployed(ofOthers(selection), 'trail');
    if (found === undefined) throw new Error('no trail is handed over');
    const others = { S3BucketName: 'their-bucket', EnableLogFileValidation: false, KMSKeyId: 'their-key' };
    const same = { ...found.properties, ...others };
    expect(driftOf(found, { properties: same })).toEqual([]);
    const less = { ...others, EventSelectors: [{ ReadWriteType: 'WriteOnly' }] };
    expect(driftOf(found, { properties: less }).map(({ name }) => name)).toEqual(['event selectors']);
  });

  test('is not compared, and its selectors are not read, where the app does not say what it logs', () => {
    const stack = ofOthers();
    expect(deployed(stack, 'trail')).toBeUndefined();
    const reads = (one: Stack) =>
      JSON.stringify(resourceOf(one, 'AWS::IAM::Policy', 'DeliveryRole')).includes('GetEventSelectors');
    expect([reads(stack), reads(ofOthers(advanced))]).toEqual([false, true]);
  });
});

test('MFA Delete is asked for with the bucket alone', () => {
  const stack = newStack();
  monitor(stack, new LogArchive(stack, 'Archive', { trails: [TRAIL] }), { mfaDelete: true });
  expect(
    deployedIn(stack)
      .filter(({ mfaDelete }) => mfaDelete)
      .map(({ kind }) => kind),
  ).toEqual(['bucket']);
});

test('buckets, keys and topics that the app does not create are not compared, nor may they be read', () => {
  const stack = newStack();
  const bucket = Bucket.fromBucketName(stack, 'Bucket', 'company-logs');
  const archive = LogArchive.fromBucket(stack, 'Archive', {
    ...{ bucket, trails: [TRAIL], policyManagedElsewhere: true },
  }) as LogArchive;
  monitor(stack, archive);
  expect(deployedIn(stack).map(({ kind }) => kind)).toEqual(['topic']);
  const policy = JSON.stringify(resourceOf(stack, 'AWS::IAM::Policy', 'DeliveryRole'));
  expect(policy).not.toMatch(/s3:GetBucketPolicy|kms:GetKeyPolicy/);
});

test('an archive in another stack of the account is compared, but for the key that its encryption refers to', () => {
  const app = new App();
  const env = { account: ACCOUNT, region: REGION };
  const there = new Stack(app, 'There', { env });
  const archive = new LogArchive(there, 'Archive', { trails: [TRAIL] });
  const stack = new Stack(app, 'Stack', { env });
  monitor(stack, archive);
  const bucket = deployed(stack, 'bucket');
  expect(bucket?.unknown).toEqual(['BucketEncryption']);
  expect(JSON.stringify(bucket?.policy)).toContain('AWSCloudTrailWrite');
});

test('a policy that refers to a third stack is not compared from another stack than its own', () => {
  const app = new App();
  const env = { account: ACCOUNT, region: REGION };
  const there = new Stack(app, 'There', { env });
  const archive = new LogArchive(there, 'Archive', { trails: [TRAIL] });
  const reader = new Role(new Stack(app, 'Readers', { env }), 'Reader', {
    assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
  });
  archive.bucket.addToResourcePolicy(
    new PolicyStatement({
      ...{ actions: ['s3:GetObject'], resources: [archive.bucket.arnForObjects('*')] },
      principals: [reader],
    }),
  );
  const stack = new Stack(app, 'Stack', { env });
  monitor(stack, archive);
  monitor(there, archive);
  expect(deployed(stack, 'bucket')?.policy).toBeUndefined();
  expect(JSON.stringify(deployed(there, 'bucket')?.policy)).toContain('Reader');
});

test('the organization trail of the management account makes no stack depend on another in a circle', () => {
  const app = new App();
  const stack = new Stack(app, 'LogArchive', { env: { account: ACCOUNT, region: REGION } });
  const archive = new LogArchive(stack, 'Archive', { trails: [ORGANIZATION_TRAIL], bucketName: LOG_BUCKET });
  monitor(stack, archive);
  const management = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
  new AuditTrail(management, 'Trail', { identity: ORGANIZATION_TRAIL, archive });
  const trail = deployed(stack, 'trail');
  expect(trail?.properties).toMatchObject({ S3BucketName: LOG_BUCKET, IsOrganizationTrail: true });
  expect(trail?.properties.SnsTopicName).toBeNull();
  expect(() => app.synth()).not.toThrow();
});

test('the function is called once its role may write to the table', () => {
  const stack = newStack();
  monitor(stack, new LogArchive(stack, 'Archive', { trails: [TRAIL] }));
  const [resource] = resourcesOf(stack, TYPE);
  expect(JSON.stringify(resource)).toMatch(/"DependsOn":\["DeliveryRoleDefaultPolicy/);
});
