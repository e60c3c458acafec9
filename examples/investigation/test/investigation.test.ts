import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeSampleArchive } from '../lib/sample-archive';

const PACKAGE = 'trailwatch';
const LEAKED_KEY = 'AKIAEXAMPLECIDEPLOY1';

/** The installed command line. */
function commandLine(): string {
  const manifest = require.resolve(`${PACKAGE}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { trailwatch: string } };
  return join(dirname(manifest), bin.trailwatch);
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'investigation-'));
  writeSampleArchive(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a step of the walk, in the folder of the archive. */
function trailwatch(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [commandLine(), ...args], { cwd: folder, encoding: 'utf8' });
}

/** What a step prints, a JSON value a line. */
function linesOf(stdout: string): Record<string, unknown>[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('1. scan finds that a user was made administrator, and that the trail was stopped', () => {
  const { status, stdout } = trailwatch('scan', 'archive', '--min-severity', 'high');
  expect(status).toBe(0);
  expect(linesOf(stdout).map(({ title }) => title)).toEqual(
    expect.arrayContaining([
      'New user made administrator',
      'Administrator policy attached',
      'CloudTrail trail stopped or deleted',
    ]),
  );
});

test('2. actor shows when the key came from an address that it never had', () => {
  const { status, stdout } = trailwatch('actor', LEAKED_KEY, 'archive', '--format', 'table');
  expect(status).toBe(0);
  expect(stdout).toMatch(/2026-11-20T02:41:07Z +address 198\.51\.100\.66/);
});

test('3. view prints what came from this address', () => {
  const { stdout } = trailwatch('view', 'archive', '--actor', '198.51.100.66');
  expect(linesOf(stdout).map(({ eventName }) => eventName)).toEqual([
    'GetCallerIdentity',
    'ListUsers',
    'CreateUser',
    'AttachUserPolicy',
    'CreateAccessKey',
    'StopLogging',
  ]);
});

test('4. query counts the calls of each address', () => {
  const sql = 'SELECT source_ip_address, count(*) AS calls FROM events GROUP BY 1 ORDER BY calls DESC';
  const { status, stdout, stderr } = trailwatch('query', sql, 'archive');
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(linesOf(stdout)).toContainEqual({ source_ip_address: '198.51.100.66', calls: 6 });
});

test('5. validate proves that a log file was changed after its delivery', () => {
  const keys = ['--public-keys', 'keys.json', '--metadata', 'metadata.json'];
  const range = ['--start', '2026-11-20T01:00:00Z', '--end', '2026-11-20T04:00:00Z'];
  const { status, stdout } = trailwatch('validate', 'archive', ...keys, ...range);
  expect(status).toBe(1);
  const wrong = linesOf(stdout).filter((file) => file.status !== 'valid');
  expect(wrong).toMatchObject([
    { kind: 'log', status: 'invalid', key: expect.stringContaining('_20261120T0355Z_') },
  ]);
});
