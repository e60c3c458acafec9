import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { folderForAllTests } from '../../test/test-folder';

const ROOT = resolve(__dirname, '../..');

// The demo runs the shipped bundle.
const describeBuilt = existsSync(join(ROOT, 'dist/lambda')) ? describe : describe.skip;

describeBuilt('npm run demo (npm run build comes first)', () => {
  const folder = folderForAllTests();
  let temporary: string;
  beforeAll(() => {
    temporary = join(folder, 'tmp');
  });
  beforeEach(() => mkdirSync(temporary, { recursive: true }));
  // The compiler's cache serves the next run.
  afterEach(() => {
    for (const name of leftBehind()) rmSync(join(temporary, name), { recursive: true });
  });

  describe('with a folder of log files', () => {
    let output: string;
    let status: number | null;
    let left: readonly string[];
    beforeAll(async () => {
      const logs = join(folder, 'logs');
      writeLogs(logs);
      mkdirSync(temporary);
      ({ status, output } = await run([logs]));
      left = leftBehind();
    });

    test('ends well and leaves nothing behind', () => {
      expect(status).toBe(0);
      expect(left).toEqual([]);
    });

    test('counts the files and what came of them', () => {
      expect(output).toMatch(
        /\nfiles=4 records=28 duplicates=0 matched=27 unmatched=1 rejected=0 alerts=\d+ repeated=2 grouped=12 dead-letters=1 seconds=/,
      );
    });

    test('names the file that it left out', () => expect(output).toMatch(/left out \S*notes\.txt/));

    test('says which alerts were not sent again, because their events were delivered twice', () => {
      expect(output).toMatch(/not sent again +2 alerts on events of \S+: another delivery had raised them/);
    });

    test('says how many alerts a storm grouped', () => expect(output).toMatch(/grouped +12 more alerts/));

    test('shows the alerts on one screen, a line for those that are alike, the worst first', () => {
      const page = output.slice(output.indexOf('SEVERITY'), output.indexOf('One attack on three routes'));
      const lines = page.trim().split('\n');
      expect(lines.length).toBeLessThanOrEqual(30);
      const severities = lines
        .slice(1)
        .flatMap((line) => /^(critical|high|medium|low) +\d+ /.exec(line)?.[1] ?? []);
      expect(severities.length).toBeGreaterThan(3);
      const rank = (severity: string) => ['critical', 'high', 'medium', 'low'].indexOf(severity);
      expect(severities).toEqual([...severities].sort((one, other) => rank(one) - rank(other)));
    });

    test('says why a damaged file is not readable, and has the alert of it', () => {
      expect(output).toMatch(/not readable +\S*damaged\.json\.gz: byte \d+: the gzip data ends too early/);
      expect(output).toContain('CloudTrail log file could not');
    });

    test('says which log file was tampered with', () => {
      expect(output).toMatch(
        /tampered with +log file of account 222233334444 in us-east-1 is invalid: the hash value does not match/,
      );
    });

    test('says which route won each call that came on all three at once, and that it came once', () => {
      const rows = [
        ...output.matchAll(
          /^at-once-\d +on all at once +(event-bus|log-file|metric-alarm) +\d+\.\d\d s +1$/gm,
        ),
      ];
      expect(rows).toHaveLength(6);
    });

    test.each(['event-bus', 'metric-alarm', 'log-file'])('says that %s won what it had first', (route) => {
      expect(output).toMatch(
        new RegExp(`^first-on-${route} +on ${route} first +${route} +\\d+\\.\\d\\d s +1$`, 'm'),
      );
    });

    test('says in words that the calls came on every route and each alert once', () => {
      expect(output).toContain('9 calls on 3 routes came 27 times; 9 alerts were sent, each once.');
    });
  });

  test.each([
    'synthesized stack',
    'made its buckets',
    'started the shipped handler',
    'started the three functions',
  ])('leaves nothing behind when it is interrupted after "%s"', async (step) => {
    const { status, output } = await run([], step);
    expect(output.trim().split('\n').at(-1)).toBe('stopped; nothing is left behind');
    expect(status).toBe(128 + constants.signals.SIGINT);
    expect(leftBehind()).toEqual([]);
  });

  test.each([
    [['gone'], 'demo: gone: no such file or folder\n'],
    [['one', 'another'], 'demo: one file or folder is taken, not 2\n'],
    [[join(ROOT, 'LICENSE')], /^demo: \S+LICENSE holds no file named like a log file \(.+\)\n$/],
  ])('fails with one sentence: %j', async (argv, sentence) => {
    const { status, output } = await run(argv);
    expect(output).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
    expect(status).toBe(1);
  });

  /** Runs the demo to its end, or interrupts it once its output holds a text. */
  async function run(
    argv: readonly string[],
    interruptAt?: string,
  ): Promise<{ status: number | null; output: string }> {
    const demo = spawn(
      process.execPath,
      ['--no-warnings', '--import', 'tsx', join(ROOT, 'tools/demo/demo.ts'), ...argv],
      { cwd: ROOT, env: { ...process.env, TMPDIR: temporary, NO_COLOR: '1' } },
    );
    let output = '';
    let isInterrupted = false;
    for (const stream of [demo.stdout, demo.stderr]) {
      stream.on('data', (data) => {
        output += data;
        if (isInterrupted || interruptAt === undefined || !output.includes(interruptAt)) return;
        // Once: at the very end of a process nobody takes a further signal, and it dies of it.
        isInterrupted = true;
        demo.kill('SIGINT');
      });
    }
    const status = await new Promise<number | null>((done) => demo.on('close', done));
    return { status, output };
  }

  /** What lies in the folder for temporary files, the compiler's own cache apart. */
  function leftBehind(): string[] {
    return readdirSync(temporary).filter((name) => !name.startsWith('tsx-') && name !== 'node-compile-cache');
  }
});

/** A trail stopped, told twice; a storm; a file that is cut off; and one that is no log file. */
function writeLogs(folder: string): void {
  mkdirSync(folder);
  const write = (name: string, records: readonly unknown[]) =>
    writeFileSync(join(folder, name), gzipSync(JSON.stringify({ Records: records })));
  const stopped = record('StopLogging', 'twice');
  write('first.json.gz', [stopped, record('DescribeTrails', 'harmless')]);
  write('again.json.gz', [stopped]);
  write(
    'storm.json.gz',
    Array.from({ length: 25 }, (_, index) => record('DeleteTrail', `storm-${index}`)),
  );
  writeFileSync(join(folder, 'damaged.json.gz'), gzipSync('{"Records":[]}').subarray(0, 15));
  writeFileSync(join(folder, 'notes.txt'), 'no log file');
}

function record(eventName: string, eventID: string): unknown {
  return {
    eventVersion: '1.11',
    eventTime: '2026-11-19T14:01:31Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName,
    eventID,
    awsRegion: 'eu-west-1',
    sourceIPAddress: '203.0.113.66',
    userIdentity: { type: 'IAMUser', userName: 'ci-deploy', accountId: '111122223333' },
    requestParameters: { name: 'main' },
    recipientAccountId: '111122223333',
  };
}
