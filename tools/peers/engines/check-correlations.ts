import { planCorrelation } from '../../../lib/core/correlation/correlation-plan';
import { toCorrelationSql } from '../../../lib/core/correlation/sql/to-correlation-sql';
import type { JsonObject } from '../../../lib/core/json/json-value';
import type { Correlation } from '../../../lib/core/rule/correlation';
import { randomCorrelation, randomRecords } from '../../../test/core/correlation/random-correlation';
import { comparable, crossingsOf, type SqlRow } from '../../../test/core/correlation/sql/crossing-rows';
import { shapedCorrelation, shapedFlat } from '../../../test/core/correlation/sql/shaped-stream';
import { TRINO_TABLES, type TrinoTable } from '../../../test/core/correlation/sql/trino-tables';
import { rowOf } from '../../../test/equivalence/athena-table';
import { chanceOf } from '../../../test/lambda/chance';
import { CORRELATIONS, recordsInOrder, recordsOf } from '../../../test/rules/correlated-records';
import type { Outcome } from '../outcome';
import type { Trino } from './trino';

/** How many random correlations are tried in each table, and from which seed. */
export interface CorrelationCases {
  readonly correlations: number;
  readonly seed: number;
}

/** A correlation and the records that it is run on. */
interface Stream {
  readonly name: string;
  readonly correlation: Correlation;
  readonly records: readonly JsonObject[];
}

/**
 * Compiled correlations find in Trino the groups, periods and counts that the engine finds. Trino is slow to compile them, so that each
 * built-in one raises in one table and is one record short in the other, by turns.
 */
export async function checkCorrelations(
  trino: Trino,
  { correlations, seed }: CorrelationCases,
  outcome: Outcome,
): Promise<void> {
  const random = Array.from({ length: correlations }, (_, index) => randomStream(seed + index));
  for (const [at, table] of TRINO_TABLES.entries()) {
    const builtIn = CORRELATIONS.map(([name, correlation], index) =>
      builtInStream(name, correlation, (index + at) % 2),
    );
    const about = `${table.name} in Trino, correlations`;
    await checkStreams(trino, { table, streams: random, about: `${about}, random (seed ${seed})` }, outcome);
    await checkStreams(trino, { table, streams: builtIn, about: `${about}, built-in` }, outcome);
  }
}

function randomStream(seed: number): Stream {
  const chance = chanceOf(seed);
  const correlation = shapedCorrelation(randomCorrelation(chance));
  const records = randomRecords(chance, 1 + Math.floor(chance() * 60)).map(shapedFlat);
  return { name: `seed ${seed}`, correlation, records: [...records, ...records.slice(0, 10)] };
}

/** As many records as raise it, or fewer. */
function builtInStream(name: string, correlation: Correlation, fewer: number): Stream {
  const isOrdered = correlation.kind === 'temporal_ordered';
  const records = isOrdered
    ? recordsInOrder(correlation)
    : recordsOf(correlation, correlation.bounds[0]?.value ?? 0);
  return { name: `${name}, ${fewer} records fewer`, correlation, records: records.slice(fewer) };
}

interface Streams {
  readonly about: string;
  readonly table: TrinoTable;
  readonly streams: readonly Stream[];
}

async function checkStreams(
  trino: Trino,
  { about, table, streams }: Streams,
  outcome: Outcome,
): Promise<void> {
  const different: string[] = [];
  let crossings = 0;
  for (const { name, correlation, records } of streams) {
    const wanted = crossingsOf(correlation, records);
    const found = await crossingsIn(trino, table, correlation, records);
    crossings += wanted.length;
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      different.push(`${name}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
  }
  const counts = `${streams.length} statements, ${crossings} crossings, ${different.length} differ`;
  outcome.check(different.length === 0 && crossings > 0, `${about}: ${counts}`, different.slice(0, 3));
}

async function crossingsIn(
  trino: Trino,
  { table, shape }: TrinoTable,
  correlation: Correlation,
  records: readonly JsonObject[],
): Promise<unknown> {
  const rows = records.map((record) => rowOf(record, shape));
  if (rows.includes(undefined)) return 'a record does not fit into the table';
  const from = await trino.createTable(shape, rows as readonly JsonObject[]);
  const compiled = toCorrelationSql(correlation, table, { table: from });
  if (compiled.kind === 'refused') return compiled.obstacles;
  const [result = ''] = await trino.run([compiled.artefacts[0] ?? '']);
  await trino.run([`DROP TABLE ${from}`]);
  if (typeof result === 'string') return result;
  return comparable(result.map(toRow), planCorrelation(correlation).enough);
}

/** The columns of a row in their order, as `to-correlation-sql.ts` documents them. */
function toRow(cells: readonly unknown[]): SqlRow {
  const [correlation_id, , group_values, period_start, counted, first_time, last_time, sample_event_ids] =
    cells;
  return {
    correlation_id,
    group_values,
    period_start,
    counted,
    first_time,
    last_time,
    sample_event_ids,
  } as SqlRow;
}
