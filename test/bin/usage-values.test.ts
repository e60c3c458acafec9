import { runTrailwatch } from './run-trailwatch';

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
  const below = /\nCommands:\n([\s\S]*?)(\n\n|$)/.exec(stdout)?.[1] ?? '';
  const names = [...below.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name);
  const usages: Usage[] = [];
  for (const name of names.filter((one) => one !== 'help')) usages.push(...(await usagesOf([...path, name])));
  if (names.length > 0) return usages;
  const usage = /^Usage: trailwatch (.*)$/m.exec(stdout)?.[1] ?? '';
  const named = [...usage.replace('[options]', '').matchAll(/[<[]([^>\]]+?)(?:\.\.\.)?[>\]]/g)];
  const places = named.map(([, name = ''], at) => [path.length + at, name] as const);
  const valued = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+) <(.+?)>/gm)];
  const options = valued.map(([, name = '']) => name);
  const files = valued
    .filter(([, , of = '']) => /file|folder|path|rules/.test(of))
    .map(([, name = '']) => name);
  return [{ words: [...path, ...places.map(() => 'none')], places, options, files }];
}

/** What some commands cannot do without. */
const REQUIRED: Readonly<Record<string, string>> = {
  '--state-machine': 'arn:aws:states:eu-west-1:111122223333:stateMachine:search',
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
        new RegExp(
          `^trailwatch: ${option} is (empty; leave it out, or give it a value|''; it may be .*)\\n$`,
        ),
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
const MAY_BE_EMPTY = ['pattern test', 'completion'];

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
  const { status } = await runTrailwatch(['pattern', 'test', ''], { stdin: '{"eventName":"GetObject"}\n' });
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
