import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Alert } from '../../lib/core/alert/alert';
import type { JsonObject } from '../../lib/core/json/json-value';
import { folderForAllTests, folderForEachTest } from '../test-folder';
import { type Outcome, runTrailwatch, type Surroundings } from './run-trailwatch';

/** A rule that matches `StopLogging`; the other one of the folder is less severe. */
export const RULE = `title: Logging was stopped
name: stopped
level: high
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventSource: cloudtrail.amazonaws.com, eventName: StopLogging }
  condition: selection
`;
const QUIET_RULE = RULE.replace('Logging was stopped', 'Somebody looked')
  .replace('stopped', 'looked')
  .replace('high', 'low')
  .replace('StopLogging', 'DescribeTrails');

let folder: string;

/** Gives every test of a file a folder of its own, with two rules in it, or all of them one that they share. */
export function useScanFolder({ isShared = false } = {}): void {
  folder = isShared ? folderForAllTests() : folderForEachTest();
  (isShared ? beforeAll : beforeEach)(() => {
    put('rules/stopped.yml', RULE);
    put('rules/looked.yml', QUIET_RULE);
  });
}

/** Runs `trailwatch scan` on paths of the folder, with its rules alone. */
export function scan(argv: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const paths = argv.map((word, index) => (isPath(word, argv[index - 1]) ? at(word) : word));
  return runTrailwatch(['scan', ...paths, '--no-builtin', '--rules', at('rules')], surroundings);
}

function isPath(word: string, before: string | undefined): boolean {
  return (
    word !== '-' && !word.startsWith('s3://') && !word.startsWith('-') && before?.startsWith('--') !== true
  );
}

/** Where a file of the folder is. */
export function at(name: string): string {
  return join(folder, name);
}

/** Writes a file of the folder. */
export function put(name: string, content: string | Buffer): void {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), content);
}

/** A whole record. */
export function record(eventName: string, eventID: string, recipientAccountId = '111122223333'): JsonObject {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: 'mallory', accountId: '111122223333' },
    eventTime: '2026-08-17T14:01:31Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName,
    awsRegion: 'eu-west-1',
    sourceIPAddress: '198.51.100.7',
    eventID,
    recipientAccountId,
  };
}

/** A log file as CloudTrail writes it, unpacked. */
export function logFile(...records: readonly JsonObject[]): string {
  return JSON.stringify({ Records: records });
}

/** The alerts of standard output. */
export function alertsIn(ndjson: string): Alert[] {
  return ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Alert);
}

type Counts = Partial<Record<(typeof COUNTED)[number] | 'skipped', number>>;
const COUNTED = ['files', 'records', 'duplicates', 'matched', 'unmatched', 'rejected', 'alerts'] as const;

/** The last line; `bytes` is the size of the plain files that were read. */
export function counts(expected: Counts, files: readonly string[]): string {
  const bytes = files.reduce((sum, file) => sum + readFileSync(at(file)).length, 0);
  const words = COUNTED.map((name) => `${name}=${expected[name] ?? 0}`);
  return `${[...words, `bytes=${bytes}`, 'seconds=0.00', `skipped=${expected.skipped ?? 0}`].join(' ')}\n`;
}
