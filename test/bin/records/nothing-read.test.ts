import { mkdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { runTrailwatch } from '../run-trailwatch';
import { at, logFile, put, record, useScanFolder } from '../scan-folder';

useScanFolder();

const DIGEST = gzipSync('{"digestS3Object":"x","logFiles":[]}');
const DIGEST_KEY =
  'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/08/18/111122223333_CloudTrail-Digest_eu-west-1_audit_eu-west-1_20260818T120000Z.json.gz';
const LOG_KEY =
  'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/08/18/111122223333_CloudTrail_eu-west-1_20260818T1200Z_abcdefghijklmnop.json.gz';

const COMMANDS: readonly (readonly string[])[] = [
  ['view'],
  ['query', 'SELECT event_name FROM events'],
  ['resource', '--by-hand'],
  ['redact'],
  ['convert', '--out', 'dataset'],
  ['actor', 'alice'],
  ['resource', 'payroll'],
  ['permissions', '--policy', 'policy.json', 'arn:aws:iam::111122223333:role/Deploy'],
  ['scan'],
  ['report', '--out', 'report.html'],
  ['rules', 'backtest', '--base', 'rules', '--head', 'rules'],
];
const FILES = ['dataset', 'report.html', 'policy.json', 'rules'];

function run(command: readonly string[], ...rest: readonly string[]) {
  const words = command.map((word, place) => (place > 0 && FILES.includes(word) ? at(word) : word));
  return runTrailwatch([...words, at('logs'), ...rest]);
}

describe.each(COMMANDS.map((command) => [command.slice(0, 2).join(' '), command] as const))(
  'trailwatch %s',
  (_, command) => {
    beforeEach(() => {
      mkdirSync(at('logs'));
      put('policy.json', '{"Version":"2012-10-17","Statement":[]}');
    });

    it.each<[string, string, string | Buffer]>([
      ['what is no log file', 'logs/a.md', '# A'],
      ['members of an archive that are none', 'logs/b.zip', 'PK\u0005\u0006'.padEnd(22, '\0')],
    ])('fails with status 2 where a folder has only %s', async (_, name, content) => {
      put(name, content);
      const { status, stderr } = await run(command);
      expect(stderr).toContain('trailwatch: nothing was read: there is no log file\n');
      expect(status).toBe(2);
    });

    it('fails with status 2 where all digest files, and nothing else, are left out', async () => {
      put(`logs/${DIGEST_KEY}`, DIGEST);
      const { status, stderr } = await run(command, '--region', 'us-east-1');
      expect(stderr).toContain('trailwatch: nothing was read: there is no log file\n');
      expect(status).toBe(2);
    });

    it('fails with status 2 where all log files are of others', async () => {
      put(`logs/${DIGEST_KEY}`, DIGEST);
      put(`logs/${LOG_KEY}`, gzipSync(logFile(record('StopLogging', 'e1'))));
      const { status, stderr } = await run(command, '--region', 'us-east-1');
      expect(stderr).toContain(
        'trailwatch: nothing was read: no log file is of these accounts, Regions and days\n',
      );
      expect(status).toBe(2);
    });
  },
);

it.each(COMMANDS.slice(0, 5))('%s fails with status 2 on digest files alone', async (...command) => {
  put('logs/digest.json.gz', DIGEST);
  const { status, stderr } = await run(command);
  expect([status, stderr]).toEqual([
    2,
    expect.stringContaining('trailwatch: nothing was read: there is no log file\n'),
  ]);
});

it.each(COMMANDS.slice(0, 5))('%s reads a log file without records', async (...command) => {
  put('logs/empty.json', '{"Records":[]}');
  expect((await run(command)).status).toBe(0);
});
