import { join } from 'node:path';
import { readRulesWithExamples } from '../../../bin/generators/built-in-rules';
import { targetsOf } from '../../../lib/core/fact/targets/targets-of';
import type { JsonObject } from '../../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { runTrailwatch } from '../run-trailwatch';
import { at, logFile, put, useScanFolder } from '../scan-folder';

useScanFolder();

const PLACE = {
  recipientAccountId: '111122223333',
  awsRegion: 'eu-west-1',
  eventTime: '2026-11-20T10:00:00Z',
};

const RECORDS = readRulesWithExamples()
  .flatMap(({ examples }) => examples.matching.map(({ record }) => record))
  .map((record, number): JsonObject => ({ ...record, ...PLACE, eventID: `call-${number}` }));

/** The objects of lines of JSON, by their first member. */
async function rowsOf(sql: string, folder: string): Promise<ReadonlyMap<unknown, unknown>> {
  const { stdout, stderr } = await runTrailwatch(['query', sql, folder, '--format', 'ndjson']);
  if (stdout === '') throw new Error(stderr);
  const rows = stdout.trimEnd().split('\n');
  return new Map(rows.map((row) => Object.values(JSON.parse(row) as JsonObject) as [unknown, unknown]));
}

describe('the column targets', () => {
  test('has what alerts name, of log files and of what is converted', async () => {
    const odd = { ...PLACE, eventName: 'GetObject', eventSource: 's3.amazonaws.com', eventID: 'odd' };
    const records = [...RECORDS, { ...odd, requestParameters: { bucketName: 'b', key: 'half \ud800' } }];
    put('logs/a.json', logFile(...records));
    await runTrailwatch(['convert', at('logs'), '--out', at('out')]);
    const sql = 'SELECT event_id, targets FROM events';
    const [read, converted] = [await rowsOf(sql, at('logs')), await rowsOf(sql, at('out'))];
    expect(converted).toEqual(read);
    expect(read.size).toBeGreaterThan(500);
    for (const record of RECORDS) {
      const targets = targetsOf(record as unknown as CloudTrailRecord).map(({ type, name, arn = null }) => ({
        ...{ type, name, arn },
      }));
      expect([record.eventID, read.get(record.eventID)]).toEqual([record.eventID, targets]);
    }
  });

  test('finds the calls on a resource, and is NULL where an earlier version converted', async () => {
    put('logs/a.json', logFile(...RECORDS));
    const ofBuckets = await rowsOf(
      `SELECT event_id, len(list_filter(targets, lambda t: t."type" = 'AWS::S3::Bucket')) AS n FROM events WHERE n > 0`,
      at('logs'),
    );
    expect(ofBuckets.size).toBeGreaterThan(20);
    const kept = join(__dirname, '../../samples/release-f342aeb3/parquet');
    const before = await rowsOf('SELECT event_id, targets FROM events', kept);
    expect(before.size).toBeGreaterThan(0);
    expect(new Set(before.values())).toEqual(new Set([null]));
  });
});
