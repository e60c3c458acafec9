import { isJsonObject, parseJson } from '../json/json-value';
import { SEVERITIES, type Severity } from '../rule/rule';
import type { AllowedCount } from '../scan/allowed-counts';
import type { RuleCount, SearchCounts, SearchProblem } from './batch-outcome';
import type { SearchRequest } from './search-request';

/** What a search had to search. */
export interface PlannedCounts {
  readonly batches: number;
  readonly files: number;
  /** As stored. */
  readonly bytes: number;
}

/** The result of a search: the last object that it writes. Version 1 is a contract. */
export interface SearchSummary {
  readonly version: 1;
  readonly execution: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly request: SearchRequest;
  /** The SHA-256 of the rule document: `rules/SHA256.json` in the results bucket. */
  readonly rules: string;
  readonly planned: PlannedCounts;
  readonly searched: SearchCounts;
  /** Alerts that were written. One of a record that was delivered twice, in different files, counts twice. */
  readonly alerts: {
    readonly total: number;
    readonly bySeverity: Readonly<Record<Severity, number>>;
    readonly byRule: readonly RuleCount[];
  };
  /** What allow lists and filters left out. */
  readonly allowed: readonly AllowedCount[];
  /** Whether every file was searched to its end, and every correlation evaluated. */
  readonly isComplete: boolean;
  /** How many problems there are; `problems.ndjson` has all of them. */
  readonly problemCount: number;
  /** The first of them. */
  readonly problems: readonly SearchProblem[];
}

/** The maximum number of problems in the summary itself. */
export const PROBLEMS_SHOWN = 100;

/** Alerts by severity, including severities without any. */
export function bySeverity(counts: readonly RuleCount[]): Readonly<Record<Severity, number>> {
  const sums = SEVERITIES.map((severity): [Severity, number] => [
    severity,
    counts.filter((count) => count.severity === severity).reduce((sum, { alerts }) => sum + alerts, 0),
  ]);
  return Object.fromEntries(sums) as Record<Severity, number>;
}

/** The summary in a text; undefined if it is not one of version 1. */
export function parseSummary(text: string): SearchSummary | undefined {
  const document = parseJson(text);
  return isJsonObject(document) && document.version === 1
    ? (document as unknown as SearchSummary)
    : undefined;
}
