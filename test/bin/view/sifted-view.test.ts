import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { folderForEachTest } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';

const folder = folderForEachTest();

/** Enough for records to be searched before they are parsed. */
const FILES = 4;
const RECORDS = 600;

function record(number: number): object {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: number % 3 === 0 ? 'eve' : 'alice' },
    eventTime: `2026-08-17T14:${String(number % 60).padStart(2, '0')}:00Z`,
    eventSource: 'iam.amazonaws.com',
    eventName: number % 2 === 0 ? 'CreateUser' : 'ListUsers',
    awsRegion: number % 5 === 0 ? 'eu-west-1' : 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    eventID: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
  };
}

it.each([
  [['--event-name', 'create*'], (number: number) => number % 2 === 0],
  [['--event-name', 'CreateUser', '--actor', 'Eve'], (number: number) => number % 6 === 0],
  [['--actor', 'nobody'], () => false],
])('prints the records of %j, and counts all that are chosen', async (options, isAsked) => {
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  const numbers = Array.from({ length: FILES * RECORDS }, (_, number) => number);
  for (let file = 0; file < FILES; file++) {
    const own = numbers.slice(file * RECORDS, (file + 1) * RECORDS).map(record);
    writeFileSync(join(logs, `${file}.json.gz`), gzipSync(JSON.stringify({ Records: own })));
  }
  const argv = ['view', logs, '--region', 'eu-west-1', '--format', 'ndjson', ...options];
  const { stdout, stderr } = await runTrailwatch(argv);
  const chosen = numbers.filter((number) => number % 5 === 0);
  const printed = stdout.split('\n').filter((line) => line !== '');
  expect(printed.map((line) => JSON.parse(line) as object)).toEqual(chosen.filter(isAsked).map(record));
  expect(stderr).toContain(`records=${chosen.length} printed=${printed.length}`);
});
