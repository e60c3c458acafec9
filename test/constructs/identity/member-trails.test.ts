import { App, Fn, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  AlertTopic,
  AuditGuardrails,
  AuditTrail,
  DeliveryMonitor,
  DeliveryTopic,
  IntegrityMonitor,
  LogArchive,
  LogProcessor,
  LogTable,
  TrailIdentity,
  TrailKey,
} from '../../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  LOG_BUCKET,
  ORGANIZATION,
  oneRule,
  REGION,
  resourcesOf,
  TRAIL,
} from '../synthesize';

const MEMBERS = TrailIdentity.members({
  trailName: TRAIL.trailName,
  homeRegion: REGION,
  organizationId: ORGANIZATION,
});

/** An archive for the trails of every account, with all that reads them. */
function archiveFor(trails: TrailIdentity[]) {
  const app = new App();
  const stack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
  const encryptionKey = new TrailKey(stack, 'Key', { trails });
  const archive = new LogArchive(stack, 'Archive', { trails, bucketName: LOG_BUCKET, encryptionKey });
  const alertTopic = new AlertTopic(stack, 'Alerts');
  new DeliveryTopic(stack, 'Deliveries', { trails });
  new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() });
  new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic });
  new DeliveryMonitor(stack, 'Delivery', { archive, alertTopic });
  new LogTable(stack, 'Table', { archive, firstDay: '2026-01-01', savedQueries: [] });
  return { app, stack, archive };
}

const environments = (stack: Stack, name: string) =>
  resourcesOf(stack, 'AWS::Lambda::Function').flatMap(
    ({ Properties: { Environment } }) => Environment?.Variables[name] ?? [],
  );

test('an archive and all that reads it know the trails of every account', () => {
  const { stack } = archiveFor([MEMBERS]);
  Annotations.fromStack(stack).hasNoError('*', Match.anyValue());
  const warnings = Annotations.fromStack(stack).findWarning(
    '*',
    Match.stringLikeRegexp('bucket-writers|key-not-public'),
  );
  expect(warnings).toEqual([]);
  const keys = resourcesOf(stack, 'AWS::Events::Rule').flatMap(
    ({ Properties: { EventPattern } }) => EventPattern?.detail?.object?.key ?? [],
  );
  expect(keys).toEqual(
    expect.arrayContaining([
      { wildcard: 'AWSLogs/*/CloudTrail/*' },
      { wildcard: `AWSLogs/*/CloudTrail-Digest/${REGION}/*` },
    ]),
  );
  expect(environments(stack, 'TRAILWATCH_DIGEST_FOLDERS')).toEqual([
    `AWSLogs/*/CloudTrail-Digest/${REGION}/`,
  ]);
  expect(environments(stack, 'TRAILWATCH_EXPECTED_FOLDERS')).toEqual(['none']);
  const [table] = resourcesOf(stack, 'AWS::Glue::Table');
  expect(table?.Properties.TableInput.Parameters).toMatchObject({ 'projection.account.type': 'injected' });
  Annotations.fromStack(stack).hasInfo(
    '*',
    Match.stringLikeRegexp(`'${TRAIL.trailName}' of each account of an organization`),
  );
});

test('its policies do not grow with the accounts', () => {
  const { stack } = archiveFor([MEMBERS]);
  for (const type of ['AWS::S3::BucketPolicy', 'AWS::KMS::Key', 'AWS::SNS::TopicPolicy'])
    for (const { Properties } of resourcesOf(stack, type))
      expect(JSON.stringify(Properties)).not.toContain(ACCOUNT);
});

test('each account creates its trail, with that archive', () => {
  const { app, archive } = archiveFor([MEMBERS]);
  const stack = new Stack(app, 'Trail', { env: { account: ACCOUNT, region: REGION } });
  new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudTrail::Trail', { S3BucketName: LOG_BUCKET });
});

const MANY =
  "identity 'primary' is of the trails of all accounts of an organization; create each of them in its account, with TrailIdentity.account(…)";

test('fails to create or import all of them as one', () => {
  const { app, archive } = archiveFor([MEMBERS]);
  const stack = new Stack(app, 'Trail', { env: { account: ACCOUNT, region: REGION } });
  expect(() => new AuditTrail(stack, 'Trail', { identity: MEMBERS, archive })).toThrow(MANY);
  expect(() => AuditTrail.fromTrailAttributes(stack, 'Imported', { identity: MEMBERS, archive })).toThrow(
    MANY,
  );
});

test.each([
  ['name', { trailName: 'other' }],
  ['home Region', { homeRegion: 'us-west-2' }],
])('fails for a trail of another %s', (_, other) => {
  const { app, archive } = archiveFor([MEMBERS]);
  const identity = TrailIdentity.account({
    ...{ trailName: TRAIL.trailName, homeRegion: REGION, ownerAccount: ACCOUNT },
    ...other,
  });
  const stack = new Stack(app, 'Trail', { env: { account: ACCOUNT, region: identity.homeRegion } });
  expect(() => new AuditTrail(stack, 'Trail', { identity, archive })).toThrow(/does not trust the trail/);
});

test('fails for all trails with an archive that lists some, and for an id that is none', () => {
  const { archive } = archiveFor([TRAIL]);
  const stack = new Stack(new App(), 'Other', { env: { account: LOG_ARCHIVE, region: REGION } });
  const key = new TrailKey(stack, 'Key', { trails: [...archive.trails] });
  expect(() => new LogArchive(stack, 'Archive', { trails: [MEMBERS], encryptionKey: key })).toThrow(
    /does not trust the trail 'primary'/,
  );
  expect(() =>
    TrailIdentity.members({ trailName: 'a-b', homeRegion: REGION, organizationId: 'r-abcd' }),
  ).toThrow(/organizationId 'r-abcd' is not a valid organization id/);
});

test('a key of the trails of another organization does not serve an archive, and one whose organization is not known may', () => {
  const stack = new Stack(new App(), 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
  const membersOf = (organizationId: string) =>
    TrailIdentity.members({ trailName: TRAIL.trailName, homeRegion: REGION, organizationId });
  const archiveWith = (id: string, organizationId: string) =>
    new LogArchive(stack, `Archive${id}`, {
      trails: [MEMBERS],
      encryptionKey: new TrailKey(stack, `Key${id}`, { trails: [membersOf(organizationId)] }),
    });
  expect(() => archiveWith('Other', 'o-other12345')).toThrow(
    `encryptionKey 'LogArchive/KeyOther' does not trust the trail '${TRAIL.trailName}'`,
  );
  expect(() => archiveWith('Same', ORGANIZATION)).not.toThrow();
  expect(() => archiveWith('Open', Fn.importValue('organization'))).not.toThrow();
});

test('guardrails keep the trails of every account, and leave the roles of every account that are exempt', () => {
  const { app, stack } = archiveFor([MEMBERS]);
  const management = new Stack(app, 'Management', { env: { account: '999988887777', region: REGION } });
  const exempt = 'arn:aws:iam::*:role/TrailDeployer';
  const guardrails = new AuditGuardrails(management, 'Guardrails', {
    ...{ stacks: [stack], trails: [MEMBERS], exemptRoleArns: [exempt], targetIds: ['r-abcd'] },
  });
  const text = JSON.stringify(guardrails.documents().map(({ json }) => JSON.parse(json)));
  expect(text).toContain(MEMBERS.trailArn);
  expect(text).toContain(exempt);
});
