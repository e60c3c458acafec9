import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { readBuiltInFiles as readBuiltIn } from '../../../bin/generators/built-in-rules';
import { parseOwnRules } from '../../../bin/rules/own-rules';
import { RuleCache } from '../../../bin/rules/rule-cache';
import { sigma } from '../../constructs/rule/rule-file';
import { folderForEachTest } from '../../test-folder';
import { type Outcome, runTrailwatch } from '../run-trailwatch';

/** One that is used, one that repeats its id, one that is none, and a correlation with a rule of its own. */
const FILES = {
  'a.yml': sigma('StopLogging', 'high'),
  'b.yml': sigma('StopLogging', 'low'),
  'c.yml': 'title: nothing\n',
};

const RECORD = {
  eventVersion: '1.11',
  eventID: 'e1',
  eventTime: '2026-08-17T14:05:00Z',
  eventName: 'StopLogging',
  eventSource: 'cloudtrail.amazonaws.com',
  recipientAccountId: '111122223333',
  awsRegion: 'eu-west-1',
};

const folder = folderForEachTest();
let cache: string;

beforeEach(() => {
  cache = join(folder, 'cache');
  mkdirSync(join(folder, 'rules'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, 'rules', name), text);
  writeFileSync(join(folder, 'log.json'), JSON.stringify({ Records: [RECORD] }));
});

function scan(
  environment: Readonly<Record<string, string>> = { TRAILWATCH_CACHE_DIR: cache },
): Promise<Outcome> {
  const argv = ['scan', join(folder, 'log.json'), '--no-builtin', '--rules', join(folder, 'rules')];
  return runTrailwatch(argv, { environment });
}

function entries(): readonly string[] {
  return readdirSync(cache);
}

function entry(): string {
  return join(cache, entries()[0] ?? '');
}

/** A rule set that no file of the folder holds, as the cache would write it. */
function plant(): string {
  const sources = Object.keys(FILES).map((name) => {
    const file = join(folder, 'rules', name);
    return { file, text: readFileSync(file, 'utf8') };
  });
  const forged = parseOwnRules([{ file: 'x.yml', text: sigma('GetObject', 'low') }]);
  RuleCache.of({ TRAILWATCH_CACHE_DIR: cache })?.write(sources, forged);
  return entry();
}

test('alerts, problems and status are the same without a remembered rule set, with a new one and with a known one', async () => {
  const without = await scan({ TRAILWATCH_CACHE_DIR: '' });
  expect(without.stdout).toContain('StopLogging');
  expect(without.stderr).toContain('the first is used');
  expect(without.stderr).toContain('c.yml:1:1: ');
  expect(without.status).toBe(2);
  expect(await scan()).toEqual(without);
  expect(entries()).toHaveLength(1);
  expect(await scan()).toEqual(without);
});

test('what is remembered is what is used', async () => {
  plant();
  expect((await scan()).stdout).toBe('');
});

test('rules that changed are parsed again', async () => {
  await scan();
  writeFileSync(join(folder, 'rules', 'a.yml'), sigma('StopLogging', 'critical'));
  expect((await scan()).stdout).toContain('"severity":"critical"');
  expect(entries()).toHaveLength(2);
});

test.each<[what: string, change: (path: string) => void]>([
  ['that is cut', (path) => writeFileSync(path, readFileSync(path).subarray(0, -5))],
  ['that is empty', (path) => writeFileSync(path, '')],
  [
    'with another letter',
    (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('GetObject', 'GotObject')),
  ],
  ['that others may write', (path) => chmodSync(path, 0o622)],
  ['in a folder that others may write', () => chmodSync(cache, 0o777)],
  [
    'that is a link',
    (path) => {
      writeFileSync(join(folder, 'elsewhere'), readFileSync(path), { mode: 0o600 });
      rmSync(path);
      symlinkSync(join(folder, 'elsewhere'), path);
    },
  ],
])('an entry %s is not used', async (_what, change) => {
  change(plant());
  expect((await scan()).stdout).toContain('StopLogging');
});

test('a folder that cannot be written is no fault', async () => {
  writeFileSync(cache, 'a file');
  const without = await scan({ TRAILWATCH_CACHE_DIR: '' });
  expect(await scan()).toEqual(without);
  expect(readFileSync(cache, 'utf8')).toBe('a file');
});

test('the folder is the one of the user, and only this user may read it', async () => {
  await scan({ XDG_CACHE_HOME: cache });
  expect(entries()).toEqual(['trailwatch']);
  const own = join(cache, 'trailwatch');
  expect(statSync(own).mode & 0o777).toBe(0o700);
  expect(readdirSync(own).map((name) => statSync(join(own, name)).mode & 0o777)).toEqual([0o600]);
});

test('the oldest rule sets make room', async () => {
  for (let at = 0; at < 20; at++) {
    writeFileSync(join(folder, 'rules', 'a.yml'), sigma(`Call${at}`, 'high'));
    await scan();
  }
  expect(entries()).toHaveLength(16);
});

test('every rule and correlation of the catalogue is the same afterwards', () => {
  const sources = readBuiltIn().map(({ path, text }) => ({ file: path, text }));
  const parsed = parseOwnRules(sources);
  const remembered = RuleCache.of({ TRAILWATCH_CACHE_DIR: cache });
  remembered?.write(sources, parsed);
  const read = remembered?.read(sources);
  expect(parsed.document.rules.length).toBeGreaterThan(100);
  expect(JSON.stringify(read)).toBe(JSON.stringify(parsed));
});
