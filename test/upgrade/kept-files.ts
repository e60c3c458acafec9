import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ServedEvent } from '../bin/history/serve-history';
import { SignedArchive, type TrailPlan } from '../digest/signed-archive';

/** What the last release wrote into files that its users keep. */
export const KEPT_FILES = join(__dirname, '../samples/release-f342aeb3');

/** The trails of the archive whose validation was interrupted; the second one was not validated. */
export const EARLIER_PLANS: readonly TrailPlan[] = ['111122223333', '444455556666'].map((accountId) => ({
  ...{ accountId, hours: 3, logs: 1 },
}));

/** The archive, the same as it was then. */
export const KEPT_ARCHIVE = new SignedArchive(EARLIER_PLANS);

const RECORDS_KEY =
  'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20/111122223333_CloudTrail_eu-west-1_20261120T1200Z_keptrecords00000.json.gz';

/** The log file that was converted. */
export const KEPT_RECORDS = `s3://audit-archive/${RECORDS_KEY}`;

/** The bucket with that log file. */
export function recordsArchive(): SignedArchive {
  const archive = new SignedArchive([]);
  const bytes = gzipSync(readFileSync(join(KEPT_FILES, 'records.json')), { level: 9 });
  archive.put({ bucket: 'audit-archive', key: RECORDS_KEY, bytes, metadata: {} });
  return archive;
}

const NEWEST = Date.parse('2026-11-20T12:00:00Z') / 1000;

/** The events of the history that was interrupted, newest first; some have the same time. */
export const KEPT_EVENTS: readonly ServedEvent[] = Array.from({ length: 130 }, (_, index) => {
  const EventId = `event-${index}`;
  const EventTime = NEWEST - Math.floor(index / 4);
  const CloudTrailEvent = JSON.stringify({
    eventID: EventId,
    eventTime: new Date(EventTime * 1000).toISOString(),
  });
  return { EventId, EventTime, EventName: 'DescribeInstances', CloudTrailEvent };
});
