import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { commandsIn } from '../listed-commands';
import { runTrailwatch } from '../run-trailwatch';
import { at, logFile, put, record, useScanFolder } from '../scan-folder';

useScanFolder();

const LOG = 'logs/a.json';
const TEMPLATE = 'logs/template.json';

/** Reads AWS before it opens the file, by the same function as the others. */
const OF_AWS = ['archive search results'];

/** How each other command that has `--out <file>` is called, and a file that it reads; none: it reads no files. */
const CALLS: Readonly<Record<string, readonly [argv: () => readonly string[], reads?: string]>> = {
  scan: [() => ['scan', at(LOG)], LOG],
  report: [() => ['report', at(LOG)], LOG],
  case: [() => ['case', '--since', '2030-01-01', at(LOG)], LOG],
  view: [() => ['view', at(LOG)], LOG],
  redact: [() => ['redact', at(LOG)], LOG],
  query: [() => ['query', 'SELECT 1', at(LOG)], LOG],
  'query run': [() => ['query', 'run', 'access-denied', at(LOG)], LOG],
  'rules backtest': [() => ['rules', 'backtest', '--base', at('rules'), '--head', at('rules'), at(LOG)], LOG],
  review: [() => ['review', at(TEMPLATE), '--base', at(TEMPLATE)], TEMPLATE],
  history: [() => ['history', '--region', 'eu-west-1']],
};

describe('--out', () => {
  beforeEach(() => {
    put(LOG, logFile(record('StopLogging', 'one')));
    put(TEMPLATE, JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }));
    put('own.txt', 'what a person wrote');
  });

  it('of every command is in the table of these tests', async () => {
    expect(await commandsWithOut([])).toEqual([...Object.keys(CALLS), ...OF_AWS].sort());
  });

  it.each(Object.keys(CALLS))('of %s fails on a file that trailwatch did not write', async (name) => {
    const [argv] = callOf(name);
    const { status, stderr } = await runTrailwatch([...argv(), '--out', at('own.txt')], SURROUNDINGS);
    expect(stderr).toContain(
      'exists, and trailwatch did not write it; name another file, or replace it with --force',
    );
    expect(status).toBe(2);
    expect(readFileSync(at('own.txt'), 'utf8')).toBe('what a person wrote');
  });

  it.each(Object.keys(CALLS).filter((name) => callOf(name)[1] !== undefined))(
    'of %s fails on an input, even with --force',
    async (name) => {
      const [argv, input = ''] = callOf(name);
      const before = readFileSync(at(input), 'utf8');
      const { status, stderr } = await runTrailwatch(
        [...argv(), '--force', '--out', at(input)],
        SURROUNDINGS,
      );
      expect(stderr).toContain('is an input of the same command; name another file');
      expect(status).toBe(2);
      expect(readFileSync(at(input), 'utf8')).toBe(before);
    },
  );

  it.each(Object.keys(CALLS))('of %s fails on a file that any of its options names', async (name) => {
    const [argv] = callOf(name);
    const { stdout } = await runTrailwatch([...name.split(' '), '--help']);
    const options = [...stdout.matchAll(/^ {2}(--[\w-]+) <([^>]*)>/gm)].filter(
      ([, option = '', value = '']) => PATHS.test(value) && !['--out', '--temp-dir'].includes(option),
    );
    for (const [, option = ''] of options) {
      const call = [...argv(), option, at('own.txt'), '--force', '--out', at('own.txt')];
      expect((await runTrailwatch(call, SURROUNDINGS)).stderr).toBe(
        `trailwatch: --out ${at('own.txt')} is an input of the same command; name another file\n`,
      );
    }
    expect(readFileSync(at('own.txt'), 'utf8')).toBe('what a person wrote');
  });

  it.each(Object.keys(CALLS).filter((name) => callOf(name)[1] === LOG))(
    'of %s fails on an input that a pattern matches or a folder links to, even with --force',
    async (name) => {
      const argv = callOf(name)[0]().filter((word) => word !== at(LOG));
      const before = readFileSync(at(LOG), 'utf8');
      mkdirSync(at('linking'));
      symlinkSync(at(LOG), at('linking/first.json'));
      for (const path of ['logs/*.json', 'linking']) {
        const { stderr } = await runTrailwatch([...argv, at(path), '--force', '--out', at(LOG)]);
        expect(stderr).toBe(
          `trailwatch: --out ${at(LOG)} is an input of the same command; name another file\n`,
        );
      }
      expect(readFileSync(at(LOG), 'utf8')).toBe(before);
    },
  );

  it('of scan fails on an input by another of its names, even with --force', async () => {
    linkSync(at(LOG), at('other.json'));
    const { stderr } = await runTrailwatch(['scan', at('other.json'), '--force', '--out', at(LOG)]);
    expect(stderr).toBe(`trailwatch: --out ${at(LOG)} is an input of the same command; name another file\n`);
  });

  it('of scan replaces an earlier output that a pattern matches', async () => {
    const argv = ['scan', at('logs/*.json'), '--format', 'json', '--out', at('logs/out.json')];
    await runTrailwatch(argv);
    expect((await runTrailwatch([...argv, '--force'])).stderr).not.toContain('is an input');
  });

  it.each(Object.keys(CALLS).filter((name) => callOf(name)[1] === LOG))(
    "of %s is standard output as '-', also where a folder that is read has such a file",
    async (name) => {
      put('other/-', 'what a person wrote');
      put('other/a.json', readFileSync(at(LOG)));
      const argv = callOf(name)[0]().map((word) => (word === at(LOG) ? at('other') : word));
      const before = process.cwd();
      process.chdir(at('other'));
      try {
        expect((await runTrailwatch([...argv, '--out', '-'])).status).toBe(0);
      } finally {
        process.chdir(before);
      }
      expect(readFileSync(at('other/-'), 'utf8')).toBe('what a person wrote');
    },
  );

  it('fails on a file that may not be read, and replaces it with --force', async () => {
    // Every user can get there, as not into a folder of the test.
    const folder = mkdtempSync(join('/tmp', 'trailwatch-unreadable-'));
    const [log, own] = [join(folder, 'log.json'), join(folder, 'own.txt')];
    try {
      writeFileSync(log, readFileSync(at(LOG)));
      writeFileSync(own, 'what a person wrote');
      chmodSync(own, 0);
      chmodSync(folder, 0o777);
      const argv = ['view', log, '--out', own];
      const [refused, forced] = await asOther(async () => [
        await runTrailwatch(argv),
        await runTrailwatch([...argv, '--force']),
      ]);
      expect(refused).toEqual({
        status: 2,
        stdout: '',
        stderr: `trailwatch: --out ${own} exists, and cannot be read: permission denied; name another file, or replace it with --force\n`,
      });
      expect(forced?.status).toBe(0);
      chmodSync(own, 0o600);
      expect(readFileSync(own, 'utf8')).toContain('StopLogging');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(['markdown', 'json', 'sarif'])('of review replaces an earlier review as %s', async (format) => {
    const argv = ['review', at(TEMPLATE), '--format', format, '--out', at('review')];
    await runTrailwatch(argv);
    expect((await runTrailwatch(argv)).status).toBe(0);
  });
});

/** An administrator may read every file: the work is done as a user who is none. */
async function asOther<T>(work: () => Promise<T>): Promise<T> {
  const { seteuid, geteuid } = process;
  const own = geteuid?.();
  if (own === 0) {
    await runTrailwatch(['view', at(LOG)]);
    seteuid?.(NOBODY);
  }
  try {
    return await work();
  } finally {
    if (own === 0) seteuid?.(own);
  }
}

const NOBODY = 65_534;

/** What usage calls values that are paths. */
const PATHS = /file|folder|path|rules|cdk\.out|template|archive/;

const SURROUNDINGS = {
  environment: {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'eu-west-1',
  },
};

function callOf(name: string): (typeof CALLS)[string] {
  const call = CALLS[name];
  if (call === undefined) throw new Error(`there is no call of ${name}`);
  return call;
}

/** The commands whose help has `--out <file>`, in order. */
async function commandsWithOut(path: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await runTrailwatch([...path, '--help']);
  const own = /^ {2}--out <file>/m.test(stdout) ? [path.join(' ')] : [];
  const found: string[] = [...own];
  for (const name of commandsIn(stdout)) found.push(...(await commandsWithOut([...path, name])));
  return found.sort();
}
