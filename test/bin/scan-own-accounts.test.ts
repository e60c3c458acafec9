import { gzipSync } from 'node:zlib';
import { serveBucket } from './archive-search/serve-bucket';
import { runTrailwatch } from './run-trailwatch';
import { alertsIn, at, logFile, put, record, scan, useScanFolder } from './scan-folder';

useScanFolder();

const [OWN, OTHER] = ['111122223333', '444455556666'];
const RULE = `title: Shared with another account
name: shared
level: high
logsource: { product: aws, service: cloudtrail }
detection:
  selection:
    eventName: ModifySnapshotAttribute
    requestParameters.userId|outside|expand: '%own_accounts%'
  condition: selection
`;

function sharedWith(userId: string) {
  return { ...record('ModifySnapshotAttribute', `with-${userId}`, OWN), requestParameters: { userId } };
}

/** The accounts that snapshots are shared with, by the alerts, and what standard error says of own accounts. */
async function foreignIn(...options: string[]) {
  const { stdout, stderr } = await scan(['logs', ...options]);
  const [said] = /own accounts: .*/.exec(stderr) ?? [];
  return { foreign: alertsIn(stdout).map(({ eventID }) => eventID), said };
}

beforeEach(() => {
  put('rules/shared.yml', RULE);
  put('logs/a.json', logFile(sharedWith(OWN), sharedWith(OTHER), sharedWith('555566667777')));
});

test('without own accounts, only the account of the record is no other', async () => {
  expect(await foreignIn()).toEqual({ foreign: [`with-${OTHER}`, 'with-555566667777'], said: undefined });
});

test.each([['AWSLogs'], ['AWSLogs/o-a1b2c3d4e5']])(
  'own accounts are those with a folder in %s of the archive',
  async (folder) => {
    for (const account of [OWN, OTHER]) put(`logs/${folder}/${account}/CloudTrail/empty.txt`, '');
    const said = 'own accounts: 2, by the folders of the archive; --own-accounts names others';
    expect(await foreignIn()).toEqual({ foreign: ['with-555566667777'], said });
  },
);

test.each(['s3://bucket', 's3://bucket/AWSLogs/o-a1b2c3d4e5/111122223333/'])(
  'own accounts are those with a folder in the bucket of %s',
  async (url) => {
    const key = (account: string) => `AWSLogs/o-a1b2c3d4e5/${account}/CloudTrail/a.json`;
    const texts = { [key(OWN)]: logFile(sharedWith(OTHER), sharedWith('555566667777')), [key(OTHER)]: '[]' };
    const bucket = await serveBucket(new Map(Object.keys(texts).map((each) => [each, 1])), texts);
    const environment = { ...process.env };
    try {
      Object.assign(process.env, {
        ...{ AWS_ENDPOINT_URL_S3: bucket.endpoint, AWS_REGION: 'eu-west-1' },
        ...{ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' },
      });
      const { stdout, stderr } = await scan([url], {
        environment: { ...process.env } as Record<string, string>,
      });
      expect(alertsIn(stdout).map(({ eventID }) => eventID)).toEqual(['with-555566667777']);
      expect(stderr).toContain('own accounts: 2, by the folders of the archive; --own-accounts names others');
    } finally {
      process.env = environment;
      await bucket.stop();
    }
  },
);

test('actor and backtest leave own accounts out, too', async () => {
  const rules = ['--rules', at('rules'), '--no-builtin', '--own-accounts', `${OTHER},555566667777`];
  const report = await runTrailwatch(['actor', 'mallory', at('logs'), ...rules, '--format', 'json']);
  expect(JSON.parse(report.stdout)).toMatchObject({ alerts: { byRule: [] } });
  const compared = [
    'rules',
    'backtest',
    at('logs'),
    '--base',
    'none',
    '--head',
    at('rules'),
    '--format',
    'ndjson',
  ];
  expect((await runTrailwatch(compared)).stdout).toContain(`with-${OTHER}`);
  const own = await runTrailwatch([...compared, '--own-accounts', `${OTHER},555566667777`]);
  expect(own.stdout).not.toContain('with-');
});

test('the option names ids or a file, in place of the folders', async () => {
  put('logs/AWSLogs/111122223333/CloudTrail/empty.txt', '');
  put('logs/AWSLogs/555566667777/CloudTrail/empty.txt', '');
  put('own.txt', `# members\n${OTHER} # sandbox\n\n`);
  const all = { foreign: [], said: 'own accounts: 2, as --own-accounts says' };
  expect(await foreignIn('--own-accounts', at('own.txt'), '--own-accounts', '555566667777')).toEqual(all);
  expect(await foreignIn('--own-accounts', `${OTHER},555566667777`)).toEqual(all);
});

test.each([
  ['4444', "--own-accounts: '4444' is not an account id of twelve digits"],
  ['own.txt', "own.txt:2: 'sandbox' is not an account id of twelve digits"],
  ['none.txt', '--own-accounts none.txt: '],
])('fails on %s', async (named, sentence) => {
  put('own.txt', `${OTHER}\nsandbox\n`);
  const { status, stderr } = await scan([
    'logs',
    '--own-accounts',
    named.endsWith('.txt') ? at(named) : named,
  ]);
  expect({ status, stderr: stderr.replaceAll(at('x').slice(0, -1), '') }).toEqual({
    status: 2,
    stderr: expect.stringContaining(sentence),
  });
});

const ORGANIZATION = 'o-exampleorg1';

test.each([
  ['plain', `AWSLogs/${ORGANIZATION}`],
  ['below the prefix of Control Tower', `${ORGANIZATION}/AWSLogs/${ORGANIZATION}`],
  ['below any prefix', `audit/trails/AWSLogs/${ORGANIZATION}`],
])('own accounts of an organization are found %s, from any part of its archive', async (_, folder) => {
  const day = 'CloudTrail/eu-west-1/2026/11/20';
  const key = (account: string) =>
    `${folder}/${account}/${day}/${account}_CloudTrail_eu-west-1_20261120T0105Z_abcdefghijklmnop.json.gz`;
  put(`logs/${key(OWN)}`, gzipSync(logFile(sharedWith(OTHER), sharedWith('555566667777'))));
  put(`logs/${key(OTHER)}`, gzipSync(logFile()));
  for (const path of ['logs', `logs/${folder}`, `logs/${folder}/${OWN}`, `logs/${folder}/${OWN}/${day}`]) {
    const { stdout } = await scan([path]);
    const foreign = alertsIn(stdout).map(({ eventID }) => eventID);
    expect([path, [...new Set(foreign)]]).toEqual([path, ['with-555566667777']]);
  }
});
