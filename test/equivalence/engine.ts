import type { DuckDBConnection } from '@duckdb/node-api';
import type { CompileOptions, CompileResult } from '../../lib/core/compile/compile-result';
import { toEventPattern } from '../../lib/core/compile/event-pattern/to-event-pattern';
import { toInsights } from '../../lib/core/compile/insights/to-insights';
import { toMetricFilter } from '../../lib/core/compile/metric-filter/to-metric-filter';
import { ATHENA_TABLE as ATHENA } from '../../lib/core/compile/sql/athena-table';
import { DUCKDB_TABLE as DUCKDB } from '../../lib/core/compile/sql/duckdb-table';
import { LAKE_TABLE as LAKE } from '../../lib/core/compile/sql/lake-table';
import { type SqlTable, toSelect } from '../../lib/core/compile/sql/select-statement';
import type { JsonObject } from '../../lib/core/json/json-value';
import { parseEventPattern } from '../../lib/core/pattern/event-pattern/event-pattern';
import { toEnvelope } from '../../lib/core/pattern/event-pattern/to-envelope';
import { parseMetricFilter } from '../../lib/core/pattern/metric-filter/parse-metric-filter';
import type { Condition } from '../../lib/core/rule/condition';
import { type FilterReading, READINGS, toReading } from '../parity/filter-reading';
import { ATHENA_TABLE, fillTable, LAKE_TABLE, rowOf, type TableShape } from './athena-table';
import { fillEvents, openDuckdb, verdictsOf } from './duckdb';
import { discovered, INSIGHTS_READINGS, type InsightsReading, readFilter } from './insights';
import { addTrinoMacros, toDuckdb } from './trino-in-duckdb';

/** What an artefact says of each record: whether it finds it, or the fault for which it could not be asked. */
export type Verdicts = readonly (boolean | Error)[];

/** An engine that rules are compiled for, and a way to run what was compiled. */
export interface Engine {
  readonly name: string;
  readonly compile: (condition: Condition, options?: CompileOptions) => CompileResult;
  /** Whether the engine relies on the shapes that CloudTrail declares, which is no assumption of a single rule. */
  readonly needsShapes: boolean;
  /** Whether a record can be put into the engine's table at all. */
  readonly holds: (record: JsonObject) => boolean;
  /** Verdicts by artefact, then by record. Only records that the engine holds. */
  readonly run: (
    artefacts: readonly string[],
    records: readonly JsonObject[],
  ) => Promise<readonly Verdicts[]>;
}

const everyRecord = () => true;

const METRIC_FILTER: Engine = {
  name: 'metric-filter',
  compile: toMetricFilter,
  needsShapes: true,
  holds: everyRecord,
  run: async (artefacts, records) => {
    const messages = records.map((record) => JSON.stringify(record));
    return artefacts.map((artefact) =>
      attempt(messages, () => {
        const filter = parseMetricFilter(artefact);
        if ('problems' in filter) throw new Error(filter.problems[0]?.message);
        return filter.matches;
      }),
    );
  },
};

/** The same patterns, read in some of the ways that AWS leaves open; between them every two of these ways meet. */
const READING_NUMBERS = [0, 63, 7, 25, 42, 52];

function filterInReading(reading: number): Engine {
  return {
    ...METRIC_FILTER,
    name: `metric-filter in reading ${reading}`,
    run: async (artefacts, records) =>
      artefacts.map((artefact) =>
        attempt(records, () => toReading(artefact, READINGS[reading] as FilterReading)),
      ),
  };
}

const EVENT_PATTERN: Engine = {
  name: 'event-pattern',
  compile: toEventPattern,
  needsShapes: true,
  holds: everyRecord,
  run: async (artefacts, records) => {
    const envelopes = records.map((record) => toEnvelope(record));
    return artefacts.map((artefact) =>
      attempt(envelopes, () => {
        const parsed = parseEventPattern(artefact);
        if ('problems' in parsed) throw new Error(parsed.problems[0]?.message);
        const [warning] = parsed.pattern.warnings;
        if (warning !== undefined) throw new Error(`unsettled: ${warning.message}`);
        return (envelope) => parsed.pattern.matches(envelope);
      }),
    );
  },
};

/** Logs Insights cannot be had: a reader of what the compiler writes, in every way that AWS leaves open. */
function insights(reading: InsightsReading, index: number): Engine {
  return {
    name: index === 0 ? 'insights' : `insights in reading ${index}`,
    compile: toInsights,
    needsShapes: true,
    holds: everyRecord,
    run: async (artefacts, records) => {
      const found = records.map((record) => discovered(record, reading));
      return artefacts.map((artefact) => attempt(found, () => readFilter(artefact, reading)));
    },
  };
}

/** All engines, in DuckDB where they read SQL. */
export async function openEngines(): Promise<readonly Engine[]> {
  const connection = await openDuckdb();
  await addTrinoMacros(connection);
  return [
    METRIC_FILTER,
    ...READING_NUMBERS.map(filterInReading),
    EVENT_PATTERN,
    ...INSIGHTS_READINGS.map(insights),
    duckdb(connection),
    trino(connection, 'athena', ATHENA_TABLE, ATHENA),
    trino(connection, 'lake', LAKE_TABLE, LAKE),
  ];
}

function duckdb(connection: DuckDBConnection): Engine {
  return {
    name: 'duckdb',
    compile: (condition, options) => toSelect(condition, DUCKDB, options),
    needsShapes: false,
    holds: everyRecord,
    run: async (artefacts, records) => {
      await fillEvents(connection, records);
      return ask(connection, artefacts.map(conditionOf), 'events');
    },
  };
}

function trino(
  connection: DuckDBConnection,
  name: 'athena' | 'lake',
  shape: TableShape,
  table: SqlTable,
): Engine {
  return {
    name,
    compile: (condition, options) => toSelect(condition, table, options),
    needsShapes: true,
    holds: (record) => rowOf(record, shape) !== undefined,
    run: async (artefacts, records) => {
      await fillTable(
        connection,
        shape,
        records.map((record) => rowOf(record, shape) ?? {}),
      );
      return ask(connection, artefacts.map(conditionOf).map(toDuckdb), shape.name);
    },
  };
}

/** What stands behind WHERE, so that many artefacts are asked in one statement. */
export function conditionOf(statement: string): string {
  const condition = /^SELECT \*\nFROM \w+\nWHERE ([\s\S]*)$/.exec(statement)?.[1];
  if (condition === undefined) throw new Error(`not a statement as the compilers write it: ${statement}`);
  return condition;
}

/** How many expressions stand in one statement. */
const AT_ONCE = 40;

/** A statement that DuckDB refuses is cut in halves until the expression at fault is alone. */
async function ask(
  connection: DuckDBConnection,
  expressions: readonly string[],
  table: string,
): Promise<readonly Verdicts[]> {
  if (expressions.length === 0) return [];
  if (expressions.length <= AT_ONCE) {
    try {
      const found = await verdictsOf(connection, expressions, table);
      return found.map((verdicts) => verdicts.map(toVerdict));
    } catch (fault) {
      if (expressions.length === 1) return [(await positionsIn(connection, table)).map(() => fault as Error)];
    }
  }
  const half = Math.min(Math.ceil(expressions.length / 2), AT_ONCE);
  return [
    ...(await ask(connection, expressions.slice(0, half), table)),
    ...(await ask(connection, expressions.slice(half), table)),
  ];
}

function toVerdict(found: unknown): boolean | Error {
  return typeof found === 'boolean' ? found : new Error(`a verdict that is ${found}`);
}

async function positionsIn(connection: DuckDBConnection, table: string): Promise<readonly unknown[]> {
  const reader = await connection.runAndReadAll(`SELECT position FROM ${table}`);
  return reader.getColumns()[0] ?? [];
}

function attempt<T>(inputs: readonly T[], open: () => (input: T) => boolean): Verdicts {
  const orFault = <R>(act: () => R): R | Error => {
    try {
      return act();
    } catch (fault) {
      return fault as Error;
    }
  };
  const holds = orFault(open);
  return inputs.map((input) => (holds instanceof Error ? holds : orFault(() => holds(input))));
}
