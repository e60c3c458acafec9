import type { Condition } from './condition';

/** How bad a match is; Sigma's `level`. */
export type Severity = 'informational' | 'low' | 'medium' | 'high' | 'critical';

/** The severities from least to most. */
export const SEVERITIES: readonly Severity[] = ['informational', 'low', 'medium', 'high', 'critical'];

/** A severity and those above it. */
export function severitiesFrom(least: Severity): readonly Severity[] {
  return SEVERITIES.slice(SEVERITIES.indexOf(least));
}

/** A detection: what to look for in one record, and what to tell people when it is found. */
export interface Rule {
  /** Sigma's `id` where the rule has one, else its `name`, else its file's name without the ending. */
  readonly id: string;
  /** Sigma's `name`: a short word-with-hyphens form that people can type; the file's name without the ending if absent. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  /** Sigma tags as written, such as `attack.t1562.008`. ATT&CK ids are opaque. */
  readonly tags: readonly string[];
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  readonly author: string;
  readonly status: string;
  /** What to do in the first ten minutes, for the one who is woken by it. */
  readonly firstSteps: readonly string[];
  readonly condition: Condition;
}
