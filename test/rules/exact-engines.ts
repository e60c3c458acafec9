import type { CompileResult } from '../../lib/core/compile/compile-result';
import { toAthenaSql } from '../../lib/core/compile/to-athena-sql';
import { toDuckdbSql } from '../../lib/core/compile/to-duckdb-sql';
import { toEventPattern } from '../../lib/core/compile/to-event-pattern';
import { toLakeSql } from '../../lib/core/compile/to-lake-sql';
import { toLogsFilter } from '../../lib/core/compile/to-logs-filter';
import type { Condition } from '../../lib/core/rule/condition';
import type { Engine } from '../../lib/core/rule/sigma-examples';

/** The compilers, by the engines for which they compile. */
const COMPILERS: readonly (readonly [Engine, (condition: Condition) => CompileResult])[] = [
  ['metric-filter', toLogsFilter],
  ['event-pattern', toEventPattern],
  ['athena', toAthenaSql],
  ['lake', toLakeSql],
  ['duckdb', toDuckdbSql],
];

/** The engines that say a condition exactly, with what every compile result reports as taken for granted. */
export function exactEnginesOf(condition: Condition): readonly Engine[] {
  const exact = COMPILERS.filter(([, compile]) => compile(condition).kind === 'compiled');
  return ['log-processor', ...exact.map(([engine]) => engine)];
}
