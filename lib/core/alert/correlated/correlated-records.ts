import type { Correlation, CountBound } from '../../rule/correlation';
import type { AlertRoute } from '../alert';

/** A record that was counted. */
export interface CountedRecord {
  readonly eventID: string;
  readonly recipientAccountId: string;
  readonly ruleId: string;
  readonly eventTime: string;
  readonly eventName: string;
  /** Absent where the record does not tell it. */
  readonly awsRegion?: string;
  readonly bucket?: string;
  readonly key?: string;
  /** The record's place in its file, from 0. */
  readonly index?: number;
  /** What `toShown` gave of it. */
  readonly shown?: string;
}

/** A group that satisfied its correlation in a period. */
export interface CorrelatedRecords {
  readonly correlation: Correlation;
  /** Those of the correlation, or what stands for them where it has none. */
  readonly bounds: readonly CountBound[];
  readonly group: { readonly key: string; readonly values: readonly string[] };
  readonly periodStartMs: number;
  /** What was known of the count when the alert was raised. */
  readonly known: {
    readonly instantMs: number;
    readonly count: number;
    /** The counted records, the earliest first; the last one decided. */
    readonly records: readonly CountedRecord[];
  };
  readonly route: AlertRoute;
}

/** As much of correlated records as their group needs. */
type Grouped = Pick<CorrelatedRecords, 'correlation' | 'group'>;

/** The group's fields with their values; the account where the correlation names no field. */
export function namedGroup({ correlation: { groupBy }, group }: Grouped): readonly [string, string][] {
  const names = groupBy.length === 0 ? ['recipientAccountId'] : groupBy;
  return names.map((name, at) => [name, group.values[at] ?? '']);
}

/** The same with record fields for names: an alias that stands for one field in all rules is that field. */
export function groupFields(found: Grouped): ReadonlyMap<string, string> {
  const { aliases } = found.correlation;
  return new Map(
    namedGroup(found).map(([name, value]) => {
      const fields = new Set(Object.hasOwn(aliases, name) ? Object.values(aliases[name] ?? {}) : [name]);
      return [fields.size === 1 ? ([...fields][0] ?? name) : name, value];
    }),
  );
}
