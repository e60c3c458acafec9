import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { hashOfText, type KeptText } from '../../../../bin/inputs/kept-text';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import { folderForEachTest } from '../../../test-folder';
import { type Outcome, runTrailwatch } from '../../run-trailwatch';
import { logFile, RULE, record } from '../../scan-folder';

const folder = folderForEachTest();

/** All files are of before. */
const LATER = '2100-01-01T00:00:00Z';

/** More than are decided again in no time. */
const FILES = 80;

const TWICE = `title: Stopped twice
name: twice
level: critical
correlation: { type: event_count, generate: true, rules: [stopped], group-by: [userIdentity.userName], timespan: 3d, condition: { gte: 70 } }
`;

let logs: string;
let rules: string;
let cache: string;

beforeEach(() => {
  [logs, rules, cache] = [join(folder, 'logs'), join(folder, 'rules'), join(folder, 'cache')];
  for (const made of [logs, rules]) mkdirSync(made);
  writeRule('StopLogging');
  writeFileSync(join(rules, 'twice.yml'), TWICE);
  for (let file = 0; file < FILES; file++) writeLog(file, [stopped(file, 'alice')]);
});

function writeRule(eventName: string): void {
  writeFileSync(join(rules, 'stopped.yml'), RULE.replace('StopLogging', eventName));
}

function stopped(id: number, userName: string, eventName = 'StopLogging'): JsonObject {
  return {
    ...record(eventName, `e${id}`),
    userIdentity: { type: 'IAMUser', userName, accountId: '111122223333' },
  };
}

function pathOf(file: number): string {
  return join(logs, `${String(file).padStart(3, '0')}.json.gz`);
}

function writeLog(file: number, records: readonly JsonObject[]): void {
  writeFileSync(pathOf(file), gzipSync(logFile(...records)));
}

const COMMANDS: readonly (readonly string[])[] = [
  ['scan'],
  ['case', '--actor', 'alice'],
  ['overview'],
  ['scan', '--format', 'csv'],
  ['scan', '--start', '2026-08-17T14:00:00Z'],
  ['scan', '--account', '999900001111'],
  ['actor', 'alice'],
  ['timeline', 'alice'],
  ['timeline', 'alice', '--start', '2026-08-17T14:01:32Z'],
  ['persistence'],
];

const WITHOUT_RULES: readonly string[] = ['timeline', 'persistence'];

function ask([verb = '', ...options]: readonly string[], ...more: readonly string[]): Promise<Outcome> {
  const words = options.filter((word) => !word.startsWith('-') && options[0] === word);
  const rest = options.slice(words.length);
  const chosen = WITHOUT_RULES.includes(verb) ? [] : ['--no-builtin', '--rules', rules];
  const argv = [verb, ...words, logs, ...rest, ...chosen, ...more];
  return runTrailwatch(argv, { environment: { TRAILWATCH_CACHE_DIR: cache }, currentTime: LATER });
}

/** What commands give, held to what they give without the cache. */
async function asked(commands = COMMANDS): Promise<void> {
  for (const command of commands) expect(await ask(command)).toEqual(await ask(command, '--no-cache'));
}

/** The parts with decisions: those with texts begin with the JSON of a log file. */
function decided(): readonly string[] {
  return parts().filter((part) => !readFileSync(part, 'latin1').slice(0, 64).includes('{"Records"'));
}

function parts(): readonly string[] {
  return (existsSync(cache) ? readdirSync(cache) : [])
    .filter((name) => name.startsWith('texts-'))
    .map((name) => join(cache, name));
}

/** Changes what is kept, as if it had been kept so. */
function rewrite(part: string, from: string, to: string): void {
  const bytes = readFileSync(part);
  const end = bytes.length - 11;
  const start = end - Number(bytes.subarray(end).toString());
  const entries = JSON.parse(bytes.subarray(start, end).toString()) as KeptText[];
  for (const entry of entries) {
    const text = bytes.subarray(entry.offset, entry.offset + entry.length);
    for (let at = text.indexOf(from); at >= 0; at = text.indexOf(from)) text.write(to, at);
    Object.assign(entry, { hash: hashOfText(entry, text) });
  }
  const index = Buffer.from(JSON.stringify(entries));
  writeFileSync(part, Buffer.concat([bytes.subarray(0, start), index, bytes.subarray(end)]));
}

it('answers the second time from what it decided, privately', async () => {
  const first = await ask(['scan']);
  const [part = '', ...others] = decided();
  expect(others).toEqual([]);
  expect(statSync(cache).mode & 0o777).toBe(0o700);
  expect(statSync(part).mode & 0o777).toBe(0o600);
  expect(await ask(['scan'])).toEqual(first);
  rewrite(part, 'alice', 'cache');
  const second = await ask(['scan']);
  expect(second.stdout).toContain('cache');
  expect(second.stdout).not.toContain('alice');
  expect(decided()).toHaveLength(1);
});

it('answers a question about records from those that it is about', async () => {
  for (const command of [
    ['timeline', 'alice'],
    ['actor', 'alice'],
  ]) {
    const first = await ask(command);
    expect(await ask(command)).toEqual(first);
    for (const part of decided()) rewrite(part, 'eu-west-1', 'eu-west-9');
    const { stdout } = await ask(command);
    expect(stdout).toContain('eu-west-9');
    expect(stdout).not.toContain('eu-west-1');
    rmSync(cache, { recursive: true });
  }
});

it('gives other commands with the same rules what a scan decided', async () => {
  await ask(['scan']);
  for (const part of decided()) rewrite(part, 'Logging was stopped', 'Logging was kept so');
  expect((await ask(['overview'])).stdout).toContain(`Logging was kept so × ${FILES}`);
});

it('decides again what was changed or added, with other rules, and for other records', async () => {
  await asked([['scan']]);
  for (const part of decided()) rewrite(part, 'alice', 'cache');
  writeLog(7, [stopped(7, 'mallory')]);
  writeLog(FILES, [stopped(7, 'mallory'), stopped(FILES, 'added')]);
  rmSync(pathOf(8));
  const { stdout, stderr } = await ask(['scan']);
  expect(stdout.match(/"name":"mallory"/g)).toHaveLength(1);
  expect(stdout).toContain('"name":"added"');
  expect(stdout).not.toContain('"eventID":"e8"');
  expect(stderr).toContain('duplicates=1');
  await asked([
    ['scan', '--exclude-rule', 'stopped'],
    ['scan', '--region', 'eu-west-1'],
  ]);
  writeRule('DescribeTrails');
  await asked([['scan']]);
});

it('decides again files that are damaged, rejected or named otherwise, and says the same of them', async () => {
  writeFileSync(pathOf(3), gzipSync(logFile(stopped(3, 'alice'))).subarray(0, 60));
  writeFileSync(pathOf(4), 'no log file');
  writeFileSync(pathOf(5), JSON.stringify({ Records: [stopped(5, 'alice'), 7, { eventName: 'x' }] }));
  for (const _ of [1, 2]) await asked([['scan'], ['overview']]);
  const argv = ['scan', join(logs, '..', 'logs'), pathOf(6), '--no-builtin', '--rules', rules];
  const environment = { TRAILWATCH_CACHE_DIR: cache };
  expect(await runTrailwatch(argv, { environment, currentTime: LATER })).toEqual(
    await runTrailwatch([...argv, '--no-cache'], { currentTime: LATER }),
  );
});

it('keeps nothing without the cache, of few files, or in a folder that others may write', async () => {
  await ask(['scan'], '--no-cache');
  expect(existsSync(cache)).toBe(false);
  for (let file = 20; file < FILES; file++) rmSync(pathOf(file));
  await ask(['scan']);
  expect(parts()).toEqual([]);
  for (let file = 20; file < FILES; file++) writeLog(file, [stopped(file, 'alice')]);
  chmodSync(cache, 0o777);
  await asked([['scan']]);
  expect(parts()).toEqual([]);
});

it('answers two that ask at once', async () => {
  const [one, other] = await Promise.all([ask(['scan']), ask(['scan'])]);
  expect(one).toEqual(other);
  expect(await ask(['scan'])).toEqual(one);
});

it('gives what it gives without the cache, whatever happens between questions', async () => {
  const file = fc.integer({ min: 0, max: 90 });
  const step = fc.oneof(
    fc.record({
      file,
      records: fc.array(
        fc.record({
          id: fc.integer({ min: 0, max: 100 }),
          name: fc.constantFrom('alice', 'mallory'),
          call: fc.constantFrom('StopLogging', 'DescribeTrails', 'CreateUser'),
        }),
        { maxLength: 4 },
      ),
    }),
    fc.record({ gone: file }),
    fc.record({ rule: fc.constantFrom('StopLogging', 'DescribeTrails') }),
    fc.record({ part: fc.nat(8), at: fc.nat(40_000) }),
  );
  const question = fc.array(fc.constantFrom(...COMMANDS), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, question), { maxLength: 4 }), async (steps) => {
      for (const [one, commands] of steps) {
        if ('file' in one)
          writeLog(
            one.file,
            one.records.map(({ id, name, call }) => stopped(id, name, call)),
          );
        else if ('gone' in one) rmSync(pathOf(one.gone), { force: true });
        else if ('rule' in one) writeRule(one.rule);
        else damage(one.part, one.at);
        await asked(commands);
      }
    }),
    { numRuns: 40 },
  );
});

function damage(which: number, at: number): void {
  const all = parts();
  const part = all[which % Math.max(all.length, 1)];
  if (part === undefined) return;
  const bytes = readFileSync(part);
  bytes.write('X', at % bytes.length);
  writeFileSync(part, bytes);
}
