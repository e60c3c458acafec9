import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../lib/core/json/json-value';
import { runTrailwatch } from './run-trailwatch';
import { at, logFile, put, record, useScanFolder } from './scan-folder';

useScanFolder();

/** Clears the screen, in two spellings; a line of its own; writes backwards; is not seen. */
const HOSTILE = '\u001b[2J\u009b2J\r\nforged: line\u2028\u202ereversed\u200b\u0007';

/** A terminal must not get any of these: line breaks are the program's own. */
const OBEYED = /(?![\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for
const OWN = /\u001b\[(?:\d*(?:;\d+)*m|K)|\r/g;

function hostile(value: Json | undefined): Json {
  if (typeof value === 'string') return `${value}${HOSTILE}`;
  if (Array.isArray(value)) return value.map(hostile);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [`${name}`, hostile(one)]));
}

const PLAIN = record('StopLogging', 'e1');
/** Rules still match it, and accounts, Regions and names are where they were. */
const RECORD = {
  ...(hostile(PLAIN) as object),
  userIdentity: { ...(hostile(PLAIN.userIdentity) as object), userName: 'mallory' },
  ...{ eventSource: PLAIN.eventSource, eventName: PLAIN.eventName },
  requestParameters: { [`name${HOSTILE}`]: HOSTILE },
};

const COMMANDS: readonly (readonly string[])[] = [
  ...['table', 'ndjson', 'csv', 'sarif'].map((format) => ['scan', '--format', format]),
  ['scan', '--group'],
  ['scan', '--details'],
  ...['table', 'ndjson', 'csv'].map((format) => ['view', '--format', format]),
  ...['table', 'json'].map((format) => ['actor', 'mallory', '--format', format]),
];

test.each(COMMANDS)('nothing in a record is obeyed by a terminal: %s %s %s %s', async (...words) => {
  const [command = '', ...options] = words.filter((word) => word !== undefined);
  put('logs/a.json', logFile(RECORD as never));
  const [who, rest] = command === 'actor' ? [options.slice(0, 1), options.slice(1)] : [[], options];
  const rules = command === 'scan' ? ['--no-builtin', '--rules', at('rules')] : [];
  const { stdout, stderr, status } = await runTrailwatch([command, ...who, at('logs'), ...rest, ...rules], {
    terminalColumns: 120,
  });
  expect([status, stderr, stdout.length > 0]).toEqual([expect.any(Number), expect.any(String), true]);
  expect(OBEYED.exec((stdout + stderr).replace(OWN, ''))).toBeNull();
  expect(stdout).not.toMatch(/^forged/m);
});

test('every command writes JSON by the one writer', () => {
  const folder = join(__dirname, '../../bin');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(commands|outputs|view|query|trails|cost|actor|history|lake|review|backtest)\/.*\.ts$/.test(file),
  );
  const writers = files.filter((file) =>
    /\$\{JSON\.stringify\([^`]*\}\\n`/.test(readFileSync(join(folder, file), 'utf8')),
  );
  // what goes to DuckDB is no output
  expect(writers).toEqual(['query/query-database.ts']);
});
