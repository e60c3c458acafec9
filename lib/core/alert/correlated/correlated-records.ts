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
