import { DUCKDB_EVENT_COLUMNS } from '../../lib/core/query/to-duckdb-events';
import { OCSF_COLUMNS } from '../../lib/core/query/to-ocsf';
import type { DatasetKind } from './dataset-files';

/** The folders of a dataset, outermost first. */
export const PARTITION_COLUMNS: readonly string[] = ['account', 'region', 'date'];

/** A record may say anything: what is no account, Region or day is in the folder `other`. */
const PARTITIONS = [
  `CASE WHEN regexp_full_match(account_of_record, '[0-9]{12}') THEN account_of_record ELSE 'other' END AS account`,
  `CASE WHEN regexp_full_match(aws_region, '[a-z0-9-]{1,32}') THEN aws_region ELSE 'other' END AS region`,
  `COALESCE(strftime(event_time, '%Y-%m-%d'), 'other') AS date`,
].join(', ');

/** A SELECT from `loaded_events` with the columns of the partitions. */
export function toPartitions(kind: DatasetKind): string {
  const account = `COALESCE(nullif(recipient_account_id, ''), json_extract_string(record, '$.accountId'), identity_account_id, '')`;
  const loaded = `(SELECT *, ${account} AS account_of_record FROM loaded_events)`;
  switch (kind) {
    case 'events':
      return `SELECT ${DUCKDB_EVENT_COLUMNS.map(([name]) => name).join(', ')}, ${PARTITIONS} FROM ${loaded}`;
    case 'ocsf':
      return `SELECT ${OCSF_COLUMNS.map(([name, sql]) => `${sql} AS ${name}`).join(', ')}, ${PARTITIONS} FROM ${loaded}`;
    default:
      return kind satisfies never;
  }
}
