import type { Correlation, CountBound } from '../rule/correlation';
import type { CorrelationGroup, CountedRecord } from './contribution';
import type { CollectedGroup } from './contribution-collector';
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
    /** The counted records of the window, in their order: the last one decided. */
    readonly records: readonly CountedRecord[];
  };
}

/** A crossing as an alert describes it. */
export function toCorrelated(
  { plan: { correlation, bounds }, group }: Pick<CollectedGroup, 'plan' | 'group'>,
  { periodStartMs, instantMs, count, window }: Crossing,
): Correlated {
  const records = window.map(({ record }) => record);
  return { correlation, bounds, group, periodStartMs, known: { instantMs, count, records } };
}
