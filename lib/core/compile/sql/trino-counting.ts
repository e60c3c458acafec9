import type { CountingWords } from './sql-table';

/** The words with which Athena and CloudTrail Lake count alike; `timeMs` is what they differ in. */
export function trinoCounting(timeMs: string): CountingWords {
  return {
    timeMs,
    eventId: "NULLIF(eventID, '')",
    recordId: "COALESCE(eventID, '')",
    recordIdAssumptions: [{ code: 'identified-record', field: 'eventID' }],
    accountId: "COALESCE(NULLIF(recipientAccountId, ''), NULLIF(userIdentity.accountId, ''), '')",
    combinations,
    timeText: (ms) => `to_iso8601(from_unixtime(${ms} / 1e3, 'UTC'))`,
  };
}

/** Milliseconds since 1970 of a timestamp in UTC. */
export function trinoMilliseconds(timestamp: string): string {
  return `date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00', ${timestamp})`;
}

/** No record has more combinations than this, as in the matcher. */
const MAX_COMBINATIONS = 100;

function combinations([first = '', ...others]: readonly string[]): string {
  const start = `transform(${distinct(first)}, t -> ARRAY[t])`;
  return others.reduce((tuples, list) => {
    const longer = `transform(${tuples}, p -> transform(${distinct(list)}, t -> p || ARRAY[t]))`;
    return `slice(flatten(${longer}), 1, ${MAX_COMBINATIONS})`;
  }, start);
}

function distinct(texts: string): string {
  return `slice(array_sort(array_distinct(filter(${texts}, t -> t IS NOT NULL))), 1, ${MAX_COMBINATIONS})`;
}
