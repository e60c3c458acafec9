import type { Rule } from './rule';

/** What is counted. All but `score`, which is trailwatch's own, are Sigma's. */
export const CORRELATION_KINDS = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'score',
] as const;

/** What the groups of a score are shown as: its actors. */
export const SCORE_GROUP: readonly string[] = ['userIdentity.arn'];

/**
 * A detection that looks at several records: Sigma's correlation rule.
 *
 * Records count by their `eventTime`, never by their arrival. A group is one combination of the text forms of the
 * `groupBy` fields; a record that lacks one of them belongs to no group. Without `groupBy` all records of one
 * recipient account are one group.
 *
 * @see https://sigmahq.io/sigma-specification/specification/sigma-correlation-rules-specification.html
 */
export interface Correlation extends Omit<Rule, 'condition' | 'failureSeverity' | 'minimumSeverity'> {
  readonly kind: (typeof CORRELATION_KINDS)[number];
  /** The rules it counts, in the order in which they are listed. A `score` lists none: it weighs what all rules of the set raise. */
  readonly rules: readonly Rule[];
  /** Field paths or names of `aliases`. A `score` is of each actor: {@link SCORE_GROUP}. */
  readonly groupBy: readonly string[];
  /** By alias: for each rule's id, the field that the alias is in its records. */
  readonly aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly timespanSeconds: number;
  /** `value_count`: the fields whose distinct combinations are counted. Empty for the other kinds. */
  readonly fields: readonly string[];
  /** All must hold of the count: of records, of distinct values, or (temporal) of distinct rules; of a `score`, of the score. */
  readonly bounds: readonly CountBound[];
  /**
   * Of the kinds that count records or values, with bounds that more of them cannot break: the id of one of `rules` that is not
   * counted. The bounds must hold at the time of a record that satisfies it.
   */
  readonly concludedBy?: string;
  /** Whether the rules that it counts raise alerts themselves, too. Sigma's default is that they do not. */
  readonly generate: boolean;
}

/** A relation that a count has to have. */
export interface CountBound {
  readonly operator: 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq';
  readonly value: number;
}
