import type { Correlation, CountBound } from '../rule/correlation';
import { type AlarmOutcome, type FilterCompiler, renderObstacle, toAlarm } from './to-rule-alarm';

const FIXED_PERIODS =
  'an alarm counts in fixed periods and over all accounts of the log group, not in a window that slides and by account; ' +
  'let the log processor look for it';

/**
 * The alarm on a correlation, where that is exact: a count of records that one record fulfils, whatever the timespan.
 *
 * Any other count is refused. An alarm counts in periods that begin at full minutes, and Sigma in a window that slides:
 *
 *     records            x x │ x x
 *     periods       ─────────┼─────────      2 and 2
 *     window              └───────┘          4
 *
 * It would also add up what belongs to different groups: without `group-by` Sigma counts by account, and the log group
 * of an organization holds many.
 */
export function toCorrelationAlarm(correlation: Correlation, compile: FilterCompiler): AlarmOutcome {
  const results = correlation.rules.map((rule) => compile(rule.condition));
  const reasons = [
    ...shapeReasons(correlation),
    ...results.flatMap((result) => (result.kind === 'refused' ? result.obstacles.map(renderObstacle) : [])),
  ];
  if (reasons.length > 0) return { kind: 'refused', reasons };
  const patterns = results.flatMap((result) => (result.kind === 'compiled' ? result.artefacts : []));
  return { kind: 'alarm', alarm: toAlarm(correlation, [...new Set(patterns)]) };
}

function shapeReasons({ kind, groupBy, bounds }: Correlation): string[] {
  if (kind !== 'event_count') {
    return [`a metric filter counts records, and no ${kind}; let the log processor look for it`];
  }
  return [
    ...(groupBy.length === 0
      ? []
      : [`an alarm cannot count by ${groupBy.join(', ')}; let the log processor look for it`]),
    ...(bounds.every(holdsForOne) ? [] : [FIXED_PERIODS]),
  ];
}

/** Whether the bound holds for one record, and for every number above. */
function holdsForOne({ operator, value }: CountBound): boolean {
  return (operator === 'gte' && value <= 1) || (operator === 'gt' && value < 1);
}
