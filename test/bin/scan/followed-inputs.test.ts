import { spawnSync } from 'node:child_process';
import { renameSync, unlinkSync, utimesSync } from 'node:fs';
import type { CommandIo } from '../../../bin/cli/command-io';
import { main } from '../../../bin/main';
import { ContributionSpool } from '../../../lib/core/correlation/contribution-spool';
import { type Fault, type FaultyS3, type FaultyS3Options, serveFaultyS3 } from '../faulty-s3';
import { type Outcome, withTestIo } from '../run-trailwatch';
import { alertsIn, at, logFile, put, record, useScanFolder } from '../scan-folder';

useScanFolder();

const FOLLOW = ['--follow', '--no-builtin', '--rules'];

/** Follows a path: each wait is a step, after which time has passed; after the last one the process is interrupted. */
async function follow(
  argv: readonly string[],
  steps: readonly (() => void)[],
  {
    environment = {} as Readonly<Record<string, string>>,
    terminalColumns = undefined as number | undefined,
  } = {},
): Promise<Outcome & { readonly waits: readonly number[] }> {
  const waits: number[] = [];
  const outcome = await withTestIo(
    { environment, ...(terminalColumns === undefined ? {} : { terminalColumns }) },
    (io) => {
      let tidy: () => unknown = () => undefined;
      const following = Object.create(io, {
        onInterrupt: {
          value: (wanted: () => unknown) => {
            tidy = wanted;
            return () => undefined;
          },
        },
        wait: {
          value: async (milliseconds: number, signal?: AbortSignal) => {
            // The pause before a request is made again.
            if (signal === undefined) return;
            const step = steps[waits.length];
            waits.push(milliseconds);
            if (step === undefined) void tidy();
            else step();
          },
        },
      }) as CommandIo;
      return main(['scan', ...argv, ...FOLLOW, at('rules')], following);
    },
  );
  return { ...outcome, waits };
}

function idsIn(stdout: string): readonly string[] {
  return alertsIn(stdout).map(({ eventID }) => eventID);
}

const nothing = () => undefined;
const stopped = (id: string) => logFile(record('StopLogging', id));

describe('trailwatch scan --follow', () => {
  beforeEach(() => put('logs/a.json', stopped('a')));

  it('reads what is there, each new file once, and ends with the summary when it is interrupted', async () => {
    const { stdout, stderr, status, waits } = await follow(
      [at('logs')],
      [
        () => put('logs/b.json', stopped('b')),
        nothing,
        () => put('logs/0/c.json', stopped('c')),
        nothing,
        nothing,
      ],
    );
    expect(idsIn(stdout)).toEqual(['a', 'b', 'c']);
    expect(stderr).toMatch(/^files=3 records=3 duplicates=0 matched=3 .* alerts=3 .*\n$/);
    expect(status).toBe(0);
    expect(waits).toEqual(Array(6).fill(10_000));
  });

  it('reads a file once it is whole: when two listings agree', async () => {
    const whole = stopped('b');
    const { stdout, stderr } = await follow(
      [at('logs')],
      [() => put('logs/b.json', whole.slice(0, 40)), () => put('logs/b.json', whole), nothing, nothing],
    );
    expect(idsIn(stdout)).toEqual(['a', 'b']);
    expect(stderr).toMatch(/^files=2 /);
  });

  it('reads a file again that has changed, and raises no alert twice', async () => {
    const { stdout, stderr } = await follow(
      [at('logs')],
      [
        () => put('logs/a.json', logFile(record('StopLogging', 'a'), record('StopLogging', 'more'))),
        nothing,
        nothing,
      ],
    );
    expect(idsIn(stdout)).toEqual(['a', 'more']);
    expect(stderr).toMatch(/^files=2 records=3 duplicates=1 /);
  });

  it('raises no alert on a record that comes again in another file, or in a file of another name', async () => {
    const { stdout } = await follow(
      [at('logs')],
      [
        () => put('logs/late.json', stopped('a')),
        () => renameSync(at('logs/a.json'), at('logs/z.json')),
        nothing,
        () => unlinkSync(at('logs/z.json')),
        nothing,
      ],
    );
    expect(idsIn(stdout)).toEqual(['a']);
  });

  it('reads a file with an old time, which came late', async () => {
    const { stdout } = await follow(
      [at('logs')],
      [
        () => {
          put('logs/0-late.json', stopped('late'));
          utimesSync(at('logs/0-late.json'), 1, 1);
        },
        nothing,
        nothing,
      ],
    );
    expect(idsIn(stdout)).toEqual(['a', 'late']);
  });

  it('raises the alert of a correlation once, as soon as its records are there', async () => {
    put(
      'rules/often.yml',
      `${OFTEN}
correlation: { type: event_count, rules: [stopped], group-by: [userIdentity.userName], timespan: 1h, condition: { gte: 2 }, generate: true }
`,
    );
    const seen: string[] = [];
    const { stdout } = await follow(
      [at('logs')],
      [
        () => put('logs/b.json', stopped('b')),
        nothing,
        () => put('logs/c.json', stopped('c')),
        nothing,
        nothing,
      ],
    );
    for (const { title } of alertsIn(stdout)) seen.push(title);
    expect(seen).toEqual([STOPPED, STOPPED, 'Often', STOPPED]);
  });

  it('evaluates correlations after records came, and not after each listing', async () => {
    put(
      'rules/often.yml',
      `${OFTEN}
correlation: { type: event_count, rules: [stopped], group-by: [userIdentity.userName], timespan: 1h, condition: { gte: 2 }, generate: true }
`,
    );
    const evaluations = jest.spyOn(ContributionSpool.prototype, 'groups');
    await follow([at('logs')], [nothing, () => put('logs/b.json', stopped('b')), nothing, nothing, nothing]);
    expect(evaluations).toHaveBeenCalledTimes(2);
    evaluations.mockRestore();
  });

  it('reports a path that is not there once, and reads it when it comes', async () => {
    const { stdout, stderr, status } = await follow(
      [at('logs'), at('later')],
      [nothing, () => put('later/b.json', stopped('b')), nothing, nothing],
    );
    expect(idsIn(stdout)).toEqual(['a', 'b']);
    expect(stderr.match(/no such file/g)).toHaveLength(1);
    expect(status).toBe(2);
  });

  it('prints a row of a table as soon as the alert is there', async () => {
    const { stdout } = await follow(
      [at('logs')],
      [() => put('logs/b.json', stopped('b')), nothing, nothing],
      {
        terminalColumns: 120,
        environment: { NO_COLOR: '1' },
      },
    );
    expect(stdout.match(/^TIME /gm)).toHaveLength(1);
    expect(stdout.match(/^2026-08-17T14:01:31Z high {10}Logging was stopped/gm)).toHaveLength(2);
    expect(stdout).toContain('ALERTS');
  });

  it.each<[readonly string[], string]>([
    [
      ['--out', 'x.json'],
      '--follow prints alerts as they come, so --out is never whole; redirect standard output',
    ],
    [['--fail-on', 'high'], '--follow ends when it is interrupted, so --fail-on has no status to set'],
    [['--group'], '--follow prints alerts as they come; --group needs all of them'],
    [
      ['--format', 'sarif'],
      '--follow prints alerts as they come; --format may be table, ndjson, csv or ocsf',
    ],
    [['-'], "--follow reads files as they come; name their folder instead of '-'"],
  ])('fails with %s', async (argv, sentence) => {
    const { stdout, stderr, status } = await follow([at('logs'), ...argv], []);
    expect({ stdout, stderr, status }).toEqual({
      stdout: '',
      stderr: `trailwatch: ${sentence}\n`,
      status: 2,
    });
  });
});

const STOPPED = 'Logging was stopped';
const OFTEN = 'title: Often\nlevel: critical\nlogsource: { product: aws, service: cloudtrail }';

describe('trailwatch scan s3:// --follow', () => {
  let server: FaultyS3 | undefined;
  afterEach(async () => {
    await server?.stop();
  });

  it('reads each object once, and one again that was replaced', async () => {
    const objects: Record<string, string> = { 'logs/b.json': stopped('b') };
    server = await serveFaultyS3({ objects });
    const { stdout, stderr, waits } = await follow(
      ['s3://bucket/logs/'],
      [
        () => Object.assign(objects, { 'logs/a.json': stopped('a') }),
        nothing,
        () =>
          Object.assign(objects, {
            'logs/b.json': logFile(record('StopLogging', 'b'), record('StopLogging', 'c')),
          }),
        nothing,
      ],
      { environment: server.environment },
    );
    expect(idsIn(stdout)).toEqual(['b', 'a', 'c']);
    expect(stderr).toMatch(/^files=3 records=4 duplicates=1 /);
    expect(waits).toEqual(Array(5).fill(60_000));
  });

  it('goes on when an object is deleted, and reads all that is there after a restart', async () => {
    const objects: Record<string, string> = { 'logs/a.json': stopped('a'), 'logs/b.json': stopped('b') };
    server = await serveFaultyS3({ objects });
    const { environment } = server;
    const first = await follow(
      ['s3://bucket/logs/'],
      [
        () => {
          delete objects['logs/a.json'];
        },
        () => Object.assign(objects, { 'logs/c.json': stopped('c') }),
        () => Object.assign(objects, { 'logs/a.json': stopped('a') }),
        nothing,
      ],
      { environment },
    );
    expect(idsIn(first.stdout)).toEqual(['a', 'b', 'c']);
    expect(first.stderr).toMatch(/^files=3 records=3 duplicates=0 /);
    expect(first.status).toBe(0);
    const again = await follow(['s3://bucket/logs/'], [nothing], { environment });
    expect(idsIn(again.stdout)).toEqual(['a', 'b', 'c']);
  });

  const many = Object.fromEntries(
    Array.from({ length: 50 }, (_, at) => [`logs/${at + 10}.json`, stopped(`${at + 10}`)]),
  );
  /** What goes wrong with each object, until so many listings; the first one is for the accounts of the keys. */
  function failing(fault: Fault, listings: number): FaultyS3Options['fault'] {
    let listing = -1;
    return ({ key }) => {
      if (key === '') listing += 1;
      return key !== '' && listing <= listings ? fault : undefined;
    };
  }

  it.each<[string, Fault, number]>([
    ['the credentials have expired', { kind: 'error', status: 400, code: 'ExpiredToken' }, 1],
    ['access is denied', { kind: 'error', status: 403, code: 'AccessDenied' }, 2],
    ['S3 asks to slow down for long', { kind: 'error', status: 503, code: 'SlowDown' }, 2],
  ])(
    'reads each object again that could not be read, and reports it once: %s',
    async (_, fault, listings) => {
      server = await serveFaultyS3({ objects: many, fault: failing(fault, listings) });
      const { stdout, stderr, status } = await follow(['s3://bucket/logs/'], Array(8).fill(nothing), {
        environment: server.environment,
      });
      expect([...idsIn(stdout)].sort()).toEqual(Object.keys(many).map((key) => key.slice(5, 7)));
      const problems = stderr.match(/^trailwatch: s3:.*$/gm) ?? [];
      expect(problems.length).toBeGreaterThan(0);
      expect(new Set(problems.map((line) => line.slice(0, line.indexOf('.json')))).size).toBe(
        problems.length,
      );
      expect(stderr).toMatch(/^files=50 records=50 duplicates=0 /m);
      expect(status).toBe(2);
    },
  );

  it('reads what fails again after more and more listings', async () => {
    const denied: Fault = { kind: 'error', status: 403, code: 'AccessDenied' };
    server = await serveFaultyS3({
      objects: { 'logs/a.json': stopped('a') },
      fault: failing(denied, Number.POSITIVE_INFINITY),
    });
    const { stderr } = await follow(['s3://bucket/logs/'], Array(20).fill(nothing), {
      environment: server.environment,
    });
    let listing = -1;
    const readAt: number[] = [];
    for (const { key } of server.requests) {
      if (key === '') listing += 1;
      else readAt.push(listing);
    }
    expect(readAt).toEqual([1, 2, 4, 8, 16]);
    expect(stderr.match(/access was denied/g)).toHaveLength(1);
  });

  it('reads an archive again of which a file failed, and none that is no log file', async () => {
    put('c.json', stopped('c'));
    const archive = spawnSync('tar', ['-cf', '-', '-C', at('.'), 'c.json']).stdout;
    // Without its end, which no reading finds.
    const objects = { 'logs/a.txt': 'text', 'logs/b.tar': archive.subarray(0, 600) };
    server = await serveFaultyS3({ objects });
    const { stderr } = await follow(['s3://bucket/logs/'], [nothing, nothing], {
      environment: server.environment,
    });
    expect(stderr).toMatch(/^trailwatch: s3:\/\/bucket\/logs\/b\.tar\/c\.json: /m);
    const read = server.requests.map(({ key }) => key).filter((key) => key !== '');
    expect(read.sort()).toEqual(['logs/a.txt', 'logs/b.tar', 'logs/b.tar']);
  });
});
