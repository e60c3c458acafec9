import type { Json } from '../json/json-value';
import { isAggregatedRecord } from './is-record';
import type { CloudTrailRecord } from './record';

/** Whether the record should have a time and has none: exports of Elastic and Logstash keep it in `@timestamp`. */
export function lacksTime(record: CloudTrailRecord): boolean {
  const { eventTime }: { readonly eventTime?: Json } = record;
  return (typeof eventTime !== 'string' || eventTime === '') && !isAggregatedRecord(record);
}

/** The same record with the time of `@timestamp`, as CloudTrail writes times; without any time if there is none. */
export function withTime(record: CloudTrailRecord): CloudTrailRecord {
  const {
    eventTime: _,
    '@timestamp': timestamp,
    ...rest
  } = record as CloudTrailRecord & { '@timestamp'?: Json };
  const timeMs = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  const kept = timestamp === undefined ? rest : { ...rest, '@timestamp': timestamp };
  if (Number.isNaN(timeMs)) return kept as CloudTrailRecord;
  return { ...kept, eventTime: `${new Date(timeMs).toISOString().slice(0, 19)}Z` } as CloudTrailRecord;
}
