import type { Alert } from '../../lib/core/alert/alert';
import { toCorrelationAlert } from '../../lib/core/alert/correlated/correlation-alert';
import {
  AlertLines,
  addCounts,
  type BatchOutcome,
  decodeOutcome,
  NO_SEARCH_COUNTS,
  RuleCounts,
  type SearchProblem,
  type StoredGroup,
} from '../../lib/core/archive-search/batch-outcome';
import { decodeBatch } from '../../lib/core/archive-search/search-batch';
import { nameOfBatch, SEARCH_FILES, searchPrefix } from '../../lib/core/archive-search/search-place';
import type { SearchRequest } from '../../lib/core/archive-search/search-request';
import type { SearchRules } from '../../lib/core/archive-search/search-rules';
import {
  bySeverity,
  type PlannedCounts,
  PROBLEMS_SHOWN,
  type SearchSummary,
} from '../../lib/core/archive-search/search-summary';
import {
  type CollectedGroup,
  ContributionCollector,
} from '../../lib/core/correlation/contribution-collector';
import type { CorrelationPlan } from '../../lib/core/correlation/correlation-plan';
import { crossingsOf, toCorrelated } from '../../lib/core/correlation/find-crossings';
import { MAX_TALLIED, Tally } from '../../lib/core/correlation/tally';
import { mapAhead } from '../../lib/core/digest/chain/map-ahead';
import { isJsonObject, parseJson } from '../../lib/core/json/json-value';
import { AllowedCounts } from '../../lib/core/scan/allowed-counts';
import type { TextStore } from '../aws/s3/text-store';

/** Adds up the outcomes of batches. */
class SummaryCounts {
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

  /** Records what was not searched, or not evaluated. */
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

/** The input from the state machine. */
export interface SummaryEvent {
  readonly execution: string;
  readonly startedAt: string;
  readonly request: SearchRequest;
  readonly plan: PlannedCounts & { readonly absent: readonly string[]; readonly rules: string };
}

/** The side effects of summarizing, and the clock. */
export interface SummaryPorts extends TextStore {
  readonly rules: Pick<SearchRules, 'load'>;
  /** The keys of the results bucket below a prefix, in their order. */
  readonly keys: (prefix: string) => AsyncIterable<string>;
  readonly nowMs: () => number;
}

/** What the state machine needs to know of the summary. */
export interface SummaryAnswer {
  readonly isComplete: boolean;
  readonly summary: string;
}

/** The number of outcomes that are read concurrently. */
const READS_AHEAD = 64;

/**
 * Adds up the outcomes of all batches, evaluates the correlations over all of them, and writes the summary.
 *
 * Every batch of the plan is checked: a batch without an outcome was not searched, and each of its files is a problem.
 */
export async function summarizeSearch(event: SummaryEvent, ports: SummaryPorts): Promise<SummaryAnswer> {
  const { execution, plan } = event;
  const folder = searchPrefix(execution);
  const detections = await ports.rules.load(plan.rules);
  const counts = new SummaryCounts();
  const merger = new CorrelationMerger(detections.plans);
  for (const name of plan.absent) counts.note(name, 'the archive has no log files for it');
  if (plan.files === 0)
    counts.note(folder, 'nothing was searched: the archive has no log files for these days');
  const batches = await readOutcomes(folder, ports);
  for await (const { name, outcome, unsearched } of batches) {
    if (outcome === undefined) {
      for (const key of unsearched) counts.note(key, `it was not searched: batch ${name} failed`);
      continue;
    }
    counts.add(outcome);
    const { contributions } = outcome;
    if (contributions !== undefined) merger.add(await ports.readText(contributions), contributions);
  }
  const lines = new AlertLines(`${folder}${SEARCH_FILES.alerts}correlations/`, ports.putText);
  for (const alert of merger.alerts((problem) => counts.note(folder, problem))) {
    counts.addAlert(alert);
    await lines.add(alert);
  }
  await lines.end();
  const summary = toSummary(event, counts, ports.nowMs());
  return write(folder, { summary, counts, alertFiles: [...counts.alertFiles, ...lines.files] }, ports);
}

interface ReadOutcome {
  readonly name: string;
  readonly outcome?: BatchOutcome;
  /** The files of a batch that has no outcome. */
  readonly unsearched: readonly string[];
}

async function readOutcomes(
  folder: string,
  { keys, readText }: SummaryPorts,
): Promise<AsyncGenerator<ReadOutcome, void>> {
  return mapAhead(keys(`${folder}${SEARCH_FILES.plan}`), READS_AHEAD, async (planned) => {
    const name = nameOfBatch(planned);
    const text = await readText(`${folder}${SEARCH_FILES.outcomes}${name}.json`);
    if (text !== undefined) return { name, outcome: decodeOutcome(text), unsearched: [] };
    const batch = decodeBatch((await readText(planned)) ?? '');
    return { name, unsearched: batch.files.map(({ key }) => key) };
  });
}

function toSummary(
  { execution, startedAt, request, plan: { batches, files, bytes, rules } }: SummaryEvent,
  counts: SummaryCounts,
  endedMs: number,
): SearchSummary {
  return {
    version: 1,
    ...{ execution, startedAt, endedAt: new Date(endedMs).toISOString(), request, rules },
    planned: { batches, files, bytes },
    ...counts.totals,
  };
}

interface WrittenSummary {
  readonly summary: SearchSummary;
  readonly counts: SummaryCounts;
  readonly alertFiles: readonly string[];
}

/** The summary itself is written last: if it exists, everything exists. */
async function write(
  folder: string,
  { summary, counts, alertFiles }: WrittenSummary,
  { putText }: SummaryPorts,
): Promise<SummaryAnswer> {
  const problems = counts.problems.map((problem) => `${JSON.stringify(problem)}\n`).join('');
  await putText(`${folder}${SEARCH_FILES.problems}`, problems);
  await putText(`${folder}${SEARCH_FILES.alertFiles}`, JSON.stringify({ version: 1, alertFiles }));
  const key = `${folder}${SEARCH_FILES.summary}`;
  await putText(key, `${JSON.stringify(summary, undefined, 2)}\n`);
  return { isComplete: summary.isComplete, summary: key };
}

/** The maximum number of contributions in memory: about 1 GB. */
const MAX_CONTRIBUTIONS = 700_000;

/**
 * Evaluates correlations over the contributions of all batches. Each batch keeps the decisive ones; together they have the same
 * crossings as all records.
 */
class CorrelationMerger {
  readonly #plans: ReadonlyMap<string, CorrelationPlan>;
  readonly #collector = new ContributionCollector(undefined, 10 * MAX_TALLIED);
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
    for (const { plan: fingerprint, tally, ...stored } of document.groups as unknown as StoredGroup[]) {
      this.#count += stored.contributions.length;
      const plan = this.#plans.get(fingerprint);
      if (plan === undefined) this.#problem ??= OTHER_RULES;
      else if (this.#count > this.maxContributions) this.#problem ??= tooMany(this.maxContributions);
      else this.#collector.put({ ...stored, plan, tally: tally && Tally.parse(plan, tally) });
    }
  }

  /** The alerts, or a problem if they would differ from those of all records. */
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
