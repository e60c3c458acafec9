import { toCorrelationAlarm } from '../../lib/core/alarm/to-rule-alarm';
import type { CompileOptions, CompileResult } from '../../lib/core/compile/compile-result';
import { toEventPattern } from '../../lib/core/compile/event-pattern/to-event-pattern';
import { toInsights } from '../../lib/core/compile/insights/to-insights';
import { toMetricFilter } from '../../lib/core/compile/metric-filter/to-metric-filter';
import { ATHENA_TABLE } from '../../lib/core/compile/sql/athena-table';
import { DUCKDB_TABLE } from '../../lib/core/compile/sql/duckdb-table';
import { LAKE_TABLE } from '../../lib/core/compile/sql/lake-table';
import { type SqlTable, toSelect } from '../../lib/core/compile/sql/select-statement';
import { quotedTable } from '../../lib/core/compile/sql/sql-literal';
import { toCorrelationSql } from '../../lib/core/correlation/sql/to-correlation-sql';
import type { Condition } from '../../lib/core/rule/condition';
import type { Correlation } from '../../lib/core/rule/correlation';
import type { CompileTarget } from '../../lib/core/rule/engines';
import type { Rule } from '../../lib/core/rule/rule';

/** What is compiled for an engine, and how. */
export interface EngineOptions extends CompileOptions {
  readonly to: CompileTarget;
  /** The table that SQL searches. */
  readonly table?: string;
}

type Compiler = (condition: Condition, options: EngineOptions) => CompileResult;

/** What compiles a condition for each engine, or the table that is searched if its language is SQL. */
const ENGINES: Readonly<Record<CompileTarget, Compiler | SqlTable>> = {
  'metric-filter': toMetricFilter,
  'event-pattern': toEventPattern,
  insights: toInsights,
  athena: ATHENA_TABLE,
  lake: LAKE_TABLE,
  duckdb: DUCKDB_TABLE,
};

/** Compiles a rule or a correlation for an engine. */
export function compileForEngine(
  rule: Pick<Rule, 'condition'> | Correlation,
  asked: EngineOptions,
): CompileResult {
  const { to, table } = asked;
  const options = to === 'athena' && table !== undefined ? { ...asked, table: quotedTable(table) } : asked;
  const engine = ENGINES[to];
  if ('condition' in rule) {
    const { condition } = rule;
    return typeof engine === 'function' ? engine(condition, options) : toSelect(condition, engine, options);
  }
  if (typeof engine !== 'function') return toCorrelationSql(rule, engine, options);
  if (to === 'metric-filter') return toMetricFilters(rule, options);
  const what = to === 'insights' ? 'a filter of Logs Insights' : 'an event pattern';
  return refused([`${what} looks at one event alone, and a correlation counts records over time`]);
}

/** Whether an engine's language is SQL. */
export function isSql(target: CompileTarget): boolean {
  return typeof ENGINES[target] !== 'function';
}

/** The filters of the alarm on a correlation: none, with the reasons. */
function toMetricFilters(correlation: Correlation, options: CompileOptions): CompileResult {
  const results: CompileResult[] = [];
  const outcome = toCorrelationAlarm(correlation, (condition) => {
    const result = toMetricFilter(condition, options);
    results.push(result);
    return result;
  });
  if (outcome.kind === 'refused') return refused(outcome.reasons);
  const compiled = results.filter((result) => result.kind === 'compiled');
  return {
    kind: 'compiled',
    artefacts: outcome.alarm.patterns,
    assumptions: compiled.flatMap(({ assumptions }) => assumptions),
    widened: compiled.flatMap(({ widened }) => widened),
  };
}

function refused(reasons: readonly string[]): CompileResult {
  return {
    kind: 'refused',
    obstacles: reasons.map((reason) => ({ code: 'correlation', path: '', reason })),
  };
}
