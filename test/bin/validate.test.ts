import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignedArchive, type TrailPlan } from '../digest/signed-archive';
import { folderForEachTest } from '../test-folder';
import { type Outcome, runTrailwatch, type Surroundings } from './run-trailwatch';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';

const folder = folderForEachTest();
let keys: string;

beforeEach(() => {
  keys = join(folder, 'keys.json');
});

/** Writes an archive into a folder of its own, and its keys beside it. */
function put(plans: readonly TrailPlan[], change: (archive: SignedArchive) => void = () => undefined) {
  const archive = new SignedArchive(plans);
  change(archive);
  archive.writeTo(join(folder, 'archive'));
  writeFileSync(keys, archive.publicKeys());
  return archive;
}

function validate(argv: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  return runTrailwatch(['validate', ...argv], { currentTime: '2026-10-01T06:30:00Z', ...surroundings });
}

const at = (path: string) => join(folder, 'archive', path);
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
const verdictsOf = (text: string) =>
  linesOf(text)
    .filter(({ status }) => status !== 'valid')
    .map(({ kind, status, reason, key }) => `${status} ${kind} ${reason} ${key}`);

describe('trailwatch validate on a folder', () => {
  it('finds every file valid but the newest digest, whose signature is lost', async () => {
    const archive = put([{ accountId: ACCOUNT, hours: 6 }]);
    const { status, stdout, stderr } = await validate([at(''), '--public-keys', keys]);
    expect(status).toBe(0);
    expect(linesOf(stdout)).toHaveLength(archive.objects.size);
    const newest = archive.digests.at(-1);
    expect(verdictsOf(stdout)).toEqual([
      `unverified digest no-signature ${newest?.key}`,
      ...(newest?.logKeys ?? []).map((key) => `unverified log digest-unverified ${key}`),
    ]);
    expect(stderr).toMatch(
      /^proven=100\.0% from 2026-10-01T00:01:31Z to 2026-10-01T06:01:31Z bucket=audit-archive\nabout accounts=1 regions=1: 111122223333 \(eu-west-1\)\ndigests=6 logs=12 valid=15 invalid=0 missing=0 extra=0 unverified=3 gaps=0 bytes=\d+ seconds=0\.00\n$/,
    );
  });

  it('verifies the newest digest, too, with saved metadata', async () => {
    const archive = put([{ accountId: ACCOUNT, hours: 6 }]);
    const newest = archive.digests.at(-1);
    const saved = join(folder, 'metadata.json');
    writeFileSync(saved, JSON.stringify({ [`s3://b/${newest?.key}`]: { signature: newest?.signature } }));
    const { status, stdout } = await validate([at(''), '--public-keys', keys, '--metadata', saved]);
    expect([status, verdictsOf(stdout)]).toEqual([0, []]);
  });

  it('ends with 1 when a log file was changed, and names it', async () => {
    const archive = put([{ accountId: ACCOUNT, hours: 6 }], (damaged) => {
      const object = damaged.objects.get(damaged.logKeys[2] ?? '');
      if (object !== undefined) object.bytes = Buffer.concat([object.bytes, Buffer.from('\n')]);
    });
    const { status, stdout } = await validate([at(''), '--public-keys', keys]);
    expect(status).toBe(1);
    expect(verdictsOf(stdout)).toContain(`invalid log trailing-data ${archive.logKeys[2]}`);
  });

  it('finds accounts, Regions and trails from the layout, under any prefix, and by the chosen ones', async () => {
    put([
      { accountId: ACCOUNT, hours: 3, prefix: 'one/two', organizationId: 'o-abcdefghij' },
      { accountId: OTHER, hours: 3, prefix: 'one/two', organizationId: 'o-abcdefghij', region: 'us-east-1' },
      { accountId: OTHER, hours: 3, prefix: 'one/two', organizationId: 'o-abcdefghij', trailName: 'second' },
    ]);
    const counts = async (...argv: string[]) =>
      /^digests=(\d+) logs=(\d+)/
        .exec((await validate([at(''), '--public-keys', keys, ...argv])).stderr.split('\n').at(-2) ?? '')
        ?.slice(1)
        .map(Number);
    expect(await counts()).toEqual([9, 18]);
    expect(await counts('--account', OTHER)).toEqual([6, 12]);
    expect(await counts('--account', OTHER, '--region', 'us-east-1')).toEqual([3, 6]);
    expect(await counts('--trail-arn', `arn:aws:cloudtrail:eu-west-1:${OTHER}:trail/second`)).toEqual([3, 6]);
    expect(await counts('--region', 'sa-east-1')).toEqual([0, 0]);
  });

  it.each([
    ['the folder that was copied', ''],
    ['a folder of the prefix', 'logs'],
    ['AWSLogs', 'logs/AWSLogs'],
    ['an account', `logs/AWSLogs/${ACCOUNT}`],
    ['a Region', `logs/AWSLogs/${ACCOUNT}/CloudTrail-Digest/eu-west-1`],
  ])('takes %s, and knows the keys all the same', async (_name, path) => {
    const archive = put([{ accountId: ACCOUNT, hours: 6, prefix: 'logs' }]);
    const { status, stdout } = await validate([at(path), '--public-keys', keys]);
    expect(status).toBe(0);
    const listed = linesOf(stdout).map(({ key }) => key);
    expect([...listed].sort()).toEqual(archive.keys);
  });

  it('checks the digests of a range, and the log files that they list', async () => {
    const archive = put([{ accountId: ACCOUNT, hours: 30 }]);
    const { status, stdout } = await validate([
      ...[at(''), '--public-keys', keys],
      ...['--start', '2026-10-01T10:30:00Z', '--end', '2026-10-01T12:00:00Z'],
    ]);
    expect(status).toBe(0);
    const digests = linesOf(stdout).filter(({ kind }) => kind === 'digest');
    expect(digests.map(({ key }) => key)).toEqual(archive.digests.slice(10, 12).map(({ key }) => key));
  });

  it('ends with 1 when no digest could be verified, and says what is lacking', async () => {
    put([{ accountId: ACCOUNT, hours: 3 }]);
    const { status, stderr } = await validate([at('')]);
    expect(status).toBe(1);
    expect(stderr).toContain('no digest file could be verified, so nothing is proven; name');
  });

  it('reports gaps as lines of their own, and ends with 0 if the chain accounts for them', async () => {
    put([
      { accountId: ACCOUNT, hours: 2, finalMinutes: 20 },
      { accountId: ACCOUNT, hours: 3, start: '2026-10-01T03:01:31Z' },
    ]);
    const { status, stdout, stderr } = await validate([at(''), '--public-keys', keys]);
    expect(status).toBe(0);
    expect(linesOf(stdout).filter(({ kind }) => kind === 'gap')).toMatchObject([
      { reason: 'restarted', from: '2026-10-01T01:21:31Z', until: '2026-10-01T03:01:31Z' },
    ]);
    expect(stderr).toContain('logging was off, or a whole chain between them is gone');
    expect(stderr).toContain('gaps=1 ');
  });

  it('writes what is not valid for people, with keys that can be copied', async () => {
    const archive = put([{ accountId: ACCOUNT, hours: 6 }], (damaged) => {
      damaged.objects.delete(damaged.logKeys[2] ?? '');
    });
    const { stdout } = await validate([at(''), '--public-keys', keys], { terminalColumns: 200 });
    expect(stdout).toContain('missing');
    expect(stdout).toContain(`log ${archive.logKeys[2]}\n`);
    expect(stdout).not.toContain(archive.logKeys[3]);
  });

  it('fails with one sentence on what cannot be checked', async () => {
    put([{ accountId: ACCOUNT, hours: 1 }]);
    const sentences = [
      [[join(folder, 'none')], 'no such file or folder'],
      [[keys], 'it is not a folder'],
      [[at(''), '--public-keys', at('none')], 'no such file or folder'],
      [[at(''), '--public-keys', __filename], 'the public keys are not a JSON object'],
      [[at(''), '--trail-arn', 'audit'], "--trail-arn is 'audit'; it looks like arn:aws:"],
      [[at(''), '--start', '2026-02-31'], "--start is '2026-02-31'; write a day"],
      [
        [at(''), '--start', '2026-10-02', '--end', '2026-10-01'],
        '--start is 2026-10-02, which is not before',
      ],
      [[at(''), '--resume', __filename], 'it is not what trailwatch validate writes'],
    ] as const;
    for (const [argv, sentence] of sentences) {
      const { status, stderr } = await validate(argv);
      expect([status, stderr]).toEqual([2, expect.stringContaining(sentence)]);
      expect(stderr).not.toContain('\n    at ');
    }
  });
});

describe('the formats of trailwatch validate', () => {
  const damage = (archive: SignedArchive) => {
    archive.objects.delete(archive.logKeys[2] ?? '');
  };

  it('are JUnit, with a case a file', async () => {
    const archive = put([{ accountId: ACCOUNT, hours: 6 }], damage);
    const { stdout } = await validate([at(''), '--public-keys', keys, '--format', 'junit']);
    expect(stdout.match(/<testcase /g)).toHaveLength(archive.objects.size + 1);
    expect(stdout.match(/<failure /g)).toHaveLength(1);
    expect(stdout.match(/<skipped /g)).toHaveLength(3);
    expect(stdout).toContain(`name="${archive.logKeys[2]}"><failure type="missing: absent"`);
  });

  it('are SARIF, with a result for all that is not valid', async () => {
    const archive = put([{ accountId: ACCOUNT, hours: 6 }], damage);
    const { stdout } = await validate([at(''), '--public-keys', keys, '--format', 'sarif']);
    const { version, runs } = JSON.parse(stdout);
    expect(version).toBe('2.1.0');
    expect(runs).toHaveLength(1);
    expect(runs[0].tool.driver.name).toBe('trailwatch validate');
    expect(runs[0].results[0]).toMatchObject({
      ruleId: 'absent',
      level: 'error',
      locations: [
        { physicalLocation: { artifactLocation: { uri: archive.logKeys[2] }, region: { startLine: 1 } } },
      ],
      partialFingerprints: { 'finding/v1': `absent:${archive.logKeys[2]}` },
    });
    expect(runs[0].results).toHaveLength(4);
  });

  it('are SARIF and JUnit also of an archive in which all is right, or nothing is found', async () => {
    put([{ accountId: ACCOUNT, hours: 1, logs: 0 }]);
    const right = [at(''), '--public-keys', keys, '--format'];
    expect(
      JSON.parse((await validate([...right, 'sarif', '--region', 'sa-east-1'])).stdout).runs[0].results,
    ).toEqual([]);
    expect((await validate([...right, 'junit', '--region', 'sa-east-1'])).stdout).toContain('</testsuite>');
  });
});

describe('a validation that was interrupted', () => {
  it('goes on after the last account and Region that was written out, with the counts of all', async () => {
    put([
      { accountId: ACCOUNT, hours: 3 },
      { accountId: OTHER, hours: 3 },
    ]);
    const resume = join(folder, 'state.json');
    const argv = [at(''), '--public-keys', keys, '--resume', resume];
    const first = await validate(argv, { closesAfterWrites: 1 });
    expect(linesOf(first.stdout).filter(({ kind }) => kind !== 'gap')).toHaveLength(9);
    const second = await validate(argv, { currentTime: '2026-10-01T08:00:00Z' });
    expect(linesOf(second.stdout).every(({ key }) => key.includes(OTHER))).toBe(true);
    expect(second.stderr).toContain('digests=6 logs=12');
    expect(JSON.parse(readFileSync(resume, 'utf8')).done).toHaveLength(2);
  });

  it('fails to go on with another question', async () => {
    put([{ accountId: ACCOUNT, hours: 3 }]);
    const resume = join(folder, 'state.json');
    await validate([at(''), '--public-keys', keys, '--resume', resume]);
    const { status, stderr } = await validate([at(''), '--resume', resume]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('another archive, range or choice')]);
  });
});
