import type { CompileResult } from '../../lib/core/compile/compile-result';
import { toEventPattern } from '../../lib/core/compile/event-pattern/to-event-pattern';
import { toInsights } from '../../lib/core/compile/insights/to-insights';
import { toMetricFilter } from '../../lib/core/compile/metric-filter/to-metric-filter';
import { toAthenaSql } from '../../lib/core/compile/sql/to-athena-sql';
import { toDuckdbSql } from '../../lib/core/compile/sql/to-duckdb-sql';
import { toLakeSql } from '../../lib/core/compile/sql/to-lake-sql';
import type { Condition } from '../../lib/core/rule/condition';
import type { Engine } from '../../lib/core/sigma/sigma-examples';

/** The compilers, by the engines for which they compile. */
const COMPILERS: readonly (readonly [Engine, (condition: Condition) => CompileResult])[] = [
  ['metric-filter', toMetricFilter],
  ['event-pattern', toEventPattern],
  ['insights', toInsights],
  ['athena', toAthenaSql],
  ['lake', toLakeSql],
  ['duckdb', toDuckdbSql],
];

/** The engines that say a condition exactly, with what every compile result reports as taken for granted. */
export function exactEnginesOf(condition: Condition): readonly Engine[] {
  const exact = COMPILERS.filter(([, compile]) => compile(condition).kind === 'compiled');
  return ['log-processor', ...exact.map(([engine]) => engine)];
}
