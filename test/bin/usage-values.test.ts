import { mkdirSync, writeFileSync } from 'node:fs';
import { commandsIn } from './listed-commands';
import { runTrailwatch } from './run-trailwatch';
import { at, useScanFolder } from './scan-folder';

useScanFolder();

/** A command with the words that its usage needs, and its options that take a value. */
interface Usage {
  readonly words: readonly string[];
  /** The places of its words, and what it calls them. */
  readonly places: readonly (readonly [place: number, name: string])[];
  readonly options: readonly string[];
  /** Those that take a file or a folder. */
  readonly files: readonly string[];
}

/** What each command takes, and those below it, as their help says it. */
async function usagesOf(path: readonly string[] = []): Promise<readonly Usage[]> {
  const { stdout } = await runTrailwatch([...path, '--help']);
  const names = commandsIn(stdout);
  const usages: Usage[] = [];
  for (const name of names) usages.push(...(await usagesOf([...path, name])));
  if (names.length > 0) return usages;
  const usage = /^Usage: trailwatch (.*)$/m.exec(stdout)?.[1] ?? '';
  const named = [...usage.replace('[options]', '').matchAll(/[<[]([^>\]]+?)(?:\.\.\.)?[>\]]/g)];
  const places = named.map(([, name = ''], at) => [path.length + at, name] as const);
  const valued = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+) <(.+?)>/gm)];
  const options = valued.map(([, name = '']) => name);
  const files = valued
    .filter(([, , of = '']) => /file|folder|path|rules|cdk\.out/.test(of))
    .map(([, name = '']) => name);
  return [{ words: [...path, ...places.map(() => 'none')], places, options, files }];
}

const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:search';

/** What some commands cannot do without. */
const REQUIRED: Readonly<Record<string, string>> = {
  '--state-machine': MACHINE,
  '--start': '2026-11-20',
  '--end': '2026-11-21',
  '--base': 'none',
  '--head': 'none',
  '--out': 'none',
  '--to': 'athena',
  '--table': 'arn:aws:dynamodb:eu-west-1:111122223333:table/claims',
  '--path': 'arn:aws:ssm:eu-west-1:111122223333:parameter/trailwatch/silences',
};

test('each option of each command refuses an empty value, and says so', async () => {
  const usages = await usagesOf();
  expect(usages.length).toBeGreaterThan(30);
  for (const { words, options } of usages) {
    for (const option of options) {
      const others = Object.entries(REQUIRED).filter(([name]) => name !== option && options.includes(name));
      const { status, stderr } = await runTrailwatch([...words, ...others.flat(), option, '']);
      expect({ words, option, status }).toEqual({ words, option, status: 2 });
      expect(stderr).toMatch(
        new RegExp(`^trailwatch: ${option} is (empty; give it a value|''; it may be .*)\\n$`),
      );
    }
  }
});

test('each option that takes a file refuses an address, of which a folder on this machine would be made', async () => {
  const taking = (await usagesOf()).flatMap((usage) => usage.files.map((option) => ({ ...usage, option })));
  expect(taking.length).toBeGreaterThan(25);
  for (const { words, options, option } of taking) {
    const others = Object.entries(REQUIRED).filter(([name]) => name !== option && options.includes(name));
    const { status, stderr } = await runTrailwatch([...words, ...others.flat(), option, 's3://bucket/x']);
    expect({ words, status, stderr }).toEqual({
      ...{ words, status: 2 },
      stderr: `trailwatch: ${option} is 's3://bucket/x'; name a file or folder of this machine\n`,
    });
  }
});

/** A filter pattern may be for every event, and the last word of a command line may not be begun. */
const MAY_BE_EMPTY = ['rules match metric-filter', 'completion'];

test('each command refuses an empty word, and says which', async () => {
  let refused = 0;
  for (const { words, places, options } of await usagesOf()) {
    const others = Object.entries(REQUIRED).filter(([name]) => options.includes(name));
    for (const [place, name] of places) {
      const argv = words.map((word, at) => (at === place ? '' : word));
      if (MAY_BE_EMPTY.some((path) => words.join(' ').startsWith(path))) continue;
      const { status, stderr } = await runTrailwatch([...argv, ...others.flat()]);
      expect({ words, status, stderr }).toEqual({
        ...{ words, status: 2 },
        stderr: `trailwatch: <${name}> is empty\n`,
      });
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(30);
});

test('an empty filter pattern is one for every event', async () => {
  const { status } = await runTrailwatch(['rules', 'match', 'metric-filter', ''], {
    stdin: '{"eventName":"GetObject"}\n',
  });
  expect(status).toBe(0);
});

test('each command that takes an account or a Region refuses what is none, at once', async () => {
  const odd = { '--account': ['1', '12345678901x'], '--region': ['mars', 'eu-west', 'EU-WEST-1'] };
  for (const { words, options } of await usagesOf()) {
    for (const [option, values] of Object.entries(odd).filter(([name]) => options.includes(name))) {
      const others = Object.entries(REQUIRED).filter(([name]) => options.includes(name));
      for (const value of values) {
        const { status, stderr } = await runTrailwatch([...words, ...others.flat(), option, value]);
        expect({ words, status, stderr }).toEqual({
          ...{ words, status: 2 },
          stderr: expect.stringContaining(`trailwatch: ${option} is '${value}'; write `),
        });
      }
    }
  }
});

/** Options whose file a command writes. */
const WRITTEN = ['--out', '--adopt', '--temp-dir', '--resume', '--register'];

/** What a command needs in addition, so that it reads the file. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  report: ['--out', 'report.html'],
  'lake results download': ['--out', 'copy'],
  'rules backtest --base': ['--head', 'builtin'],
  'rules backtest --head': ['--base', 'builtin'],
  'rules backtest --own-accounts': ['--base', 'builtin', '--head', 'builtin'],
  'silence --alert': ['--for', '8h', '--reason', 'migration'],
  silence: ['--path', 'arn:aws:ssm:eu-west-1:111122223333:parameter/trailwatch/Processor/silences/medium'],
  'review --used': ['--base', 'template.json'],
  'trails explain --base': ['--template', 'template.json'],
  'archive search start': ['--start', '2026-11-20', '--end', '2026-11-21', '--state-machine', MACHINE],
};

/** What arguments are, by their names. */
const GIVEN: Readonly<Record<string, string>> = {
  ...{ 'cdk.out': 'template.json', template: 'template.json', path: 'logs.json' },
  ...{ archive: 'copy', place: 'copy', 'alert-id': '2f1c0f0c8a51' },
};

/** Rules that are to be left out may be none, and a scan may raise no alert. */
const MAY_HAVE_NOTHING = ['--ignore-file', '--alerts'];

test('each option that takes a file names itself and the file, if that is missing, empty, a folder or something else', async () => {
  writeFileSync(at('logs.json'), '{"Records":[]}');
  writeFileSync(at('template.json'), '{"Resources":{}}');
  for (const folder of ['copy', 'folder']) mkdirSync(at(folder));
  writeFileSync(at('empty'), '');
  writeFileSync(at('text'), 'hello: [\n');
  writeFileSync(at('binary'), Buffer.from([0x1f, 0x8b, 0, 0xff, 0xfe, 1, 0xff]));
  const inFolder = (word: string) => (/^(template|logs|report)\.|^copy$/.test(word) ? at(word) : word);
  let refused = 0;
  for (const { words, places, files } of await usagesOf()) {
    const path = words.slice(0, words.length - places.length).join(' ');
    const argv = words.map((word, place) => GIVEN[new Map(places).get(place) ?? ''] ?? word);
    // The files of downloads are those of a bucket.
    if (path === 'lake results download') argv[3] = 's3://bucket/results/';
    for (const option of files.filter(
      (one) => ![...WRITTEN, path === 'silence' ? '--path' : ''].includes(one),
    )) {
      const beside = [...(BESIDE[path] ?? []), ...(BESIDE[`${path} ${option}`] ?? [])];
      for (const name of ['missing', 'empty', 'folder', 'text', 'binary']) {
        if (name === 'empty' && MAY_HAVE_NOTHING.includes(option)) continue;
        const bad = at(name);
        const { status, stderr } = await runTrailwatch(
          [...argv, ...beside].map(inFolder).concat(option, bad),
          {
            environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_EC2_METADATA_DISABLED: 'true' },
          },
        );
        const lines = stderr.split('\n');
        // Rules and selectors are reported one by one, at their place.
        const isNamed = (line: string) =>
          [`trailwatch: ${option} ${bad}`, `trailwatch: ${bad}:`].some((start) => line.startsWith(start));
        const found = { status, named: lines.some(isNamed) };
        expect({ path, option, lines, ...found }).toEqual({ path, option, lines, status: 2, named: true });
        expect(stderr).not.toMatch(/internal error|\n {4}at /);
        refused += 1;
      }
    }
  }
  expect(refused).toBeGreaterThan(150);
});
