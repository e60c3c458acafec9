import type { Alert } from '../../lib/core/alert/alert';
import { toCorrelationAlert } from '../../lib/core/alert/correlated/correlation-alert';
import type { StoredGroup } from '../../lib/core/archive-search/batch-outcome';
import {
  type CollectedGroup,
  ContributionCollector,
} from '../../lib/core/correlation/contribution-collector';
import { toCorrelated } from '../../lib/core/correlation/correlated-records';
import type { CorrelationPlan } from '../../lib/core/correlation/correlation-plan';
import { crossingsOf } from '../../lib/core/correlation/find-crossings';
import { isJsonObject, parseJson } from '../../lib/core/json/json-value';

/** So many contributions are held at most: about 1 GB. */
const MAX_CONTRIBUTIONS = 700_000;

/**
 * Evaluates correlations over the contributions of all batches. Each batch kept those that decide; together they have
 * the same crossings as all records.
 */
export class CorrelationMerger {
  readonly #plans: ReadonlyMap<string, CorrelationPlan>;
  readonly #collector = new ContributionCollector();
  #count = 0;
  #problem: string | undefined;

  constructor(
    plans: readonly CorrelationPlan[],
    private readonly maxContributions = MAX_CONTRIBUTIONS,
  ) {
    this.#plans = new Map(plans.map((plan) => [plan.fingerprint, plan]));
  }

  /** Adds what the records of a batch add: the text of its file, if there is one. */
  add(text: string | undefined, key: string): void {
    const document = parseJson(text ?? '');
    if (!isJsonObject(document) || document.version !== 1) {
      this.#problem ??= `the correlations were not evaluated: ${key} is missing or damaged`;
      return;
    }
    for (const { plan: fingerprint, group, contributions } of document.groups as unknown as StoredGroup[]) {
      this.#count += contributions.length;
      const plan = this.#plans.get(fingerprint);
      if (plan === undefined) this.#problem ??= OTHER_RULES;
      else if (this.#count > this.maxContributions) this.#problem ??= tooMany(this.maxContributions);
      else this.#collector.put(plan, group, contributions);
    }
  }

  /** The alerts, or none and a problem where they would not be those of all records. */
  alerts(report: (problem: string) => void): readonly Alert[] {
    if (this.#problem === undefined) return this.#collector.groups().flatMap(toAlerts);
    report(this.#problem);
    return [];
  }
}

const OTHER_RULES =
  'the correlations were not evaluated: a batch was searched by another version of trailwatch; start the search again';

function tooMany(most: number): string {
  return `the correlations were not evaluated: more than ${most} records count towards them; search fewer days at a time`;
}

function toAlerts(collected: CollectedGroup): readonly Alert[] {
  return crossingsOf(collected.plan, collected.contributions).map((crossing) =>
    toCorrelationAlert({ ...toCorrelated(collected, crossing), route: 'archive-search' }),
  );
}
