import { listAt, numberAt, textAt } from '../../lib/core/fact/text-at';
import { isAggregatedRecord } from '../../lib/core/record/is-record';
import type { CloudTrailRecord } from '../../lib/core/record/record';

/** A value of a dimension, such as the event `GetObject`, and how many events of the five minutes had it. */
interface Counted {
  readonly name: string;
  readonly count: number | undefined;
}

/** The names of dimensions in CloudTrail's own spelling. */
type Dimension = 'eventName' | 'userIdentity' | 'sourceIpAddress' | 'userAgent' | 'resourceARN' | 'errorCode';

/** Columns of a table of records for CloudTrail's summaries of data events; empty for any other record. */
export const AGGREGATE_COLUMNS: readonly (readonly [
  name: string,
  value: (record: CloudTrailRecord) => string,
])[] = [
  [
    'windowEnd',
    (record) => (isAggregatedRecord(record) ? (textAt(record, 'timeWindow', 'windowEnd') ?? '') : ''),
  ],
  ['countedEvents', (record) => countsText(record, 'eventName')],
  ['countedUsers', (record) => countsText(record, 'userIdentity')],
  ['countedAddresses', (record) => countsText(record, 'sourceIpAddress')],
  ['countedUserAgents', (record) => countsText(record, 'userAgent')],
  ['countedResources', (record) => countsText(record, 'resourceARN')],
  ['countedErrors', (record) => countsText(record, 'errorCode')],
];

/** The cells of a table of events that have no field of their own in a summary: what was counted, the most frequent first. */
export function aggregateCells(
  record: CloudTrailRecord,
): Readonly<Record<'event' | 'who' | 'source' | 'error', string | undefined>> | undefined {
  if (!isAggregatedRecord(record)) return undefined;
  const cell = (dimension: Dimension) =>
    countsOf(record, dimension)
      .map(({ name, count }) => (count === undefined ? name : `${count} × ${name}`))
      .join(', ') || undefined;
  return {
    event: cell('eventName') ?? cell('resourceARN') ?? textAt(record, 'eventSource'),
    who: cell('userIdentity'),
    source: cell('sourceIpAddress'),
    error: cell('errorCode'),
  };
}

/** Texts by which a summary is found as the calls that it counts are; none of any other record. */
export function aggregateTexts(
  record: CloudTrailRecord,
  dimensions: readonly Dimension[],
): readonly string[] {
  return dimensions.flatMap((dimension) => countsOf(record, dimension).map(({ name }) => name));
}

/** Whether a summary counts calls that failed. */
export function countsFailures(record: CloudTrailRecord): boolean {
  return countsOf(record, 'errorCode').some(({ name, count }) => name !== 'null' && count !== 0);
}

/** The values of a dimension, whether it is the primary one or among the details, the most frequent first. */
function countsOf(record: CloudTrailRecord, dimension: Dimension): readonly Counted[] {
  if (!isAggregatedRecord(record)) return [];
  const { summary } = record as { readonly summary?: { readonly primaryDimension?: unknown } };
  return [summary?.primaryDimension, ...listAt(record, 'summary', 'details')]
    .filter((one) => isSpelled(textAt(one, 'dimension'), dimension))
    .flatMap((one) => listAt(one, 'statistics'))
    .flatMap((one) => {
      const name = textAt(one, 'name');
      return name === undefined ? [] : [{ name, count: numberAt(one, 'value') }];
    })
    .sort((one, other) => (other.count ?? 0) - (one.count ?? 0));
}

/** The guide has `errorCodes` beside dimensions in the singular. */
function isSpelled(name: string | undefined, dimension: Dimension): boolean {
  return [dimension, `${dimension}s`].some((known) => known.toLowerCase() === name?.toLowerCase());
}

/** `GetObject 1200; PutObject 3` */
function countsText(record: CloudTrailRecord, dimension: Dimension): string {
  return countsOf(record, dimension)
    .map(({ name, count }) => (count === undefined ? name : `${name} ${count}`))
    .join('; ');
}
