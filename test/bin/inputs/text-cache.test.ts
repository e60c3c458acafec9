import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { hashOfText, type KeptText } from '../../../bin/inputs/kept-text';
import { folderForEachTest } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';
import { FILES, textOf } from './cached-text';

const folder = folderForEachTest();

/** All files are of before. */
const LATER = '2100-01-01T00:00:00Z';

let logs: string;
let cache: string;

beforeEach(() => {
  cache = join(folder, 'cache');
  logs = join(folder, 'logs');
  mkdirSync(logs);
  for (let file = 0; file < FILES; file++) writeLog(file, 'alice');
});

function pathOf(file: number): string {
  return join(logs, `${String(file).padStart(3, '0')}.json.gz`);
}

function writeLog(file: number, name: string): void {
  writeFileSync(pathOf(file), file % 2 === 0 ? gzipSync(textOf(file, name)) : textOf(file, name));
}

async function view(...options: readonly string[]): Promise<string> {
  const environment = { TRAILWATCH_CACHE_DIR: cache };
  const argv = ['view', logs, '--columns', 'eventID,actor', ...options];
  const { stdout } = await runTrailwatch(argv, { environment, currentTime: LATER });
  return stdout;
}

/** What a question gives, held to what it gives without the cache. */
async function asked(): Promise<string> {
  const found = await view();
  expect(found).toBe(await view('--no-cache'));
  return found;
}

function parts(): readonly string[] {
  return (existsSync(cache) ? readdirSync(cache) : []).map((name) => join(cache, name));
}

/** The names of the files that are in the cache. */
function keptFiles(): readonly string[] {
  const texts = parts().map((part) => readFileSync(part, 'utf8'));
  return [...texts.join('').matchAll(/"key":"[^"]*\/(\d{3})\.json/g)].map(([, name = '']) => name);
}

it('keeps texts after the first files, privately, and answers from them', async () => {
  const first = await asked();
  expect(first.trim().split('\n')).toHaveLength(FILES);
  expect(keptFiles()).toHaveLength(FILES - 64);
  expect(statSync(cache).mode & 0o777).toBe(0o700);
  for (const part of parts()) expect(statSync(part).mode & 0o777).toBe(0o600);
  expect(await asked()).toBe(first);
  expect(parts()).toHaveLength(1);
});

it('answers from kept texts, and not from the log files', async () => {
  await view();
  const [part = ''] = parts();
  const bytes = readFileSync(part);
  const end = bytes.length - 11;
  const from = end - Number(bytes.subarray(end).toString());
  const entries = JSON.parse(bytes.subarray(from, end).toString()) as KeptText[];
  for (const entry of entries) {
    const text = bytes.subarray(entry.offset, entry.offset + entry.length);
    text.write('cache', text.indexOf('alice'));
    Object.assign(entry, { hash: hashOfText(entry, text) });
  }
  writeFileSync(
    part,
    Buffer.concat([bytes.subarray(0, from), Buffer.from(JSON.stringify(entries)), bytes.subarray(end)]),
  );
  expect((await view()).match(/cache/g)).toHaveLength(FILES - 64);
});

it('notices a file that is changed, added or deleted, also one with its former size and time', async () => {
  await asked();
  const { atime, mtime } = statSync(pathOf(79));
  writeLog(79, 'mallo');
  utimesSync(pathOf(79), atime, mtime);
  expect(await asked()).toContain('mallo');
  writeLog(80, 'added');
  expect(await asked()).toContain('added');
  rmSync(pathOf(79));
  expect(await asked()).not.toContain('mallo');
});

it.each<readonly [string, (part: string) => void]>([
  ['of which a byte is another one', (part) => damage(part, (bytes) => bytes.fill('X', 200, 201))],
  [
    'with the text of another record',
    (part) => damage(part, (bytes) => bytes.write('mallo', bytes.indexOf('alice'))),
  ],
  ['with another index', (part) => damage(part, (bytes) => bytes.write('9', bytes.indexOf('"offset":') + 9))],
  ['that ends early', (part) => truncateSync(part, 100)],
  ['that is longer', (part) => appendFileSync(part, 'more')],
  ['that is empty', (part) => truncateSync(part, 0)],
  ['that others may write', (part) => chmodSync(part, 0o666)],
  ['that is gone', (part) => rmSync(part)],
])('gives the same answer with a part %s', async (_, change) => {
  const first = await asked();
  const [part = ''] = parts();
  change(part);
  expect(await asked()).toBe(first);
});

function damage(part: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(part);
  change(bytes);
  writeFileSync(part, bytes);
}

it('keeps nothing that changed just now, and nothing in a folder that others may write, or that is read', async () => {
  const environment = { TRAILWATCH_CACHE_DIR: cache };
  await runTrailwatch(['view', logs], { environment, currentTime: new Date().toISOString() });
  expect(parts()).toEqual([]);
  chmodSync(cache, 0o777);
  await view();
  expect(parts()).toEqual([]);
  const inside = { TRAILWATCH_CACHE_DIR: join(logs, 'cache') };
  await runTrailwatch(['view', logs], { environment: inside, currentTime: LATER });
  expect(readdirSync(logs)).not.toContain('cache');
});

it('answers two that ask at once, and leaves what both kept', async () => {
  const [one, other] = await Promise.all([view(), view()]);
  expect(one).toBe(other);
  expect(await asked()).toBe(one);
});

it('gives the same alerts, cases and counts from kept texts', async () => {
  const environment = { TRAILWATCH_CACHE_DIR: cache };
  for (const [verb = '', ...options] of [['scan'], ['overview'], ['actor', 'alice'], ['timeline', 'alice']]) {
    const ask = (...more: readonly string[]) =>
      runTrailwatch([verb, ...options, logs, ...more], { environment, currentTime: LATER });
    const without = await ask('--no-cache');
    expect(await ask()).toEqual(without);
    expect(await ask()).toEqual(without);
  }
});

it('gives what it gives without the cache, whatever happens to the files between questions', async () => {
  const step = fc.oneof(
    fc.record({ file: fc.integer({ min: 60, max: 90 }), name: fc.constantFrom('alice', 'mallo', 'someone') }),
    fc.record({ gone: fc.integer({ min: 60, max: 90 }) }),
    fc.record({ at: fc.nat(20_000) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      for (const one of steps) {
        if ('file' in one) writeLog(one.file, one.name);
        else if ('gone' in one) rmSync(pathOf(one.gone), { force: true });
        else
          for (const part of parts().slice(0, 1))
            damage(part, (bytes) => bytes.write('X', one.at % bytes.length));
        await asked();
      }
    }),
    { numRuns: 40 },
  );
});
