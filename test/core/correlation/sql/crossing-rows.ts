import type { DuckDBConnection } from '@duckdb/node-api';
import { ContributionCollector } from '../../../../lib/core/correlation/contribution-collector';
import { Detections } from '../../../../lib/core/correlation/detections';
import { findCrossings } from '../../../../lib/core/correlation/find-crossings';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import type { Correlation } from '../../../../lib/core/rule/correlation';

/** What is compared of a row of compiled SQL and of a crossing of the engine. */
export interface CrossingRow {
  readonly group: readonly string[];
  readonly period: string;
  readonly instant: string;
  /** At most `enough`, from which on the engine does not count. */
  readonly count: number;
}

/** The crossings that the engine finds. */
export function crossingsOf(
  correlation: Correlation,
  records: readonly JsonObject[],
): readonly CrossingRow[] {
  const detections = Detections.of([], [correlation]);
  const collector = new ContributionCollector();
  for (const flat of records) {
    const record = flat as unknown as CloudTrailRecord;
    detections.collect(detections.match(record), { record }, {}, collector);
  }
  const rows = collector.groups().flatMap(({ plan, group, contributions }) =>
    findCrossings(plan, contributions).map(({ periodStartMs, instantMs, count }) => ({
      group: group.values,
      period: new Date(periodStartMs).toISOString(),
      instant: new Date(instantMs).toISOString(),
      count,
    })),
  );
  return inOrder(rows);
}

/** A row of compiled SQL, as it stands in `to-correlation-sql.ts`. */
export interface SqlRow {
  readonly correlation_id: string;
  readonly group_values: readonly string[];
  readonly period_start: string;
  readonly counted: string | number;
  readonly first_time: string;
  readonly last_time: string;
  readonly sample_event_ids: readonly string[];
}

/** What a compiled statement finds. */
export async function rowsOf(connection: DuckDBConnection, statement: string): Promise<readonly SqlRow[]> {
  const reader = await connection.runAndReadAll(statement);
  return reader.getRowObjectsJson() as unknown as readonly SqlRow[];
}

/** Rows of compiled SQL as they are compared. */
export function comparable(rows: readonly SqlRow[], enough: number): readonly CrossingRow[] {
  return inOrder(
    rows.map((row) => ({
      group: row.group_values,
      period: row.period_start,
      instant: row.last_time,
      count: Math.min(Number(row.counted), enough),
    })),
  );
}

function inOrder(rows: readonly CrossingRow[]): readonly CrossingRow[] {
  const nameOf = ({ group, period }: CrossingRow) => JSON.stringify([group, period]);
  return [...rows].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}
