import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as damage from '../digest/damage';
import { logText, SignedArchive, type TrailPlan } from '../digest/signed-archive';
import { folderForEachTest } from '../test-folder';
import { type Outcome, runTrailwatch } from './run-trailwatch';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const PLAN: TrailPlan = { accountId: ACCOUNT, hours: 6, logs: 1 };

const folder = folderForEachTest();
/** Validates what is left of an archive as a copy, half an hour after its last digest. */
async function validate(archive: SignedArchive, ...argv: readonly string[]): Promise<Outcome> {
  rmSync(join(folder, 'archive'), { recursive: true, force: true });
  mkdirSync(join(folder, 'archive'));
  archive.writeTo(join(folder, 'archive'));
  const metadata = [...archive.objects.values()].map(({ key, metadata: saved }) => [key, saved]);
  writeFileSync(join(folder, 'metadata.json'), JSON.stringify(Object.fromEntries(metadata)));
  writeFileSync(
    join(folder, 'keys.json'),
    new SignedArchive([PLAN]).publicKeys().replace('"eu-west-1"', '"*"'),
  );
  const keys = JSON.parse(new SignedArchive([PLAN]).publicKeys())['eu-west-1'];
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys));
  const options = ['--public-keys', join(folder, 'keys.json'), '--metadata', join(folder, 'metadata.json')];
  return runTrailwatch(['validate', join(folder, 'archive'), ...options, ...argv], {
    currentTime: '2026-10-01T06:30:00Z',
  });
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('exit status 0 means proven', () => {
  it('for an untouched archive, of which all is proven', async () => {
    const { status, stderr } = await validate(new SignedArchive([PLAN]));
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^proven=100\.0% from 2026-10-01T00:01:31Z to 2026-10-01T06:01:31Z bucket=audit-archive\n/,
    );
  });

  const removeAll = (archive: SignedArchive, digests: SignedArchive['digests']) => {
    for (const { key, logKeys } of digests)
      for (const gone of [key, ...logKeys]) damage.remove(archive, gone);
  };
  const removeDigests = (archive: SignedArchive) => {
    for (const { key } of archive.digests) damage.remove(archive, key);
  };
  const arn = (region: string, name: string) => `arn:aws:cloudtrail:${region}:${ACCOUNT}:trail/${name}`;
  const twoYears = ['--start', '2020-01-01', '--end', '2020-02-01'];
  it.each<[string, (archive: SignedArchive) => void, readonly string[], string]>([
    ['no digest file', removeDigests, [], 'proven=0.0%'],
    ['nothing at all', (archive) => archive.objects.clear(), [], 'no log or digest files lie below it'],
    ['no digest file in the range', () => undefined, twoYears, 'no digest file in the range'],
    [
      'a trail that is misspelt',
      () => undefined,
      ['--trail-arn', arn('eu-west-1', 'audti')],
      'check its name and its home Region',
    ],
    [
      'another home Region',
      () => undefined,
      ['--trail-arn', arn('us-east-1', 'audit')],
      'check its name and its home Region',
    ],
    [
      'an account that is not there',
      () => undefined,
      ['--account', OTHER],
      `account ${OTHER}: no log or digest files`,
    ],
    [
      'a Region that is not there',
      () => undefined,
      ['--region', 'sa-east-1'],
      'Region sa-east-1: no log or digest files',
    ],
    [
      'a newest hour under an unknown key',
      (archive) => damage.forgeDigest(archive, archive.digests.at(-1)!.key),
      [],
      'proven=83.3%',
    ],
    [
      'a newest hour with another signature',
      (archive) => damage.replaceSignature(archive, archive.digests.at(-1)!.key),
      [],
      'proven=83.3%',
    ],
    [
      'deleted newest digests',
      (archive) => removeAll(archive, archive.digests.slice(-3)),
      [],
      'not proven: 111122223333 eu-west-1, trail audit of eu-west-1: proven=',
    ],
    [
      'a digest file deleted in the middle',
      (archive) => damage.remove(archive, archive.digests[2]!.key),
      ['--end', '2026-10-01T06:01:31Z'],
      'not proven: 2026-10-01T02:01:31Z to 2026-10-01T03:01:31Z',
    ],
  ])('so it is 1 with %s', async (_, change, argv, sentence) => {
    const archive = new SignedArchive([PLAN]);
    change(archive);
    const { status, stderr } = await validate(archive, ...argv);
    expect(status).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr).toMatch(/^proven=\d+\.\d%/m);
  });

  it('and log files of deleted newest digest files are not waiting for their delivery', async () => {
    const archive = new SignedArchive([PLAN]);
    for (const { key } of archive.digests.slice(-3)) damage.remove(archive, key);
    const { stdout } = await validate(archive);
    const open = linesOf(stdout).filter(({ kind, status }) => kind === 'log' && status !== 'valid');
    const overdue =
      'the digest files that may list it are not in the archive: they were deleted or not delivered';
    // Doubt lasts two hours after the last digest file.
    expect(open.map(({ message }) => message)).toEqual([overdue, overdue, 'no digest file covers its time']);
  });

  it('and 1 if a Region of a trail, or of an account of an organization, has no digest file', async () => {
    const organizationId = 'o-exampleorgid';
    const regions = ['eu-west-1', 'us-east-1'].map((region) => ({ ...PLAN, region, organizationId }));
    const archive = new SignedArchive([
      ...regions,
      { ...PLAN, accountId: OTHER, organizationId },
      { ...PLAN, accountId: OTHER, region: 'us-east-1', organizationId },
    ]);
    expect((await validate(archive)).status).toBe(0);
    for (const { key } of archive.digests)
      if (key.includes(OTHER) && key.includes('us-east-1')) damage.remove(archive, key);
    const { status, stderr } = await validate(archive);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining(`${OTHER} us-east-1: no digest file of trail audit of eu-west-1`),
    ]);
  });

  it('and 1 where a chain restarts without its final digest file', async () => {
    const archive = new SignedArchive([
      { ...PLAN, hours: 2, finalMinutes: 20 },
      { ...PLAN, hours: 3, start: '2026-10-01T03:01:31Z' },
    ]);
    expect((await validate(archive)).status).toBe(0);
    damage.remove(archive, archive.digests[1]!.key);
    const { status, stderr } = await validate(archive);
    expect(status).toBe(1);
    expect(stderr).toContain('restarted without a final digest file');
  });
});

describe('a copy belongs to one bucket', () => {
  const attackers = { ...PLAN, trailName: 'zzz', bucket: 'attacker-bucket' };

  it('so one with digest files of two is refused unless one is named', async () => {
    const { status, stderr } = await validate(new SignedArchive([PLAN, attackers]));
    expect(status).toBe(2);
    expect(stderr).toContain(
      '2 buckets: audit-archive (6), attacker-bucket (6); name the one to validate with --bucket',
    );
  });

  it('and a genuine chain of another bucket is moved', async () => {
    const archive = new SignedArchive([PLAN, attackers]);
    const { status, stdout } = await validate(archive, '--bucket', 'audit-archive');
    expect(status).toBe(1);
    const moved = linesOf(stdout).filter(({ reason }) => reason === 'moved');
    expect(moved.map(({ key }) => key)).toEqual(archive.digests.slice(6).map(({ key }) => key));
    const added = linesOf(stdout).filter(({ reason }) => reason === 'not-listed');
    expect(added.length).toBeGreaterThan(0);
  });
});

describe('objects outside the layout are extra', () => {
  const base = `AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1`;
  const name = `${ACCOUNT}_CloudTrail_eu-west-1_20261001T0216Z_added.json.gz`;
  it.each([
    [`${base}/2026/10/01/sub/${name}`, 'outside-layout'],
    [`${base}/2026/02/31/${name}`, 'outside-layout'],
    [`${base}/year=2026/month=10/${name}`, 'outside-layout'],
    [`${base}/${name}`, 'outside-layout'],
    [`${base}/2026/10/${name}`, 'outside-layout'],
    [`${base}/2099/10/01/${name}`, 'future-date'],
    [`AWSLogs/${ACCOUNT}/CloudTrail-Digest/eu-west-1/2026/10/digest.json.gz`, 'outside-layout'],
  ])('%s', async (key, reason) => {
    const archive = new SignedArchive([PLAN]);
    archive.put({ bucket: 'audit-archive', key, bytes: gzipSync(logText('added')), metadata: {} });
    for (const argv of [[], ['--start', '2026-01-01']]) {
      const { status, stdout } = await validate(archive, ...argv);
      expect([status, linesOf(stdout).filter(({ status: verdict }) => verdict !== 'valid')]).toEqual([
        1,
        [expect.objectContaining({ key, status: 'extra', reason })],
      ]);
    }
  });

  it.each(['CloudTrail-Insight', 'CloudTrail-NetworkActivity'])(
    'but in %s nothing says so: they are unverified',
    async (kind) => {
      const archive = new SignedArchive([PLAN]);
      const key = archive.logKeys[2]!.replaceAll('CloudTrail', kind);
      archive.put({ bucket: 'audit-archive', key, bytes: gzipSync(logText('added')), metadata: {} });
      const { status, stdout } = await validate(archive);
      const open = linesOf(stdout).filter(({ status: verdict }) => verdict !== 'valid');
      expect([status, open]).toMatchObject([1, [{ key, status: 'unverified', reason: 'not-digested' }]]);
    },
  );
});

describe('--resume', () => {
  it('never repeats an old verdict: a finished validation starts anew', async () => {
    const archive = new SignedArchive([PLAN]);
    const resume = ['--resume', join(folder, 'state.json')];
    expect((await validate(archive, ...resume)).status).toBe(0);
    damage.replaceText(archive, archive.logKeys[2]!);
    const { status, stdout } = await validate(archive, ...resume);
    expect(status).toBe(1);
    expect(linesOf(stdout).filter(({ status: verdict }) => verdict === 'invalid')).toHaveLength(1);
  });
});

describe('--resume of a copy with digest files of two buckets', () => {
  const attackers = { ...PLAN, trailName: 'zzz', bucket: 'attacker-bucket' };

  /** Validates one of the buckets, and leaves the state as if the validation had been interrupted. */
  async function interrupted(archive: SignedArchive, ...argv: readonly string[]): Promise<string> {
    const file = join(folder, 'state.json');
    await validate(archive, ...argv, '--resume', file);
    const state = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...state, isComplete: false }));
    return file;
  }

  it('goes on with the same bucket, and fails with the other one', async () => {
    const archive = new SignedArchive([PLAN, attackers]);
    const file = await interrupted(archive, '--bucket', 'audit-archive');
    const other = await validate(archive, '--bucket', 'attacker-bucket', '--resume', file);
    expect(other.status).toBe(2);
    expect(other.stderr).toContain('it is about another archive, range or choice');
    expect((await validate(archive, '--bucket', 'audit-archive', '--resume', file)).status).toBe(1);
  });

  it('fails where the second bucket came after the interruption', async () => {
    const file = await interrupted(new SignedArchive([PLAN]));
    const { status, stdout } = await validate(new SignedArchive([PLAN, attackers]), '--resume', file);
    expect([status, stdout]).toEqual([2, '']);
  });
});

describe('the formats', () => {
  const broken = () => {
    const archive = new SignedArchive([PLAN]);
    damage.forgeDigest(archive, archive.digests.at(-1)!.key);
    return archive;
  };

  it('JUnit counts, and what is unverified is not green', async () => {
    const { stdout } = await validate(broken(), '--format', 'junit');
    const counts = [...stdout.matchAll(/tests="(\d+)" failures="(\d+)" errors="0" skipped="(\d+)"/g)];
    const sums = [1, 2, 3].map((at) => counts.reduce((sum, match) => sum + Number(match[at]), 0));
    expect(sums).toEqual([12, 2, 0]);
    expect(stdout.match(/<failure /g)).toHaveLength(2);
  });

  it('JUnit of an archive without digest files in the range is not green', async () => {
    const range = ['--start', '2020-01-01', '--end', '2020-02-01'];
    const { stdout } = await validate(new SignedArchive([PLAN]), '--format', 'junit', ...range);
    expect(stdout).toContain('failures="1"');
  });

  it('HTML is a report with the range, the keys, the exceptions and a place to sign', async () => {
    const archive = broken();
    const { stdout } = await validate(archive, '--format', 'html');
    expect(stdout).toContain('<strong>Not proven</strong>');
    expect(stdout).toContain('audit-archive');
    expect(stdout).toContain(JSON.parse(archive.digests[0]!.text).digestPublicKeyFingerprint);
    expect(stdout).toContain(`<td>${archive.digests.at(-1)!.key}</td>`);
    expect(stdout).toContain('Reviewed by');
    expect((await validate(new SignedArchive([PLAN]), '--format', 'html')).stdout).toContain(
      '<strong>Proven</strong>',
    );
  });

  it('Markdown is the same report, in which hostile names are text', async () => {
    const archive = broken();
    const key = `AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1/x|<img src=x>`;
    archive.put({ bucket: 'audit-archive', key, bytes: gzipSync(logText('added')), metadata: {} });
    const { stdout } = await validate(archive, '--format', 'markdown');
    expect(stdout).toMatch(/^# Validation of .*\n\n\*\*Not proven\*\*/);
    expect(stdout).toContain('| Bucket that CloudTrail delivered to | audit-archive |');
    expect(stdout).toContain('x&#124;&#60;img src=x&#62;</code> | it is outside the layout');
    expect(stdout).toContain(JSON.parse(archive.digests[0]!.text).digestPublicKeyFingerprint);
    expect(stdout).toContain('| Reviewed by | Date | Signature |');
    expect(stdout).not.toContain('<img');
    const proven = await validate(new SignedArchive([PLAN]), '--format', 'markdown');
    expect(proven.stdout).toContain('**Proven**: every file');
    expect(proven.stdout).toContain('## Exceptions\n\nNone.');
  });

  it('JSON is one document, with the lines of ndjson and the whole', async () => {
    const archive = broken();
    const { stdout } = await validate(archive, '--format', 'json');
    const { findings, ...whole } = JSON.parse(stdout);
    expect(findings).toEqual(linesOf((await validate(archive)).stdout));
    expect(whole).toMatchObject({
      isProven: false,
      bucket: 'audit-archive',
      proven: { share: 5 / 6, from: '2026-10-01T00:01:31Z', until: '2026-10-01T06:01:31Z' },
      places: [{ account: ACCOUNT, region: 'eu-west-1' }],
      counts: { digests: 6, logs: 6, unverified: 2 },
      chains: [
        {
          trail: 'audit',
          homeRegion: 'eu-west-1',
          share: 5 / 6,
          unproven: [{ until: '2026-10-01T06:01:31Z' }],
        },
      ],
    });
    archive.objects.clear();
    const nothing = JSON.parse((await validate(archive, '--format', 'json')).stdout);
    expect(nothing).toMatchObject({ findings: [], isProven: false, places: [], proven: { share: 0 } });
  });
});
