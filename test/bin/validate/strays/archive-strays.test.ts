import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { listLogFiles } from '../../../../lib/core/archive-search/list-log-files';
import { ATHENA_TABLES, toTableParameters } from '../../../../lib/core/query/athena/athena-tables';
import { parseNotice } from '../../../../lib/core/record/notice';
import { DEFAULT_PLAN, logText, SignedArchive } from '../../../digest/signed-archive';
import { cases } from '../../../jest/cases';
import { type ArchiveServer, serveArchive } from '../../../local-aws/archive-server';
import { runTrailwatch } from '../../run-trailwatch';
import { exceptionsOf, validateCopy } from '../validate-copy';

const ACCOUNT = '111122223333';
const FILE = `${ACCOUNT}_CloudTrail_eu-west-1_20261001T0216Z_added.json.gz`;
const DAY = `eu-west-1/2026/10/01/${FILE}`;
const BUCKET = DEFAULT_PLAN.bucket;
const NOW = '2026-10-01T06:30:00Z';

let server: ArchiveServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

function archiveWith(keys: readonly string[], bytes = gzipSync(forgedLog())): SignedArchive {
  const archive = new SignedArchive([{ accountId: ACCOUNT, hours: 6, logs: 1 }]);
  for (const key of keys) archive.put({ bucket: BUCKET, key, bytes, metadata: {} });
  return archive;
}

/** A record that a built-in rule finds. */
function forgedLog(): string {
  const record = {
    ...{ eventVersion: '1.11', eventTime: '2026-10-01T02:10:00Z', eventSource: 'cloudtrail.amazonaws.com' },
    ...{ eventName: 'StopLogging', eventID: 'forged', eventType: 'AwsApiCall', awsRegion: 'eu-west-1' },
    ...{ recipientAccountId: ACCOUNT, userIdentity: { type: 'IAMUser', accountId: ACCOUNT } },
  };
  return JSON.stringify({ Records: [record] });
}

const inBucket = async (argv: readonly string[]) =>
  runTrailwatch(argv, { environment: server?.environment ?? {}, currentTime: NOW });

const validateBucket = (...argv: readonly string[]) => inBucket(['validate', `s3://${BUCKET}`, ...argv]);

const FORGED = [
  FILE,
  'evidence/x.json',
  `AWSLogs/${FILE}`,
  `AWSLogs/${ACCOUNT}/${FILE}`,
  `AWSLogs/${ACCOUNT}/CloudTrail/${FILE}`,
  `AWSLogs/${ACCOUNT}/CloudTrail-Insight/${FILE}`,
  `awslogs/${ACCOUNT}/CloudTrail/${DAY}`,
  `AWSLogs/${ACCOUNT}/cloudtrail/${DAY}`,
  `AWSLogs/${ACCOUNT}/CLOUDTRAIL/${DAY}`,
  `AWSLogs/${ACCOUNT}/CloudTrail /${DAY}`,
  `AWSLogs/${ACCOUNT}/Cloud\u200bTrail/${DAY}`,
  `AWSLogs//${ACCOUNT}/CloudTrail/${DAY}`,
  `AWSLogs/${ACCOUNT}//CloudTrail/${DAY}`,
  `AWSLogs/11112222333/CloudTrail/${DAY}`,
  `AWSLogs/o-none/${ACCOUNT}/CloudTrail/${DAY}`,
];

describe('a log file that lies in no account and Region is extra', () => {
  it.each(FORGED)('%s', async (key) => {
    server = await serveArchive(archiveWith([key]));
    const { status, stdout } = await validateBucket();
    expect([status, exceptionsOf(stdout)]).toEqual([
      1,
      [expect.objectContaining({ kind: 'log', key, status: 'extra', reason: 'outside-layout' })],
    ]);
  });

  it('and one behind an empty name is of a Region without digest files', async () => {
    const key = `/AWSLogs/${ACCOUNT}/CloudTrail/${DAY}`;
    server = await serveArchive(archiveWith([key]));
    const { status, stdout, stderr } = await validateBucket();
    const files = exceptionsOf(stdout).filter(({ kind }) => kind !== 'gap');
    expect([status, files]).toEqual([
      1,
      [expect.objectContaining({ key, status: 'unverified', reason: 'no-digest' })],
    ]);
    expect(stderr).toContain('digests=6 logs=7');
  });

  it('in a copy, too, packed or not', async () => {
    const keys = ['x.json', 'AWSLogs/y.gz', `awslogs/${DAY}`];
    const copies = [archiveWith(keys), archiveWith(keys, Buffer.from(forgedLog()))];
    for (const copy of copies) {
      const { status, stdout } = await validateCopy(copy);
      expect([
        status,
        exceptionsOf(stdout)
          .map(({ key }) => key)
          .sort(),
      ]).toEqual([1, [...keys].sort()]);
    }
  });
});

describe('what no scan finds records in is not named', () => {
  it.each([
    ['another service', `AWSLogs/${ACCOUNT}/Config/eu-west-1/x.json.gz`, gzipSync(forgedLog())],
    ['a test file of a load balancer', `AWSLogs/${ACCOUNT}/ELBAccessLogTestFile`, Buffer.from('test')],
    ['a page', 'index.html', Buffer.from('<html></html>')],
    ['a backup', 'backup/db.gz', gzipSync('PGDMP\0')],
    ['other JSON', 'settings.json', Buffer.from('{"a":[1,2]}')],
    ['a damaged file', 'broken.gz', gzipSync(logText('x')).subarray(0, 30)],
    ['a mark of a folder', 'AWSLogs/marks/', Buffer.alloc(0)],
  ])('%s', async (_, key, bytes) => {
    server = await serveArchive(archiveWith([key], bytes));
    const { status, stdout } = await validateBucket();
    expect([status, exceptionsOf(stdout)]).toEqual([0, []]);
  });

  it('but what cannot be read is unverified, with status 2', async () => {
    server = await serveArchive(archiveWith(['secret.json']), {
      fault: ({ key }) => (key === 'secret.json' ? { status: 403, code: 'AccessDenied' } : undefined),
    });
    const { status, stdout } = await validateBucket();
    expect([status, exceptionsOf(stdout)]).toEqual([
      2,
      [expect.objectContaining({ key: 'secret.json', status: 'unverified', reason: 'unreadable' })],
    ]);
  });

  it('nor is what lies beside the accounts that are chosen', async () => {
    server = await serveArchive(archiveWith(FORGED));
    expect((await validateBucket('--account', ACCOUNT, '--region', 'eu-west-1')).status).toBe(0);
  });
});

const SEGMENT = fc.constantFrom(
  'AWSLogs',
  'awslogs',
  'AWSLogs ',
  '',
  'o-abcdefghij',
  ACCOUNT,
  '11112222333',
  'CloudTrail',
  'cloudtrail',
  'CloudTrail-Digest',
  'CloudTrail-Insight',
  'Config',
  'eu-west-1',
  'us-east-1',
  '2026',
  '10',
  '01',
  'sub',
);
const PLACE = fc.oneof(
  fc.array(SEGMENT, { maxLength: 8 }).map((names) => names.join('/')),
  fc.tuple(fc.nat(8), SEGMENT).map(([at, name]) => {
    const names = ['AWSLogs', ACCOUNT, 'CloudTrail', 'eu-west-1', '2026', '10', '01'];
    return names.map((own, index) => (index === at ? name : own)).join('/');
  }),
);
const KEYS = fc.uniqueArray(
  fc
    .tuple(PLACE, fc.constantFrom(FILE, 'x.json', 'x'))
    .map(([place, name]) => (place === '' ? name : `${place}/${name}`)),
  { minLength: 20, maxLength: 30 },
);

/** What a search of the archive reads below the prefix of an account's Region. */
async function searchedKeys(keys: readonly string[]): Promise<readonly string[]> {
  const objects = async function* (prefix: string, after: string) {
    for (const key of [...keys].sort())
      if (key.startsWith(prefix) && key > after) yield { key, sizeBytes: 1, modifiedMs: 0 };
  };
  const found: string[] = [];
  const range = { after: '', writtenUntilMs: 1, start: '2026-10-01', end: '2026-10-02' };
  const prefixes = ['eu-west-1', 'us-east-1'].map((region) => `AWSLogs/${ACCOUNT}/CloudTrail/${region}/`);
  for await (const { key } of listLogFiles({ objects }, prefixes, range)) found.push(key);
  return found;
}

/** What Athena reads for the tables of a `LogTable`: all that lies below the folder of an account, a Region and a day. */
const TABLE_FOLDERS = ATHENA_TABLES.flatMap((shape) =>
  ['eu-west-1', 'us-east-1'].map((region) =>
    (
      toTableParameters(shape, { bucketName: BUCKET, regions: region, firstDay: '2026/01/01' })[
        'storage.location.template'
      ] ?? ''
    )
      .replace(`s3://${BUCKET}/`, '')
      .replace(/\$\{account\}/, ACCOUNT)
      .replace(/\$\{region\}/, region)
      .replace(/\$\{timestamp\}/, '2026/10/01'),
  ),
);

function isInTable(key: string): boolean {
  return TABLE_FOLDERS.some((folder) => key.startsWith(`${folder}/`)) && !key.endsWith('/');
}

function isProcessed(key: string): boolean {
  const message = {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: BUCKET }, object: { key } },
  };
  return key.startsWith('AWSLogs/') && parseNotice(JSON.stringify(message)).kind === 'objects';
}

test('what a scan, the processor, a search or a table reads is named by a validation', async () => {
  let named = 0;
  await fc.assert(
    fc.asyncProperty(KEYS, async (keys) => {
      server = await serveArchive(archiveWith(keys));
      const scanned = await inBucket(['scan', `s3://${BUCKET}`, '--format', 'ndjson']);
      const alerts = scanned.stdout.split('\n').filter((line) => line !== '');
      const read = new Set([
        ...alerts.map((line) => JSON.parse(line).source.key as string),
        ...keys.filter(isProcessed),
        ...keys.filter(isInTable),
        ...(await searchedKeys(keys)),
      ]);
      const { status, stdout } = await validateBucket();
      const reported = new Set(exceptionsOf(stdout).map(({ key }) => key));
      await server.stop();
      server = undefined;
      const unnamed = [...read].filter((key) => !reported.has(key));
      expect({ unnamed, status }).toEqual({ unnamed: [], status: 1 });
      named += read.size;
    }),
    { numRuns: 12 },
  );
  expect(named).toBeGreaterThan(cases(100));
});
