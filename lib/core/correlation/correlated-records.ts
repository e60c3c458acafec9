import type { Correlation, CountBound } from '../rule/correlation';
import type { CorrelationGroup, CountedRecord } from './contribution';
import type { CollectedGroup } from './contribution-collector';
import type { CorrelationPlan } from './correlation-plan';
import type { Crossing } from './find-crossings';

/** A group that satisfied its correlation in a period: the content of its alert. */
export interface Correlated {
  readonly correlation: Correlation;
  readonly bounds: readonly CountBound[];
  readonly group: CorrelationGroup;
  readonly periodStartMs: number;
  readonly known: {
    readonly instantMs: number;
    readonly count: number;
    /** Whether there may be more than that: counting ends where more would decide nothing. */
    readonly orMore?: true;
    /** The counted records of the window, in their order: the last one decided. */
    readonly records: readonly CountedRecord[];
  };
}

/** A crossing as an alert describes it. */
export function toCorrelated(
  { plan, group }: Pick<CollectedGroup, 'plan' | 'group'>,
  { periodStartMs, instantMs, count, window }: Crossing,
): Correlated {
  const { correlation, bounds } = plan;
  const records = window.map(({ record }) => record);
  const orMore = mayBeMore(plan, count) ? { orMore: true as const } : {};
  return { correlation, bounds, group, periodStartMs, known: { instantMs, count, ...orMore, records } };
}

/** Of rules there are never more than the correlation lists. */
function mayBeMore({ correlation: { kind }, ruleIds, enough }: CorrelationPlan, count: number): boolean {
  const isOfRules = kind === 'temporal' || kind === 'temporal_ordered';
  return count >= enough && !(isOfRules && count >= ruleIds.length);
}
