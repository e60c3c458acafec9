import type { Alert } from '../../lib/core/alert/alert';
import {
  addCounts,
  type BatchOutcome,
  NO_SEARCH_COUNTS,
  RuleCounts,
  type SearchProblem,
} from '../../lib/core/archive-search/batch-outcome';
import { bySeverity, PROBLEMS_SHOWN, type SearchSummary } from '../../lib/core/archive-search/search-summary';
import { AllowedCounts } from '../../lib/core/scan/allowed-counts';

/** Adds up the outcomes of batches. */
export class SummaryCounts {
  readonly problems: SearchProblem[] = [];
  readonly alertFiles: string[] = [];
  readonly #rules = new RuleCounts();
  readonly #allowed = new AllowedCounts();
  #searched = NO_SEARCH_COUNTS;

  add({ counts, alerts, alertFiles, problems, allowed }: BatchOutcome): void {
    this.#searched = addCounts(this.#searched, counts);
    this.#rules.addAll(alerts);
    this.#allowed.addAll(allowed);
    this.alertFiles.push(...alertFiles);
    this.problems.push(...problems);
  }

  /** Counts an alert of a correlation. */
  addAlert({ ruleId, title, severity }: Alert): void {
    this.#rules.add({ ruleId, title, severity });
  }

  /** Notes what was not searched, or not evaluated. */
  note(key: string, problem: string): void {
    this.problems.push({ key, problem });
  }

  get totals(): Pick<
    SearchSummary,
    'searched' | 'alerts' | 'allowed' | 'isComplete' | 'problemCount' | 'problems'
  > {
    const { problems } = this;
    const byRule = this.#rules.counts;
    const total = byRule.reduce((sum, { alerts }) => sum + alerts, 0);
    return {
      searched: this.#searched,
      alerts: { total, bySeverity: bySeverity(byRule), byRule },
      allowed: this.#allowed.counts,
      isComplete: problems.length === 0,
      problemCount: problems.length,
      problems: problems.slice(0, PROBLEMS_SHOWN),
    };
  }
}
