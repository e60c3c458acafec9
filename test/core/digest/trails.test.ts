import { PublicKeys } from '../../../lib/core/digest/signature/public-keys';
import { checkArchive, keysOf, problemsOf } from '../../digest/check-archive';
import * as damage from '../../digest/damage';
import { SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { SIGNING_KEYS } from '../../digest/signing-key';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const ORGANIZATION = 'o-exampleorgid';

async function problems(...plans: TrailPlan[]): Promise<readonly string[]> {
  return problemsOf(await checkArchive(new SignedArchive(plans)));
}

test.each<[string, TrailPlan[]]>([
  [
    'of several accounts and Regions',
    [ACCOUNT, OTHER].flatMap((accountId) =>
      ['eu-west-1', 'us-east-1', 'us-gov-west-1'].map((region) => ({ accountId, region, hours: 4 })),
    ),
  ],
  [
    'of an organization',
    [ACCOUNT, OTHER].map((accountId) => ({ accountId, organizationId: ORGANIZATION, hours: 4 })),
  ],
  ['under a prefix', [{ accountId: ACCOUNT, prefix: 'audit/trails', hours: 4 }]],
  [
    'of Control Tower',
    [ACCOUNT, OTHER].map((accountId) => ({
      accountId,
      prefix: ORGANIZATION,
      organizationId: ORGANIZATION,
      trailName: 'aws-controltower-BaselineCloudTrail',
      hours: 4,
    })),
  ],
  ['without any activity', [{ accountId: ACCOUNT, hours: 4, logs: 0 }]],
  ['with hours without activity', [{ accountId: ACCOUNT, hours: 6, logs: (hour) => hour % 2 }]],
  ['over the turn of a year', [{ accountId: ACCOUNT, start: '2026-12-31T20:30:00Z', hours: 9 }]],
  ['that ends with a final digest', [{ accountId: ACCOUNT, hours: 4, finalMinutes: 55 }]],
  [
    'of two trails in one folder',
    ['one', 'other'].map((trailName) => ({ accountId: ACCOUNT, trailName, hours: 30 })),
  ],
  [
    'of two trails whose hours do not begin together',
    ['00:01:31', '00:40:05'].map((time, index) => ({
      accountId: ACCOUNT,
      trailName: `trail-${index}`,
      start: `2026-10-01T${time}Z`,
      hours: 30,
    })),
  ],
])('an archive %s is valid', async (_, plans) => {
  expect(await problems(...plans)).toEqual([]);
});

test('the accounts and Regions of an archive do not speak for one another', async () => {
  const plan = { hours: 4, logs: 1 };
  const archive = new SignedArchive([
    { accountId: ACCOUNT, ...plan },
    { accountId: OTHER, ...plan },
    { accountId: OTHER, region: 'us-east-1', ...plan },
  ]);
  const gone = archive.digests[5]!;
  damage.remove(archive, gone.key);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `missing digest absent ${gone.key}`,
    `unverified log digest-missing ${gone.logKeys[0]}`,
  ]);
});

test('a trail that was stopped and started leaves a gap, and nothing invalid', async () => {
  expect(await problems({ accountId: ACCOUNT, hours: 10, off: [4, 5, 6], restarts: [7] })).toEqual([
    'gap restarted 2026-10-01T04:01:31Z 2026-10-01T07:01:31Z',
  ]);
});

test('a trail that was recreated under its name at once begins a new chain', async () => {
  expect(await problems({ accountId: ACCOUNT, hours: 6, restarts: [3] })).toEqual([
    'gap restarted 2026-10-01T03:01:31Z 2026-10-01T03:01:31Z',
  ]);
});

test('a trail that was recreated under its name within the hour may overlap', async () => {
  const plan = { accountId: ACCOUNT, hours: 3, logs: 1 };
  const first = { ...plan, finalMinutes: 20 };
  const second = { ...plan, start: '2026-10-01T02:10:00Z' };
  expect(await problems(first, second)).toEqual(['gap restarted 2026-10-01T02:21:31Z 2026-10-01T02:10:00Z']);
});

test('a log file of one trail is not extra because the other trail does not list it', async () => {
  const archive = new SignedArchive([
    { accountId: ACCOUNT, trailName: 'one', hours: 6, logs: 1 },
    { accountId: ACCOUNT, trailName: 'other', hours: 6, logs: 1 },
  ]);
  const gone = archive.digests.find(({ key }) => key.includes('_other_') && key.includes('T030131Z'))!;
  damage.remove(archive, gone.key);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `missing digest absent ${gone.key}`,
    `unverified log digest-missing ${gone.logKeys[0]}`,
  ]);
});

test('a trail that moved to another bucket is reported at the place where its chain goes on, and where it ends', async () => {
  const archive = new SignedArchive([
    { accountId: ACCOUNT, hours: 8, logs: 1, move: { hour: 4, bucket: 'new-archive' } },
  ]);
  expect(problemsOf(await checkArchive(archive, { bucket: 'new-archive' }))).toEqual([
    'gap place-changed - 2026-10-01T04:01:31Z',
  ]);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    'gap silence 2026-10-01T04:01:31Z 2026-10-01T08:11:31Z',
  ]);
});

describe('a chain that goes on under another prefix of its bucket', () => {
  const movedArchive = () =>
    new SignedArchive([
      { accountId: ACCOUNT, hours: 8, logs: 1, move: { hour: 4, bucket: 'audit-archive', prefix: 'new' } },
    ]);
  const change = 'gap place-changed - 2026-10-01T04:01:31Z';

  test('has the digest file before, where nothing was deleted', async () => {
    const found = problemsOf(await checkArchive(movedArchive()));
    expect([found.includes(change), found.some((line) => line.startsWith('missing'))]).toEqual([true, false]);
  });

  test('misses it where all that lay under the first prefix was deleted', async () => {
    const archive = movedArchive();
    const last = archive.digests[3]!.key;
    for (const key of archive.keys) if (!key.startsWith('new/')) damage.remove(archive, key);
    expect(problemsOf(await checkArchive(archive))).toEqual([change, `missing digest absent ${last}`]);
    expect(problemsOf(await checkArchive(archive, { startMs: archive.digests[4]!.startMs }))).toEqual([
      change,
    ]);
    expect(problemsOf(await checkArchive(archive, { isFolder: true }))).not.toContain('missing');
  });
});

test('a folder with what lay in two buckets holds one chain', async () => {
  const archive = new SignedArchive([
    { accountId: ACCOUNT, hours: 8, logs: 0, move: { hour: 4, bucket: 'new-archive' } },
  ]);
  const newest = archive.digests.at(-1)!;
  expect(problemsOf(await checkArchive(archive, { isFolder: true }))).toEqual([
    `unverified digest no-signature ${newest.key}`,
  ]);
});

test('digests that were redelivered out of order are valid, though each names another than the one before it', async () => {
  const archive = new SignedArchive([{ accountId: ACCOUNT, hours: 7, order: [0, 1, 3, 4, 2, 5, 6] }]);
  expect(problemsOf(await checkArchive(archive))).toEqual([]);
  const newest = archive.digests.at(-1)!;
  expect(problemsOf(await checkArchive(archive, { isFolder: true }))).toEqual([
    `unverified digest no-signature ${newest.key}`,
    ...newest.logKeys.map((key) => `unverified log digest-unverified ${key}`),
  ]);
});

test('keys are rotated within a chain', async () => {
  const keyOf = (hour: number) => (hour < 3 ? SIGNING_KEYS.current : SIGNING_KEYS.next);
  expect(await problems({ accountId: ACCOUNT, hours: 6, keyOf })).toEqual([]);
});

test('digests of a key that is not at hand are unverified, not invalid', async () => {
  const keyOf = (hour: number) => (hour < 2 ? SIGNING_KEYS.next : SIGNING_KEYS.current);
  const archive = new SignedArchive([{ accountId: ACCOUNT, hours: 4, logs: 1, keyOf }]);
  const keys = new PublicKeys();
  keys.add([SIGNING_KEYS.current.listed()], 'eu-west-1');
  expect(problemsOf(await checkArchive(archive, { keys }))).toEqual(
    archive.digests
      .slice(0, 2)
      .flatMap(({ key, logKeys }) => [
        `unverified digest no-key ${key}`,
        `unverified log digest-unverified ${logKeys[0]}`,
      ]),
  );
});

test("a key of another Region does not verify a Region's digests", async () => {
  const archive = new SignedArchive([{ accountId: ACCOUNT, hours: 2, logs: 0 }]);
  const keys = keysOf(archive.publicKeys().replace('"eu-west-1"', '"us-east-1"'));
  expect(problemsOf(await checkArchive(archive, { keys }))).toEqual(
    archive.digests.map(({ key }) => `unverified digest no-key ${key}`),
  );
});

test('a wrong log file is invalid even if its digest cannot be verified', async () => {
  const archive = new SignedArchive([{ accountId: ACCOUNT, hours: 1, logs: 2 }]);
  const [changed = '', kept = ''] = archive.logKeys;
  damage.replaceText(archive, changed);
  expect(problemsOf(await checkArchive(archive, { keys: new PublicKeys() }))).toEqual([
    `unverified digest no-key ${archive.digests[0]!.key}`,
    `invalid log wrong-hash ${changed}`,
    `unverified log digest-unverified ${kept}`,
  ]);
});

describe('backfill', () => {
  const plans: TrailPlan[] = [
    { accountId: ACCOUNT, hours: 8, logs: 1 },
    { accountId: ACCOUNT, hours: 3, logs: 1, isBackfill: true, start: '2026-10-01T02:01:31Z' },
  ];

  test('a chain of backfill digests lists what the others missed', async () => {
    expect(await problems(...plans)).toEqual([]);
  });

  test('hours between backfill digests are no gap, and they do not go silent', async () => {
    const [ordinary, backfill] = plans;
    expect(await problems(ordinary!, { ...backfill!, hours: 5, off: [2, 3] })).toEqual([]);
  });

  test('a missing backfill digest is missing, and makes nothing extra', async () => {
    const archive = new SignedArchive(plans);
    const gone = archive.digests.at(-2)!;
    damage.remove(archive, gone.key);
    expect(problemsOf(await checkArchive(archive))).toEqual([
      `missing digest absent ${gone.key}`,
      `unverified log digest-missing ${gone.logKeys[0]}`,
    ]);
  });
});
