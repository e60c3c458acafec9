import { App, Aspects, PhysicalName, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, CfnRole, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlarmSet,
  AlertTopic,
  ArchiveSearch,
  DeliveryTopic,
  EventDataStore,
  type ILogArchive,
  IntegrityMonitor,
  LakeImport,
  LogArchive,
  LogProcessor,
  LogReader,
  LogReaderRole,
  LogTable,
  LogTableCompaction,
  TrailKey,
  Trailwatch,
} from '../../../lib/index';
import { runTrailwatch } from '../../bin/run-trailwatch';
import {
  LOG_ARCHIVE,
  MANAGEMENT,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  ORGANIZATION_TRAIL_ARN,
  oneRule,
  REGION,
  resourcesOf,
  synthError,
} from '../synthesize';

/** A statement of a policy, as JSON. */
interface Statement {
  readonly Principal: { readonly AWS?: string; readonly Service?: string };
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const trails = [ORGANIZATION_TRAIL];
const KEY_ARN = `arn:aws:kms:${REGION}:${LOG_ARCHIVE}:key/0a1b2c3d-0000-4000-8000-000000000000`;
const TOPIC_ARN = `arn:aws:sns:${REGION}:${LOG_ARCHIVE}:deliveries`;

/** Whether bucket and key are of another account, or of the stack's own. */
interface Owners {
  readonly bucket?: string;
  readonly key?: string;
}

function archiveIn(stack: Stack, { bucket = LOG_ARCHIVE, key = LOG_ARCHIVE }: Owners, managed: boolean) {
  const encryptionKey = TrailKey.fromKey(stack, 'Key', {
    key: Key.fromKeyArn(stack, 'ImportedKey', KEY_ARN.replace(LOG_ARCHIVE, key)),
    ...{ trails, policyManagedElsewhere: managed },
  });
  const attributes = { bucketName: 'company-logs', account: bucket, region: REGION };
  return LogArchive.fromBucket(stack, 'Archive', {
    bucket: Bucket.fromBucketAttributes(stack, 'ImportedBucket', attributes),
    ...{ trails, encryptionKey, policyManagedElsewhere: managed },
  });
}

const alerts = (stack: Stack) => new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
const topicOf = (stack: Stack) => Topic.fromTopicArn(stack, 'ImportedTopic', TOPIC_ARN);

/** Everything that reads an archive. */
const READERS: Readonly<Record<string, (stack: Stack, archive: ILogArchive) => void>> = {
  LogProcessor: (stack, archive) => {
    new LogProcessor(stack, 'Processor', {
      ...{ archive, alertTopic: alerts(stack), rules: oneRule(), deliveryTopics: [topicOf(stack)] },
    });
  },
  IntegrityMonitor: (stack, archive) => {
    new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic: alerts(stack) });
  },
  ArchiveSearch: (stack, archive) => {
    new ArchiveSearch(stack, 'Search', { archive });
  },
  'LogTable.grantQuery': (stack, archive) => {
    const table = new LogTable(stack, 'Table', { archive, firstDay: '2026-01-01', savedQueries: [] });
    table.grantQuery(new Role(stack, 'Analyst', { assumedBy: new AccountRootPrincipal() }));
  },
  LogTableCompaction: (stack, archive) => {
    const table = new LogTable(stack, 'Table', { archive, firstDay: '2026-01-01', savedQueries: [] });
    new LogTableCompaction(stack, 'Compaction', { table });
  },
  Trailwatch: (stack, archive) => {
    const deliveryTopic = DeliveryTopic.fromTopic(stack, 'Deliveries', {
      ...{ topic: topicOf(stack), trails, policyManagedElsewhere: true },
    });
    new Trailwatch(stack, 'Audit', {
      ...{ identity: ORGANIZATION_TRAIL, archive, deliveryTopic, rules: oneRule() },
      ...{ emails: ['security@example.com'], alarms: AlarmSet.quiet() },
    });
  },
};

/** Those of roles that `trailwatch trails policy --reader` is not for: CloudTrail Lake's own reads the ACL of the bucket, too. */
const SERVICES = { LakeImport: importInto };

function importInto(stack: Stack, archive: ILogArchive) {
  new LakeImport(stack, 'Import', { archive, eventDataStore: new EventDataStore(stack, 'Store') });
}

const ALL = { ...READERS, ...SERVICES };

function synthesize(reader: string, owners: Owners = {}, managed = true): Stack {
  const stack = new Stack(new App(), 'Audit', { env: { account: MANAGEMENT, region: REGION } });
  ALL[reader as keyof typeof ALL]!(stack, archiveIn(stack, owners, managed));
  return stack;
}

function notesOf(stack: Stack): readonly string[] {
  const { messages } = (stack.node.root as App).synth().getStackByName(stack.stackName);
  return messages.map(({ entry }) => String(entry.data));
}

/** The statements that notes list for the policy of a resource. */
function notedFor(stack: Stack, arn: string): readonly Statement[] {
  const notes = notesOf(stack).filter((text) => text.includes(`${arn} is managed`));
  return notes.flatMap((note) =>
    JSON.parse(note.slice(note.indexOf('[\n')).replace(/ \[ack: [^\]]*\]$/, '')),
  );
}

/** Those of readers. */
const readingFor = (stack: Stack, arn: string) =>
  notedFor(stack, arn).filter(({ Principal }) => Principal.AWS !== undefined);

const listOf = (value: string | readonly string[] | undefined) => [value ?? []].flat();

describe.each(Object.keys(ALL))('%s of an archive whose bucket and key are of another account', (reader) => {
  test('synthesizes, and a note for each of them lists what to add before the first deployment', () => {
    const stack = synthesize(reader);
    for (const arn of ['arn:aws:s3:::company-logs', KEY_ARN]) {
      const statements = readingFor(stack, arn);
      expect(statements.length).toBeGreaterThan(0);
      expect(JSON.stringify(statements)).not.toMatch(/\$\{|Fn::|Token/);
      for (const { Principal, Condition } of statements) {
        expect(Principal).toEqual({ AWS: `arn:aws:iam::${MANAGEMENT}:root` });
        expect(Condition.StringEquals).toMatchObject({ 'aws:PrincipalOrgID': ORGANIZATION });
        expect(Condition.ArnLike).toEqual({
          'aws:PrincipalArn': `arn:aws:iam::${MANAGEMENT}:role/Audit-*`,
        });
      }
    }
  });

  test('lists nothing for what is of its own account', () => {
    expect(
      readingFor(synthesize(reader, { key: MANAGEMENT }), KEY_ARN.replace(LOG_ARCHIVE, MANAGEMENT)),
    ).toEqual([]);
  });

  test('refuses, where nobody says that the policies are managed elsewhere, with the option that says it', () => {
    const refusal = () => (synthesize(reader, {}, false).node.root as App).synth();
    expect(refusal).toThrow('policyManagedElsewhere: true of LogArchive.fromBucket');
    expect(refusal).toThrow('policyManagedElsewhere: true of TrailKey.fromKey');
    expect(refusal).not.toThrow(/\$\{[A-Z]\w+\.Arn\}/);
  });

  if (reader in SERVICES) return;
  test('needs nothing that `trailwatch trails policy` does not print for its roles', async () => {
    const stack = synthesize(reader);
    const options = ['--trail', ORGANIZATION_TRAIL_ARN, '--organization-id', ORGANIZATION];
    const role = ['--reader', `arn:aws:iam::${MANAGEMENT}:role/Audit-*`];
    const printed = async (...argv: string[]) => {
      const { stdout } = await runTrailwatch(['policy', ...argv, ...options, ...role]);
      const { Statement: all } = JSON.parse(stdout) as { Statement: (Statement & { Sid?: string })[] };
      return all.filter(({ Condition }) => Condition?.ArnLike !== undefined);
    };
    const allowed = [...(await printed('bucket', 'company-logs')), ...(await printed('key'))];
    const isAllowed = (action: string, resource: string) =>
      allowed.some(
        (one) =>
          listOf(one.Action).includes(action) && listOf(one.Resource).some((it) => covers(it, resource)),
      );
    for (const arn of ['arn:aws:s3:::company-logs', KEY_ARN]) {
      for (const { Action, Resource } of readingFor(stack, arn)) {
        for (const action of listOf(Action)) {
          for (const resource of listOf(Resource))
            expect([action, resource, isAllowed(action, resource)]).toEqual([action, resource, true]);
        }
      }
    }
  });
});

function covers(pattern: string, resource: string): boolean {
  const text = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${text}$`).test(resource);
}

test('a role that an Aspect gives a name and a path is asked for by both', () => {
  const stack = synthesize('LogTable.grantQuery');
  Aspects.of(stack).add({
    visit(node) {
      if (!(node instanceof CfnRole)) return;
      node.path = '/teams/audit/';
      node.roleName = 'analyst';
    },
  });
  const statements = readingFor(stack, KEY_ARN);
  expect(statements).toMatchObject([
    {
      Condition: {
        ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${MANAGEMENT}:role/teams/audit/analyst` },
      },
    },
  ]);
});

test('a stack without an account says in the note how its account gets there', () => {
  const stack = new Stack(new App(), 'Audit');
  READERS.ArchiveSearch!(stack, archiveIn(stack, {}, true));
  const note = notesOf(stack).find((text) => text.includes(`${KEY_ARN} is managed`));
  expect(note).toMatch(/\(set env of the stack to get its account in place of \$\{AWS::AccountId\}\)/);
  expect(notesOf(synthesize('ArchiveSearch')).join()).not.toContain('set env');
});

test('what several readers need of one policy is one refusal, with each statement once', () => {
  const stack = new Stack(new App(), 'Audit', { env: { account: MANAGEMENT, region: REGION } });
  const archive = archiveIn(stack, {}, false);
  for (const reader of ['IntegrityMonitor', 'ArchiveSearch']) READERS[reader]!(stack, archive);
  const message = synthError(stack);
  const refusals = message
    .split(/\n {2}(?=\[)/)
    .filter((part) => /the imported (bucket|key) .* and the reader needs/.test(part));
  expect(refusals).toHaveLength(2);
  for (const refusal of refusals) {
    const statements: unknown[] = JSON.parse(
      refusal.slice(refusal.indexOf('\n'), refusal.lastIndexOf(']') + 1),
    );
    expect(statements.length).toBeGreaterThan(0);
    expect(new Set(statements.map((one) => JSON.stringify(one))).size).toBe(statements.length);
  }
});

test("the app's own bucket with a key of another account has a note on the key alone", () => {
  const stack = new Stack(new App(), 'Audit', { env: { account: MANAGEMENT, region: REGION } });
  const encryptionKey = TrailKey.fromKey(stack, 'Key', {
    ...{ key: Key.fromKeyArn(stack, 'ImportedKey', KEY_ARN), trails, policyManagedElsewhere: true },
  });
  new ArchiveSearch(stack, 'Search', {
    archive: new LogArchive(stack, 'Archive', { trails, encryptionKey }),
  });
  expect(readingFor(stack, KEY_ARN)).toMatchObject([{ Action: 'kms:Decrypt' }]);
  expect(notesOf(stack).filter((text) => /is managed elsewhere/.test(text))).toHaveLength(1);
});

test.each([
  'Audit-*',
  'arn:aws:iam::*:role/Audit-*',
  'arn:aws:iam::111122223333:user/me',
  'arn:aws:iam::111122223333:role/a b',
])('`trailwatch trails policy --reader %j` is refused in a sentence', async (reader) => {
  const argv = ['policy', 'key', '--trail', ORGANIZATION_TRAIL_ARN, '--reader', reader];
  const { status, stdout, stderr } = await runTrailwatch(argv);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`--reader '${reader}' is not the ARN of a role, such as`);
});

test('the log group of a trail has its statement in the note on the key, too', () => {
  const [group, ...rest] = notedFor(synthesize('Trailwatch'), KEY_ARN).filter(
    ({ Principal }) => Principal.Service !== undefined,
  );
  expect([group?.Principal.Service, rest]).toEqual([`logs.${REGION}.amazonaws.com`, []]);
});

test('a processor whose bucket is elsewhere, and that nothing feeds, names what can', () => {
  const stack = new Stack(new App(), 'Audit', { env: { account: MANAGEMENT, region: REGION } });
  const archive = archiveIn(stack, {}, true);
  expect(() => new LogProcessor(stack, 'Processor', { archive, alertTopic: alerts(stack) })).toThrow(
    /deliveryTopics .*deliveryTopic.* or bucketNotifications/,
  );
});

test('Trailwatch feeds its processor by the delivery topic', () => {
  const subscriptions = resourcesOf(synthesize('Trailwatch'), 'AWS::SNS::Subscription');
  expect(subscriptions.map(({ Properties }) => Properties.TopicArn)).toContain(TOPIC_ARN);
});

test('a reader role in the account of an archive that is managed elsewhere needs no option of its own', () => {
  const stack = new Stack(new App(), 'Archive', { env: { account: LOG_ARCHIVE, region: REGION } });
  new LogReaderRole(stack, 'Reader', {
    archive: archiveIn(stack, {}, true),
    reader: LogReader.ownAccount({ account: '555566667777', organizationId: ORGANIZATION }),
    roleName: 'audit-reader',
  });
  expect(notedFor(stack, KEY_ARN)).toMatchObject([
    { Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${LOG_ARCHIVE}:role/audit-reader` } } },
  ]);
});

test.each(Object.entries(READERS))(
  "%s of another account's archive of the app is refused in a sentence",
  (_name, create) => {
    const app = new App();
    const there = new Stack(app, 'There', { env: { account: LOG_ARCHIVE, region: REGION } });
    const stack = new Stack(app, 'Audit', { env: { account: MANAGEMENT, region: REGION } });
    const archive = new LogArchive(there, 'Archive', { trails, bucketName: 'company-logs' });
    expect(() => create(stack, archive)).toThrow(
      /^[^:]*is (in|of) account '\d+', .* would have to name the role.*LogArchive\.fromBucket/,
    );
  },
);

test('a role of another account that has a name, or may get one, reads an archive of the app', () => {
  const app = new App();
  const there = new Stack(app, 'There', { env: { account: LOG_ARCHIVE, region: REGION } });
  const stack = new Stack(app, 'Audit', { env: { account: MANAGEMENT, region: REGION } });
  const encryptionKey = TrailKey.fromKey(there, 'Key', {
    ...{ key: Key.fromKeyArn(there, 'ImportedKey', KEY_ARN), trails, policyManagedElsewhere: true },
  });
  const archive = new LogArchive(there, 'Archive', { trails, encryptionKey, bucketName: 'company-logs' });
  for (const roleName of ['reader', PhysicalName.GENERATE_IF_NEEDED])
    archive.grantRead(
      new Role(stack, `Reader${roleName.length}`, { assumedBy: new AccountRootPrincipal(), roleName }),
    );
  const statements = JSON.stringify(resourcesOf(there, 'AWS::S3::BucketPolicy'));
  for (const name of ['reader', 'audit']) expect(statements).toContain(`:role/${name}`);
});
