import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { AccountPrincipal, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Bucket, type BucketProps, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import {
  ArchiveEncryption,
  AuditTrail,
  DataEventType,
  EventSelection,
  LogArchive,
  type LogArchiveProps,
  LogReader,
  LogReaderRole,
  TrailIdentity,
} from '../../../lib/index';
import { ACCOUNT, REGION, TRAIL } from '../../constructs/synthesize';
import { folderForAllTests } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';
import {
  changedCopy,
  changesOf,
  type MutableResource,
  type MutableTemplate,
  resourceOf,
  reviewOf,
  synthesizeApp,
} from './synthesize-app';

const folder = folderForAllTests();
const OTHER_ACCOUNT = '555566667777';
const ENV = { account: ACCOUNT, region: REGION };

interface Estate extends Partial<LogArchiveProps> {
  readonly selection?: EventSelection;
  readonly withReader?: boolean;
}

/** An archive and its trail in one stack. */
function audit({ selection, withReader, ...props }: Estate = {}): (app: App) => void {
  return (app) => {
    const stack = new Stack(app, 'Audit', { env: ENV });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], ...props });
    new AuditTrail(stack, 'Trail', {
      ...{ identity: TRAIL, archive },
      ...(selection === undefined ? {} : { eventSelection: selection }),
    });
    if (withReader === true)
      new LogReaderRole(stack, 'Reader', {
        archive,
        reader: LogReader.ownAccount({ account: OTHER_ACCOUNT }),
      });
  };
}

const synthesize = (build: (app: App) => void): string => synthesizeApp(folder, build);

async function changes(base: (app: App) => void, head: (app: App) => void): Promise<readonly string[]> {
  return changesOf(await reviewOf(synthesize(head), synthesize(base)));
}

/** The changes that editing each template makes. */
async function edited(build: (app: App) => void, edit: (template: MutableTemplate) => void) {
  const base = synthesize(build);
  return changesOf(await reviewOf(changedCopy(folder, base, edit), base));
}

describe('trailwatch review names each change', () => {
  it('no change, of a base that is the head', async () => {
    const base = synthesize(audit());
    const document = await reviewOf(base, base);
    expect([document.verdict, document.changes, document.changedStacks]).toEqual(['no-change', [], []]);
  });

  it('data events that are no longer logged', async () => {
    const selection = EventSelection.managementEvents().plus(
      EventSelection.dataEvents(DataEventType.S3_OBJECT),
    );
    expect(await changes(audit({ selection }), audit())).toEqual([
      expect.stringMatching(
        /^logging-reduced data events of AWS::S3::Object \(read and write\).*: no longer logged$/,
      ),
    ]);
  });

  it('events that are no longer logged, with where in words', async () => {
    const selection = EventSelection.managementEvents().plus(
      EventSelection.dataEvents(DataEventType.S3_OBJECT),
    );
    const [head, base] = [synthesize(audit()), synthesize(audit({ selection }))];
    const { stdout } = await runTrailwatch(['review', head, '--base', base]);
    expect(stdout).toMatch(
      /^\| <code>logging-reduced<\/code> .*\| <code>111122223333 every Region Trail\w+<\/code> \|$/m,
    );
  });

  it('management events that are left out, and those that are logged again', async () => {
    const selection = EventSelection.managementEvents().withoutKms();
    const left =
      'management events (read and write) with eventSource is not kms.amazonaws.com in 111122223333, every Region';
    expect(await changes(audit(), audit({ selection }))).toEqual([
      `logging-reduced management events (read and write): no longer all logged; still logged: ${left}`,
    ]);
    expect(await changes(audit({ selection }), audit())).toEqual([
      `logging-added management events (read and write): more of them are logged; before: ${left}`,
    ]);
  });

  it('a trail that is deleted', async () => {
    const gone = await edited(audit(), (template) => {
      for (const [id, { Type }] of Object.entries(template.Resources))
        if (Type === 'AWS::CloudTrail::Trail') delete template.Resources[id];
    });
    expect(gone).toEqual([
      expect.stringMatching(/^evidence-(deleted|unmanaged) trail Audit\/Trail/),
      'logging-reduced management events (read and write): no longer logged',
    ]);
  });

  it('a trail that logs one Region only, or is stopped, or under a condition', async () => {
    const edit = (change: (trail: MutableResource) => void) =>
      edited(audit(), (template) => change(resourceOf(template, 'AWS::CloudTrail::Trail')));
    expect(
      await edit((trail) => {
        trail.Properties.IsMultiRegionTrail = false;
      }),
    ).toEqual([
      'logging-reduced management events (read and write): no longer all logged; still logged: management events (read and write) in 111122223333, eu-central-1',
    ]);
    expect(
      await edit((trail) => {
        trail.Properties.IsLogging = false;
      }),
    ).toEqual(['logging-reduced management events (read and write): no longer logged']);
    expect(
      await edit((trail) => {
        trail.Properties.IsLogging = { 'Fn::If': ['Active', true, false] };
      }),
    ).toEqual([expect.stringMatching(/^logging-unknown management events .* not known until deployment$/)]);
  });

  it('log file validation that is turned off', async () => {
    const off = await edited(audit(), (template) => {
      resourceOf(template, 'AWS::CloudTrail::Trail').Properties.EnableLogFileValidation = false;
    });
    expect(off).toEqual([
      expect.stringMatching(
        /^integrity-weakened log file validation of Audit\/Trail: on → off: changed or deleted log files are not detected$/,
      ),
    ]);
  });

  it('Object Lock that is shortened, or without a default', async () => {
    const locked = audit({ objectLock: ObjectLockRetention.compliance(Duration.days(365)) });
    expect(
      await changes(locked, audit({ objectLock: ObjectLockRetention.governance(Duration.days(30)) })),
    ).toEqual([
      expect.stringMatching(
        /^integrity-weakened Object Lock of Audit\/Archive\/Bucket: compliance → governance: log files can be deleted/,
      ),
      expect.stringMatching(
        /^retention-shortened Object Lock of Audit\/Archive\/Bucket: 365 days → 30 days: log files can be deleted sooner$/,
      ),
    ]);
  });

  it('Object Lock that is removed: the bucket is replaced', async () => {
    const locked = audit({ objectLock: ObjectLockRetention.compliance(Duration.days(365)) });
    const removed = await changes(locked, audit());
    expect(removed).toContainEqual(
      expect.stringMatching(
        /^evidence-replaced bucket Audit\/Archive\/Bucket: ObjectLockEnabled changes, so CloudFormation replaces the resource; /,
      ),
    );
    expect(removed).toContainEqual(
      expect.stringMatching(/^integrity-weakened Object Lock .*: compliance → off: log files can be deleted/),
    );
  });

  it('log files that expire sooner', async () => {
    const keep = (days: number) => ({ lifecycleRules: [{ expiration: Duration.days(days) }] });
    expect(await changes(audit(keep(730)), audit(keep(400)))).toEqual([
      expect.stringMatching(
        /^retention-shortened expiration of Audit\/Archive\/Bucket: 730 days → 400 days: log files are deleted after 400 days \(after 730 days before\)$/,
      ),
    ]);
    expect(await changes(audit(), audit(keep(400)))).toContainEqual(
      expect.stringMatching(
        /^retention-shortened expiration of Audit\/Archive\/Bucket: forever → 400 days: log files are deleted after 400 days \(kept forever before\)$/,
      ),
    );
  });

  it('the key that is removed', async () => {
    const removed = await edited(audit(), (template) => {
      for (const [id, { Type }] of Object.entries(template.Resources))
        if (Type === 'AWS::KMS::Key') delete template.Resources[id];
      delete resourceOf(template, 'AWS::CloudTrail::Trail').Properties.KMSKeyId;
      delete resourceOf(template, 'AWS::S3::Bucket', 'ArchiveBucket').Properties.BucketEncryption;
    });
    expect(removed).toEqual([
      expect.stringMatching(
        /^evidence-unmanaged key Audit\/Archive\/Key\/Key: it is no longer in the template/,
      ),
      expect.stringMatching(
        /^encryption-weakened default encryption of Audit\/Archive\/Bucket: .* → SSE-S3: anyone who may read the bucket can read objects$/,
      ),
      expect.stringMatching(
        /^encryption-weakened key of log files of Audit\/Trail: .* → none: anyone who may read the bucket can read log files$/,
      ),
      expect.stringMatching(/^setting-unknown key behind the alias of /),
      expect.stringMatching(/^cost-decreased /),
    ]);
  });

  it('the bucket that is renamed, which replaces it', async () => {
    const renamed = await changes(
      audit({ bucketName: 'example-logs' }),
      audit({ bucketName: 'example-audit-logs' }),
    );
    expect(renamed).toContainEqual(
      expect.stringMatching(
        /^evidence-replaced bucket Audit\/Archive\/Bucket: BucketName changes, so CloudFormation replaces the resource; the existing resource stays in the account, outside the stack; it holds evidence$/,
      ),
    );
  });

  it('the bucket that a later deletion of the stack would delete', async () => {
    const unprotected = await edited(audit(), (template) => {
      const bucket = resourceOf(template, 'AWS::S3::Bucket', 'ArchiveBucket');
      bucket.DeletionPolicy = 'Delete';
    });
    expect(unprotected).toEqual([
      expect.stringMatching(
        /^evidence-unprotected bucket Audit\/Archive\/Bucket: its DeletionPolicy is no longer Retain$/,
      ),
    ]);
  });

  it('trails of a second account and Region', async () => {
    const second = TrailIdentity.account({
      ...{ trailName: 'second', homeRegion: 'us-east-1', ownerAccount: OTHER_ACCOUNT },
    });
    const estate = (trails: TrailIdentity[]) => (app: App) => {
      const archive = new LogArchive(new Stack(app, 'Archive', { env: ENV }), 'Archive', {
        ...{ trails: [TRAIL, second], bucketName: 'example-logs' },
      });
      for (const identity of trails) {
        const env = { account: identity.ownerAccount, region: identity.homeRegion };
        new AuditTrail(new Stack(app, `Trail${env.account}`, { env }), 'Trail', { identity, archive });
      }
    };
    const base = synthesize(estate([TRAIL]));
    const document = await reviewOf(synthesize(estate([TRAIL, second])), base);
    expect(document.verdict).toBe('stronger');
    expect(document.changes).toEqual([
      expect.objectContaining({ kind: 'evidence-added', account: OTHER_ACCOUNT, region: 'us-east-1' }),
      expect.objectContaining({ kind: 'logging-added', account: OTHER_ACCOUNT, region: 'every' }),
    ]);
  });

  it('a stage that is renamed: other stacks are made, and those that were there stay', async () => {
    const staged = (name: string) => (app: App) => {
      const stack = new Stack(new Stage(app, name, { env: ENV }), 'Audit');
      const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], bucketName: 'example-logs' });
      new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    };
    const renamed = await changes(staged('Production'), staged('Prod'));
    expect(renamed).toContainEqual(
      expect.stringMatching(
        /^evidence-unmanaged bucket Production\/Audit\/Archive\/Bucket: the stack Production-Audit is no longer in the app: when it is destroyed, .*; Prod\/Audit\/Archive\/Bucket has the same name, example-logs, and cannot be created while it is there/,
      ),
    );
    // The same events of the same account are logged.
    expect(renamed.filter((change) => change.startsWith('logging'))).toEqual([]);
  });

  it('what is in a nested stack', async () => {
    const nested = (days: number) => (app: App) => {
      const stack = new NestedStack(new Stack(app, 'Audit', { env: ENV }), 'Nested');
      const archive = new LogArchive(stack, 'Archive', {
        ...{ trails: [TRAIL], bucketName: 'example-logs' },
        lifecycleRules: [{ expiration: Duration.days(days) }],
      });
      new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    };
    expect(await changes(nested(730), nested(400))).toEqual([
      expect.stringMatching(
        /^retention-shortened expiration of Audit\/Nested\/Archive\/Bucket: 730 days → 400 days: log files are deleted after 400 days \(after 730 days before\)$/,
      ),
    ]);
  });

  it('nothing of an empty assembly, and all of what it becomes', async () => {
    const empty = synthesize(() => undefined);
    expect((await reviewOf(empty, empty)).verdict).toBe('no-change');
    const document = await reviewOf(synthesize(audit()), empty);
    expect(document.verdict).toBe('stronger');
    expect(changesOf(document)).toContain('logging-added management events (read and write): newly logged');
  });

  it('a stack that gets its first resources', async () => {
    const empty = synthesize((app) => {
      new Stack(app, 'Audit', { env: ENV });
    });
    expect((await reviewOf(empty, empty)).problems).toEqual([]);
    const document = await reviewOf(synthesize(audit()), empty);
    expect(document.verdict).toBe('stronger');
    expect(document.problems).toEqual([]);
  });

  it('a warning of the synthesis that is new', async () => {
    const stopped = (logging: boolean) => (app: App) => {
      const stack = new Stack(app, 'Audit', { env: ENV });
      const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
      new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, logging });
    };
    expect(await changes(stopped(true), stopped(false))).toContainEqual(
      expect.stringMatching(/^preflight-warning Audit\/Trail: the trail 'primary' is stopped/),
    );
  });

  it.each([
    ['a stack with another id', ['', 'Audit'], ['', 'Evidence']],
    ['a stage with another id', ['Production', 'Audit'], ['Prod', 'Audit']],
    ['a stack with another name', ['', 'Audit', 'audit'], ['', 'Audit', 'evidence']],
    ['a stack that gets a name of its own', ['', 'Audit'], ['', 'Audit', 'evidence']],
    ['a stack with another id and its name', ['', 'Audit', 'audit'], ['', 'Evidence', 'audit']],
    ['a stack with another id and name', ['', 'Audit', 'audit'], ['', 'Evidence', 'evidence']],
  ] as const)('no warning of the synthesis that is the same in %s', async (_, before, after) => {
    const stopped = ([stage, id, stackName]: readonly [string, string, string?], logging: boolean) =>
      synthesize((app) => {
        const scope = stage === '' ? app : new Stage(app, stage, { env: ENV });
        const stack = new Stack(scope, id, { env: ENV, ...(stackName && { stackName }) });
        const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
        new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, logging });
      });
    const warnings = async (was: boolean) =>
      changesOf(await reviewOf(stopped(after, false), stopped(before, was)))
        .filter((change) => change.startsWith('preflight'))
        .map((change) => change.split(':')[0]);
    expect(await warnings(false)).toEqual([]);
    const path = after.slice(0, 2).filter(Boolean).join('/');
    expect(await warnings(true)).toEqual([`preflight-warning ${path}/Trail`]);
  });

  it('what a key more costs', async () => {
    const dearer = await edited(audit(), (template) => {
      template.Resources.Key = { Type: 'AWS::KMS::Key', Properties: {} };
    });
    expect(dearer).toEqual([
      expect.stringMatching(
        /^cost-increased monthly cost: \$\d+\.\d\d → \$\d+\.\d\d \(\+\$1\.00\): kmsKey \+\$1\.00$/,
      ),
    ]);
  });

  it('the same, in whatever order resources are', async () => {
    const base = synthesize(audit());
    const reversed = changedCopy(folder, base, (template) => {
      template.Resources = Object.fromEntries(Object.entries(template.Resources).reverse());
    });
    const document = await reviewOf(reversed, base);
    expect([document.verdict, document.changedStacks]).toEqual(['no-change', []]);
    expect((await reviewOf(reversed)).state).toEqual((await reviewOf(base)).state);
  });

  it('a reader that is added, and one that is gone', async () => {
    const gained = await changes(audit(), audit({ withReader: true }));
    expect(gained).toContainEqual(
      expect.stringMatching(/^access-widened .*Reader\/Role may read bucket .*Archive.*: .*s3:GetObject/),
    );
    const lost = await changes(audit({ withReader: true }), audit());
    expect(lost).toContainEqual(expect.stringMatching(/^access-narrowed .*Reader\/Role may read bucket /));
    expect(lost.filter((change) => change.startsWith('access-widened'))).toEqual([]);
  });

  it('a statement that lets anyone delete log files', async () => {
    const opened = await edited(audit(), (template) => {
      const policy = resourceOf(template, 'AWS::S3::BucketPolicy', 'ArchiveBucket').Properties;
      const document = policy.PolicyDocument as { Statement: object[] };
      document.Statement = [{ Effect: 'Allow', Principal: '*', Action: 's3:DeleteObject*', Resource: '*' }];
    });
    expect(opened).toContainEqual(expect.stringMatching(/^access-widened anyone may delete bucket /));
  });

  it('nothing of stacks that have nothing to do with CloudTrail', async () => {
    const withOther = (props: BucketProps) => (app: App) => {
      audit()(app);
      new Bucket(new Stack(app, 'Shop', { env: ENV }), 'Pictures', props);
    };
    expect(
      await changes(withOther({ versioned: true, bucketName: 'one' }), withOther({ bucketName: 'two' })),
    ).toEqual([]);
  });

  it.each([
    [
      'is in no policy',
      ['AWS::IAM::ManagedPolicy', { PolicyDocument: { Statement: [] } }],
      'is no longer allowed',
    ],
    [
      'a boundary of no template may leave out',
      ['AWS::IAM::Role', { PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/Limit` }],
      `may no longer be allowed: the effect of its permissions boundary arn:aws:iam::${ACCOUNT}:policy/Limit is not known`,
    ],
  ] as const)(
    'an action that a role used and that %s, and what fails on it',
    async (_, [type, more], end) => {
      const synthesized = synthesize(audit({ withReader: true }));
      const head = changedCopy(folder, synthesized, (template) => {
        Object.assign(resourceOf(template, type, 'Reader').Properties, more);
      });
      const used = join(folder, 'used.json');
      const principal = `arn:aws:iam::${ACCOUNT}:role/AuditReader4D7A2062`;
      const [first, last] = ['2026-11-13T00:00:00Z', '2026-11-13T09:00:00Z'];
      const evidence = { action: 's3:GetObject', calls: 40, first, last };
      writeFileSync(used, JSON.stringify({ principals: [{ principal, used: [evidence] }] }));
      const argv = ['review', head, '--base', synthesized, '--format', 'json', '--used', used];
      const { stdout, stderr, status } = await runTrailwatch([...argv, '--fail-on', 'permission-lost']);
      const lost = changesOf(JSON.parse(stdout)).filter((change) => change.startsWith('permission-lost'));
      expect(lost).toEqual([
        `permission-lost role Audit/Reader/Role: s3:GetObject was called 40 times on 2026-11-13 and ${end}`,
      ]);
      expect([stderr.split('\n')[0], status]).toEqual([`trailwatch: ${lost[0]?.replace(' ', ': ')}`, 1]);
    },
  );

  it('that S3 encrypts the files from now on, and the way back', async () => {
    const { S3_MANAGED_AFTER_KMS: encryption } = ArchiveEncryption;
    const [keyed, keyKept, keyless] = [
      synthesize(audit({ withReader: true })),
      synthesize(audit({ withReader: true, encryption })),
      synthesize(audit({ withReader: true, encryption: ArchiveEncryption.S3_MANAGED })),
    ];
    const kindsOf = async (head: string, base: string) =>
      (await reviewOf(head, base)).changes.map(({ kind }) => kind).filter((kind) => kind.startsWith('encr'));
    expect(await kindsOf(keyKept, keyed)).toEqual(['encryption-weakened', 'encryption-weakened']);
    expect(await kindsOf(keyed, keyKept)).toEqual(['encryption-strengthened', 'encryption-strengthened']);
    expect(changesOf(await reviewOf(keyless, keyKept))).toEqual([
      expect.stringMatching(/^evidence-unmanaged key .* data encrypted with it cannot be read without it$/),
      expect.stringContaining('no policy allows kms:Decrypt anymore'),
      expect.stringContaining('kmsKey -$1.00'),
    ]);
  });

  it.each([
    ['stack', 'Evidence', 'Reader'],
    ['construct', 'Audit', 'Analyst'],
  ])('a role that used an action and gets another name with its %s', async (_, ...ids) => {
    const withRole = (name: string, id: string) =>
      synthesize((app) => {
        const stack = new Stack(app, name, { env: ENV });
        new LogArchive(stack, 'Archive', { trails: [TRAIL] });
        new ManagedPolicy(stack, 'Policy', {
          roles: [new Role(stack, id, { assumedBy: new AccountPrincipal(OTHER_ACCOUNT) })],
          statements: [new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })],
        });
      });
    const used = join(folder, 'renamed.json');
    const principal = `arn:aws:iam::${ACCOUNT}:role/Audit-ReaderF7BF189D-1A2B3C4D5E6F`;
    writeFileSync(used, JSON.stringify({ principal, used: [{ action: 's3:GetObject', calls: 40 }] }));
    const [base, head] = [withRole('Audit', 'Reader'), withRole(...(ids as [string, string]))];
    const { stderr, status } = await runTrailwatch([
      ...['review', head, '--base', base, '--used', used, '--fail-on', 'permission-lost'],
    ]);
    const [line] = stderr.split('\n');
    expect([line, status]).toEqual([
      'trailwatch: permission-lost: role Audit/Reader: it was removed or renamed, and it called s3:GetObject 40 times',
      1,
    ]);
  });

  it('that more permissions may have been used than a list of records that were not all read has', async () => {
    const head = synthesize(audit());
    const used = join(folder, 'cut.json');
    const unknownsOf = async (list: object) => {
      writeFileSync(used, JSON.stringify(list));
      const argv = ['review', head, '--base', head, '--used', used, '--format', 'json'];
      return JSON.parse((await runTrailwatch(argv)).stdout).unknowns as readonly string[];
    };
    const principals: readonly object[] = [];
    expect(await unknownsOf({ principals })).toEqual([]);
    expect(await unknownsOf({ principals, problems: ['b.json: the text ends here'] })).toEqual([
      `${used}: not all records were read, so more permissions may have been used than it lists`,
    ]);
  });

  it('nothing, of used permissions that are none or have no base', async () => {
    const head = synthesize(audit());
    const used = join(folder, 'none.json');
    writeFileSync(used, '{"principals":[{"principal":1}]}');
    const broken = await runTrailwatch(['review', head, '--base', head, '--used', used]);
    expect(broken).toMatchObject({ status: 2, stdout: '' });
    expect(broken.stderr).toBe(
      `trailwatch: --used ${used}: it is not what trailwatch permissions --format json prints\n`,
    );
    const alone = await runTrailwatch(['review', head, '--used', used]);
    expect(alone.stderr).toBe(
      'trailwatch: --used is for changes; name the state before the change with --base\n',
    );
  });
});
