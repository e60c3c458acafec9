import type { JsonObject } from '../json/json-value';
import type { Correlation, CountBound } from '../rule/correlation';
import type { CorrelationGroup } from './contribution';
import type { CollectedGroup } from './contribution-collector';
import type { Crossing } from './find-crossings';

/** No alert names more of the counted records. */
const MAX_RECORDS = 10;

/** A group that satisfied its correlation in a period: the content of its alert. */
export interface Correlated {
  readonly correlation: Correlation;
  readonly bounds: readonly CountBound[];
  readonly group: CorrelationGroup;
  readonly periodStartMs: number;
  readonly known: {
    readonly instantMs: number;
    readonly count: number;
    /** The earliest of the counted records, the first of them first. */
    readonly records: readonly JsonObject[];
    /** Of all counted records that are known, in their order; empty text for what is not told. */
    readonly accounts: readonly string[];
    readonly regions: readonly string[];
  };
}

/** A crossing as an alert describes it. */
export function toCorrelated(
  { plan: { correlation, bounds }, group }: Pick<CollectedGroup, 'plan' | 'group'>,
  { periodStartMs, instantMs, count, window }: Crossing,
): Correlated {
  const records = window.slice(0, MAX_RECORDS).map(({ record }): JsonObject => ({ ...record }));
  const accounts = [...new Set(window.map(({ record }) => record.recipientAccountId))];
  const regions = [...new Set(window.map(({ record }) => record.awsRegion ?? ''))];
  return {
    correlation,
    bounds,
    group,
    periodStartMs,
    known: { instantMs, count, records, accounts, regions },
  };
}
