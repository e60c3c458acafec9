import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parseResultSign } from '../../../lib/core/digest/signature/parse-result-sign';
import { DEFAULT_PLAN, SignedArchive } from '../../digest/signed-archive';
import { ATTACKERS_KEY, SIGNING_KEYS } from '../../digest/signing-key';
import { type ArchiveServer, serveArchive } from '../../local-aws/archive-server';
import { folderForEachTest } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';
import { type SavedResultsChange, savedResults, writeObjects } from './saved-results';

const QUERY = 'AWSLogs/111122223333/CloudTrail-Lake/Query/2026/10/01/4f3e2d1c';
const ROWS = ['"eventName"\n"StopLogging"\n', '"eventName"\n"DeleteTrail"\n'];

const folder = folderForEachTest();
function publicKeys(): readonly string[] {
  const file = join(folder, 'keys.json');
  writeFileSync(file, JSON.stringify({ PublicKeyList: [SIGNING_KEYS.current.listed()] }));
  return ['--public-keys', file];
}

function save(change: SavedResultsChange = {}, query = QUERY): string {
  const saved = join(folder, 'saved', query);
  writeObjects(saved, savedResults(ROWS, change));
  return saved;
}

async function verify(place = join(folder, 'saved')) {
  const { status, stdout, stderr } = await runTrailwatch([
    ...['lake', 'results', 'verify', place, '--format', 'ndjson'],
    ...publicKeys(),
  ]);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { status, stderr, findings: lines.map((line) => JSON.parse(line)) };
}

/** The verdict by the name of the file. */
function verdicts(findings: readonly Record<'key' | 'status' | 'reason', string>[]): unknown {
  return Object.fromEntries(
    findings.map(({ key, status, reason }) => [
      key.replace(/^.*\//, ''),
      reason === undefined ? status : `${status}: ${reason}`,
    ]),
  );
}

describe('trailwatch lake results verify', () => {
  it('verifies the other queries where CloudTrail gives no keys of the Region that one sign file names', async () => {
    const sign = join(save(), 'result_sign.json');
    save({}, QUERY.replace('4f3e2d1c', '5a5a5a5a'));
    writeFileSync(sign, readFileSync(sign, 'utf8').replace(/"region":\s*"[^"]*"/, '"region":"me-south-1"'));
    const archive = new SignedArchive([{ accountId: '111122223333', hours: 1 }]);
    const refused = { status: 400, code: 'UnrecognizedClientException' };
    const keysFault = (region: string) => (region === 'me-south-1' ? refused : undefined);
    const server = await serveArchive(archive, { keysFault });
    const { environment } = server;
    const argv = ['lake', 'results', 'verify', join(folder, 'saved'), '--format', 'ndjson'];
    const { status, stdout } = await runTrailwatch(argv, { environment });
    await server.stop();
    const found = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).status);
    expect([status, found]).toEqual([1, [...Array(3).fill('unverified'), ...Array(3).fill('valid')]]);
  });

  it('proves what CloudTrail Lake wrote, of every query below the folder', async () => {
    save();
    save({}, QUERY.replace('4f3e2d1c', '5a5a5a5a'));
    const { status, stderr, findings } = await verify();
    expect(findings).toHaveLength(6);
    expect(verdicts(findings)).toEqual({
      'result_sign.json': 'valid',
      'result_1.csv.gz': 'valid',
      'result_2.csv.gz': 'valid',
    });
    expect(stderr).toContain(
      `proven: CloudTrail signed it in eu-west-1 with key ${SIGNING_KEYS.current.fingerprint}`,
    );
    expect(stderr).toContain('results=2 valid=6 invalid=0 missing=0 extra=0 unverified=0\n');
    expect(status).toBe(0);
  });

  it.each<[name: string, damage: (saved: string) => void, expected: Record<string, string>]>([
    [
      'a changed file',
      (saved) => writeFileSync(join(saved, 'result_1.csv.gz'), 'x'),
      { 'result_1.csv.gz': 'invalid: hash-mismatch', 'result_2.csv.gz': 'valid' },
    ],
    [
      'a deleted file',
      (saved) => rmSync(join(saved, 'result_2.csv.gz')),
      { 'result_2.csv.gz': 'missing: absent' },
    ],
    [
      'an added file',
      (saved) => writeFileSync(join(saved, 'result_3.csv.gz'), 'x'),
      { 'result_3.csv.gz': 'extra: unlisted' },
    ],
    [
      'an unpacked file',
      (saved) => writeFileSync(join(saved, 'result_1.csv'), 'x'),
      { 'result_1.csv': 'extra: unlisted' },
    ],
    [
      'no sign file',
      (saved) => rmSync(join(saved, 'result_sign.json')),
      { 'result_1.csv.gz': 'unverified: no-sign-file', 'result_2.csv.gz': 'unverified: no-sign-file' },
    ],
    [
      'a cut sign file',
      (saved) => writeFileSync(join(saved, 'result_sign.json'), '{"version":"1.0"'),
      { 'result_sign.json': 'invalid: unreadable', 'result_1.csv.gz': 'unverified: sign-file-unverified' },
    ],
    [
      'the sign file of other results',
      (saved) =>
        writeFileSync(join(saved, 'result_sign.json'), savedResults(['other']).get('result_sign.json') ?? ''),
      {
        'result_sign.json': 'valid',
        'result_1.csv.gz': 'invalid: hash-mismatch',
        'result_2.csv.gz': 'extra: unlisted',
      },
    ],
  ])('tells %s', async (_name, damage, expected) => {
    damage(save());
    const { status, findings, stderr } = await verify();
    expect(verdicts(findings)).toMatchObject(expected);
    expect(stderr).toContain(': not proven');
    expect(status).toBe(1);
  });

  const other = 'ab'.repeat(32);
  it.each<[name: string, change: SavedResultsChange, expected: string]>([
    ['a key that CloudTrail does not list', { signedBy: ATTACKERS_KEY }, 'unverified: unknown-key'],
    [
      "CloudTrail's fingerprint on another signature",
      {
        signedBy: {
          fingerprint: SIGNING_KEYS.current.fingerprint,
          sign: (text) => ATTACKERS_KEY.sign(text),
        },
      },
      'invalid: bad-signature',
    ],
    [
      'another list of hashes',
      { sign: { files: [{ fileName: 'result_1.csv.gz', fileHashValue: other }] } },
      'invalid: bad-signature',
    ],
    ['no files', { sign: { files: [] } }, 'invalid: unreadable'],
    ['a Region that leads elsewhere', { sign: { region: 'eu-west-1.example.com/' } }, 'invalid: unreadable'],
    [
      'a file outside of the folder',
      { sign: { files: [{ fileName: '../../keys.json', fileHashValue: other }] } },
      'invalid: unreadable',
    ],
    ['an older hash', { sign: { hashAlgorithm: 'MD5' } }, 'invalid: unreadable'],
  ])('does not believe a sign file with %s', async (_name, change, expected) => {
    save(change);
    const { status, findings } = await verify();
    expect(verdicts(findings)).toEqual({
      'result_sign.json': expected,
      'result_1.csv.gz': 'unverified: sign-file-unverified',
      'result_2.csv.gz': 'unverified: sign-file-unverified',
    });
    expect(status).toBe(1);
  });

  it('shows people what is wrong, and why', async () => {
    writeFileSync(join(save(), 'result_1.csv.gz'), '');
    const { stdout } = await runTrailwatch(
      ['lake', 'results', 'verify', join(folder, 'saved'), ...publicKeys()],
      {
        terminalColumns: 100,
      },
    );
    expect(stdout).toMatch(
      /^valid +\S+result_sign\.json\ninvalid +\S+result_1\.csv\.gz\n {11}the hash value is e3b0/,
    );
  });

  it.each([
    ['a folder without results', () => folder, 'there are no saved results'],
    ['a folder that is not there', () => join(folder, 'none'), 'no such file or folder'],
    ['one file', () => join(save(), 'result_sign.json'), 'name the folder that it is in'],
  ])('fails on %s', async (_name, place, sentence) => {
    const { status, stderr, findings } = await verify(place());
    expect([status, findings]).toEqual([2, []]);
    expect(stderr).toContain(sentence);
  });

  it('reads any text as a sign file, or says what is wrong', () => {
    const members = fc.dictionary(fc.constantFrom('files', 'region', 'hashAlgorithm', 'x'), fc.jsonValue());
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          members.map((value) => JSON.stringify(value)),
        ),
        (text) => {
          expect(parseResultSign(text)).toEqual({
            kind: 'problem',
            problem: expect.stringMatching(/^[^\n]+$/),
          });
        },
      ),
    );
  });
});

describe('trailwatch lake results download', () => {
  let server: ArchiveServer;
  const environment = process.env;
  afterEach(() => {
    process.env = environment;
    return server.stop();
  });

  async function serve(objects: ReadonlyMap<string, Buffer>, folders = [QUERY]): Promise<void> {
    const archive = new SignedArchive([{ accountId: '111122223333', hours: 1 }]);
    for (const [[name, bytes], query] of [...objects].flatMap((one) =>
      folders.map((at) => [one, at] as const),
    )) {
      const key = `${query}/${name}`;
      archive.objects.set(key, { bucket: DEFAULT_PLAN.bucket, key, bytes, metadata: {} });
    }
    server = await serveArchive(archive);
    process.env = { ...environment, HOME: '/', AWS_EC2_METADATA_DISABLED: 'true', ...server.environment };
  }

  function download(...argv: readonly string[]) {
    const place = `s3://${DEFAULT_PLAN.bucket}/AWSLogs/111122223333/CloudTrail-Lake/`;
    const out = ['--out', join(folder, 'out'), ...argv];
    return runTrailwatch(['lake', 'results', 'download', place, ...out], { environment: server.environment });
  }

  it('copies results that are proven, with the keys that CloudTrail lists', async () => {
    const objects = savedResults(ROWS);
    await serve(objects);
    const { status, stderr } = await download();
    expect(stderr).toContain('results=1 valid=3 invalid=0');
    expect(status).toBe(0);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual([...objects.keys()].sort());
    for (const [name, bytes] of objects) expect(readFileSync(join(folder, 'out', name))).toEqual(bytes);
    const again = await download();
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('replace it with --force')]);
    expect((await download('--force')).status).toBe(0);
  });

  it('leaves nothing of results that are not proven', async () => {
    await serve(new Map([...savedResults(ROWS), ['result_2.csv.gz', Buffer.from('x')]]));
    const { status, stdout } = await download();
    expect([status, stdout]).toEqual([1, expect.stringContaining('hash-mismatch')]);
    expect(existsSync(join(folder, 'out')) ? readdirSync(join(folder, 'out')) : []).toEqual([]);
  });

  it('writes nothing outside of the folder, whatever a key says', async () => {
    const objects = savedResults(ROWS);
    await serve(objects, [QUERY, 'AWSLogs/111122223333/CloudTrail-Lake/Query/../evil']);
    const { status, stderr } = await download();
    expect(stderr).toContain(
      `/evil/: not copied, because '..' in its keys leads out of ${join(folder, 'out')}`,
    );
    expect([status, readdirSync(folder)]).toEqual([2, ['out']]);
    expect(readdirSync(join(folder, 'out', '2026/10/01/4f3e2d1c')).sort()).toEqual(
      [...objects.keys()].sort(),
    );
  });

  it('names results that are there, and copies the others', async () => {
    const other = QUERY.replace(/[^/]*$/, 'zzzzzzzz');
    await serve(savedResults(ROWS), [QUERY, other]);
    expect((await download()).status).toBe(0);
    rmSync(join(folder, 'out/zzzzzzzz'), { recursive: true });
    const { status, stderr } = await download();
    expect(stderr).toMatch(/: not copied, because \S+result_sign\.json is there; replace it with --force$/m);
    expect(stderr).toContain('results=2 valid=3 ');
    expect([status, readdirSync(join(folder, 'out')).includes('zzzzzzzz')]).toEqual([2, true]);
  });

  it('never copies the results of two queries to one folder', async () => {
    const twice = QUERY.replace(/\/(?=[^/]*$)/, '//');
    await serve(savedResults(ROWS), [QUERY, twice]);
    const { status, stderr } = await download('--force');
    expect(stderr).toMatch(/: not copied, because the results of another query are copied to /);
    expect(status).toBe(2);
  });

  it('fails on what is in no bucket', async () => {
    await serve(new Map());
    const { status, stderr } = await runTrailwatch(['lake', 'results', 'download', folder, '--out', folder]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('s3://bucket/prefix')]);
  });
});
