import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Alert } from '../../lib/core/alert/alert';
import { startLocalAws } from '../local-aws/start-local-aws';
import { folderForEachTest } from '../test-folder';
import { COMMAND_LINE, describeBuilt } from './built-command-line';
import { writeEveryForm } from './every-form';

const NAMESPACE = ['--user', '--map-root-user', '--pid', '--fork', '--mount-proc'];
const RULE = `title: Anything
level: low
logsource: { product: aws, service: cloudtrail }
detection: { any: { eventName: '*' }, condition: any }
`;

/** Sends the command a signal from within, when it reads its hundredth file, and tells whether it read all of them. */
const SIGNAL_WHILE_READING = `
const fs = require('node:fs');
const { openSync } = fs;
let count = 0;
fs.openSync = (path, ...options) => {
  if (String(path).endsWith('.json') && String(path).includes('logs')) count += 1;
  if (count === 100) process.kill(process.pid, 'SIGTERM');
  if (count === 5_000) fs.writeFileSync('all-were-read', '');
  return openSync(path, ...options);
};
`;

// The bundle is what users run; the other tests run the same sources in process.
describeBuilt('the built command line (npm run build makes it)', () => {
  const folder = folderForEachTest();
  let rules: readonly string[];
  beforeEach(() => {
    writeFileSync(join(folder, 'any.yml'), RULE);
    rules = ['--no-builtin', '--rules', join(folder, 'any.yml')];
  });

  it('prints its help', () => {
    const { status, stdout } = run(['--help']);
    expect(stdout).toMatch(/^Usage: trailwatch /);
    expect(status).toBe(0);
  });

  it.each([
    [0, ['scan', 'a.json']],
    [1, ['scan', 'a.json', '--fail-on', 'low']],
    [2, ['scan', 'a.json', 'gone.json']],
  ])('ends with status %i: %j', (status, argv) => {
    writeFileSync(join(folder, 'a.json'), records(1));
    expect(run([...argv, ...rules]).status).toBe(status);
  });

  it('reads a pipe, and says the counts in its last line of standard error', () => {
    const { stdout, stderr } = run(['scan', '-', ...rules], records(3));
    expect(stdout.trim().split('\n')).toHaveLength(3);
    expect(stderr).toMatch(
      /^files=1 records=3 duplicates=0 matched=3 unmatched=0 rejected=0 alerts=3 bytes=\d+ seconds=\d+\.\d\d skipped=0\n$/,
    );
  });

  it('reads every form of docs/investigate/inputs.md', () => {
    const { files, records: count } = writeEveryForm(join(folder, 'forms'));
    const { status, stderr } = run(['scan', 'forms', ...rules]);
    expect(stderr).toMatch(new RegExp(`^files=${files} records=${count} .* rejected=0 .* skipped=0\\n$`));
    expect(status).toBe(0);
  });

  it('reads a bucket', async () => {
    const aws = await startLocalAws();
    try {
      await aws.s3.send(new CreateBucketCommand({ Bucket: 'archive' }));
      await aws.s3.send(new PutObjectCommand({ Bucket: 'archive', Key: 'logs/a.json', Body: records(2) }));
      const child = spawn(process.execPath, [COMMAND_LINE, 'scan', 's3://archive/logs/', ...rules], {
        env: { ...process.env, ...aws.environment },
      });
      let stderr = '';
      child.stderr.on('data', (data) => {
        stderr += data;
      });
      await new Promise((resolve) => child.on('close', resolve));
      expect(stderr).toMatch(/^files=1 records=2 duplicates=0 matched=2 /);
    } finally {
      await aws.stop();
    }
  });

  it("uses the built-in rules, and a rule of one's own in the place of the one with its id", () => {
    writeFileSync(
      join(folder, 'a.json'),
      records(1).replace('ListUsers', 'StopLogging').replace('iam.', 'cloudtrail.'),
    );
    const title = 'CloudTrail trail stopped or deleted';
    const builtIn = alertsIn(run(['scan', 'a.json']).stdout);
    const replaced = builtIn.find((alert) => alert.title === title);
    writeFileSync(
      join(folder, 'own.yml'),
      RULE.replace('title: Anything', `title: Our own\nid: ${replaced?.ruleId}`),
    );
    const own = alertsIn(run(['scan', 'a.json', '--rules', 'own.yml']).stdout);
    expect(own.find(({ id }) => id === replaced?.id)?.title).toBe('Our own');
    expect(own).toHaveLength(builtIn.length);
  });

  it('ends quietly when its output is closed', () => {
    writeFileSync(join(folder, 'a.json'), records(5_000));
    const script = `"$0" "$1" scan a.json --no-builtin --rules any.yml | head -n 1 | wc -l; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, COMMAND_LINE], {
      encoding: 'utf8',
      cwd: folder,
    });
    expect({ stdout, stderr }).toEqual({ stdout: '1\n0\n', stderr: '' });
  });

  it('does not wait for more input once its output is closed', async () => {
    const child = start(['scan', '-', ...rules]);
    child.stdin.on('error', () => undefined);
    child.stdin.write(records(5_000).slice(0, -2));
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves no half file behind at %s', async (signal) => {
    const out = mkdtempSync(join(folder, 'out-'));
    const created = nextChangeIn(out);
    const child = start(['scan', '-', '--out', join(out, 'alerts.ndjson'), ...rules]);
    child.stdin.write(records(10).slice(0, -2));
    await created;
    expect(readdirSync(out)).toEqual([expect.stringMatching(/^\.alerts\.ndjson\.\d+\.tmp$/)]);
    child.kill(signal);
    expect(await new Promise((resolve) => child.on('exit', (_, endedBy) => resolve(endedBy)))).toBe(signal);
    expect(readdirSync(out)).toEqual([]);
  });

  const itInNamespace = mayUnshare() ? it : it.skip;

  itInNamespace.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    'ends at %s as the first process of a container too, with status %i',
    async (signal, status) => {
      const out = mkdtempSync(join(folder, 'out-'));
      const created = nextChangeIn(out);
      const command = [process.execPath, COMMAND_LINE, 'scan', '-', '--out', join(out, 'a'), ...rules];
      const child = spawn('unshare', [...NAMESPACE, ...command], { cwd: folder });
      child.stdin.write(records(10).slice(0, -2));
      await created;
      process.kill(onlyChildOf(child.pid), signal);
      expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(status);
      expect(readdirSync(out)).toEqual([]);
    },
  );

  it('writes its file though a killed run with the same process id left its own behind', async () => {
    const out = mkdtempSync(join(folder, 'out-'));
    const created = nextChangeIn(out);
    const child = start(['scan', '-', '--out', join(out, 'alerts.ndjson'), ...rules]);
    child.stdin.write(records(10).slice(0, -2));
    await created;
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('exit', resolve));
    const stale = readdirSync(out);
    expect(stale).toHaveLength(1);
    const { status } = run(['scan', '-', '--out', join(out, 'alerts.ndjson'), ...rules], records(1));
    expect({ status, files: readdirSync(out) }).toEqual({ status: 0, files: [...stale, 'alerts.ndjson'] });
  });

  it('ends at once at a signal, while it reads thousands of small files', async () => {
    mkdirSync(join(folder, 'logs'));
    for (let index = 0; index < 5_000; index += 1)
      writeFileSync(join(folder, 'logs', `${index}.json`), records(5).replaceAll('ListUsers', `L${index}`));
    writeFileSync(join(folder, 'signal.cjs'), SIGNAL_WHILE_READING);
    const argv = ['scan', 'logs', '--no-builtin', '--rules', 'any.yml', '--out', 'alerts.ndjson'];
    const { signal } = spawnSync(process.execPath, ['--require', './signal.cjs', COMMAND_LINE, ...argv], {
      cwd: folder,
    });
    expect(signal).toBe('SIGTERM');
    const left = readdirSync(folder).filter((name) => name.includes('alerts') || name === 'all-were-read');
    expect(left).toEqual([]);
  });

  it('says nothing of a stack when a user is mistaken', () => {
    const { status, stderr } = run(['scan', 'x', '--rules', 'gone']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'trailwatch: --rules gone: no such file or folder\n',
    });
  });

  function run(
    argv: readonly string[],
    input = '',
  ): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(process.execPath, [COMMAND_LINE, ...argv], {
      encoding: 'utf8',
      cwd: folder,
      input,
    });
  }

  function start(argv: readonly string[]): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [COMMAND_LINE, ...argv], { cwd: folder });
  }
});

/** Whether this machine lets a user start a process that is the first of its own numbering, as in a container. */
function mayUnshare(): boolean {
  return spawnSync('unshare', [...NAMESPACE, 'true']).status === 0;
}

function onlyChildOf(pid: number | undefined): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

function alertsIn(ndjson: string): Alert[] {
  return ndjson
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Alert);
}

function nextChangeIn(folder: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, () => {
      watcher.close();
      resolve();
    });
  });
}

function records(count: number): string {
  const all = Array.from({ length: count }, (_, index) => ({
    eventTime: '2026-08-17T14:01:31Z',
    eventSource: 'iam.amazonaws.com',
    eventName: 'ListUsers',
    eventID: `e${index}`,
    recipientAccountId: '111122223333',
  }));
  return JSON.stringify({ Records: all });
}
