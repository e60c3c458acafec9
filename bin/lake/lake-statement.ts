import { textList } from '../../lib/core/compile/sql/sql-literal';
import { lakeEvents } from '../../lib/core/query/to-query-sql';
import { UserError } from '../cli/user-error';
import { readingsOf, withoutTexts, withView } from '../query/with-view';
import type { ChosenRecords } from '../records/record-filter';

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartQuery.html */
const MAX_CHARACTERS = 10_000;

/** The store with the selected events, for the FROM clause. CloudTrail scans only the time range. */
export function toChosenStore(storeId: string, { accounts, regions, range }: ChosenRecords): string {
  const conditions = [
    ...(accounts.length === 0 ? [] : [`recipientAccountId IN ${textList(accounts)}`]),
    ...(regions.length === 0 ? [] : [`awsRegion IN ${textList(regions)}`]),
    ...(range?.startMs === undefined ? [] : [`eventTime >= ${timeText(range.startMs)}`]),
    ...(range?.endMs === undefined ? [] : [`eventTime < ${timeText(Math.ceil(range.endMs / 1000) * 1000)}`]),
  ];
  return conditions.length === 0 ? storeId : `${storeId} WHERE ${conditions.join(' AND ')}`;
}

/** The same as a query, for statements with their own FROM clause. */
export function toChosenQuery(storeId: string, chosen: ChosenRecords): string {
  const store = toChosenStore(storeId, chosen);
  return store === storeId ? storeId : `(SELECT * FROM ${store})`;
}

/**
 * A SELECT of the user: with the view `events`, or over the store itself, which it then names by its id.
 *
 * @throws {@link UserError} if it reads neither, or if options select events of a store that it names itself
 */
export function toLakeStatement(sql: string, storeId: string, chosen: ChosenRecords): string {
  const words = withoutTexts(sql);
  const readsStore = words.includes(storeId);
  if (readsStore && toChosenStore(storeId, chosen) !== storeId) {
    throw new UserError(
      'the SQL names the store itself, so --account, --region, --start and --end cannot choose its events; write FROM events',
    );
  }
  if (readingsOf(sql) > 0) {
    const view = `events AS (${lakeEvents(words)} FROM ${toChosenStore(storeId, chosen)})`;
    return checkLength(withView(sql, view));
  }
  if (readsStore) return checkLength(sql.replace(/[;\s]+$/, ''));
  throw new UserError(
    `the SQL reads neither the view events nor the store; write FROM events, or FROM ${storeId}`,
  );
}

/** @throws {@link UserError} if a statement exceeds the CloudTrail limit */
export function checkLength(statement: string): string {
  const { length } = statement;
  if (length <= MAX_CHARACTERS) return statement;
  throw new UserError(
    `the SQL has ${length} characters with the view events; CloudTrail Lake accepts at most ${MAX_CHARACTERS}; name columns instead of *`,
  );
}

/** The time format of event data store queries. */
function timeText(timeMs: number): string {
  return `'${new Date(timeMs)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '')}'`;
}
