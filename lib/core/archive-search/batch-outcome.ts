import type { Alert } from '../alert/alert';
import type { CollectedGroup } from '../correlation/contribution-collector';
import type { StoredTally } from '../correlation/tally';
import { isJsonObject, parseJson } from '../json/json-value';
import { sha256Hex } from '../record/sha256';
import type { Severity } from '../rule/rule';
import type { AllowedCount } from '../scan/allowed-counts';

/** How many alerts of one rule and severity there are: those of calls that did not succeed may be less severe. */
export interface RuleCount {
  readonly ruleId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly alerts: number;
}

/** What searches count; `records` is the sum of the four below it. */
export interface SearchCounts {
  /** Log files that were read to their end. */
  readonly files: number;
  /** Of unpacked text. */
  readonly bytes: number;
  readonly records: number;
  readonly duplicates: number;
  readonly matched: number;
  readonly unmatched: number;
  readonly rejected: number;
}

/** Nothing counted yet. */
export const NO_SEARCH_COUNTS: SearchCounts = {
  ...{ files: 0, bytes: 0, records: 0, duplicates: 0, matched: 0, unmatched: 0, rejected: 0 },
};

/** A file that was not searched to its end. */
export interface SearchProblem {
  readonly key: string;
  /** One sentence: lower case, no full stop. */
  readonly problem: string;
}

/** The result of one batch. */
export interface BatchOutcome {
  readonly counts: SearchCounts;
  readonly alerts: readonly RuleCount[];
  /** The keys of the files with its alerts. */
  readonly alertFiles: readonly string[];
  /** The key of the file with what its records add to correlations; absent if they add nothing. */
  readonly contributions?: string;
  readonly problems: readonly SearchProblem[];
  /** What allow lists and filters left out. */
  readonly allowed: readonly AllowedCount[];
}

/** The share of a group in one batch: the plan by its fingerprint. */
export interface StoredGroup extends Omit<CollectedGroup, 'plan' | 'tally'> {
  readonly plan: string;
  readonly tally?: StoredTally | undefined;
}

/** The outcome as text. */
export function encodeOutcome(outcome: BatchOutcome): string {
  return JSON.stringify({ version: 1, ...outcome });
}

/**
 * Reads what {@link encodeOutcome} wrote.
 *
 * @throws if it is anything else
 */
export function decodeOutcome(text: string): BatchOutcome {
  const document = parseJson(text);
  if (isJsonObject(document) && document.version === 1) return document as unknown as BatchOutcome;
  throw new Error('the outcome of a batch is not of this version');
}

/** The sum of two counts. */
export function addCounts(one: SearchCounts, other: SearchCounts): SearchCounts {
  return {
    files: one.files + other.files,
    bytes: one.bytes + other.bytes,
    records: one.records + other.records,
    duplicates: one.duplicates + other.duplicates,
    matched: one.matched + other.matched,
    unmatched: one.unmatched + other.unmatched,
    rejected: one.rejected + other.rejected,
  };
}

/** Counts alerts by rule and severity. */
export class RuleCounts {
  readonly #counts = new Map<string, RuleCount>();

  add(rule: Omit<RuleCount, 'alerts'>, alerts = 1): void {
    const { ruleId, title, severity } = rule;
    const key = `${severity}|${ruleId}`;
    const before = this.#counts.get(key)?.alerts ?? 0;
    this.#counts.set(key, { ruleId, title, severity, alerts: before + alerts });
  }

  addAll(counts: readonly RuleCount[]): void {
    for (const count of counts) this.add(count, count.alerts);
  }

  /** The rules with the most alerts first. */
  get counts(): readonly RuleCount[] {
    return [...this.#counts.values()].sort((one, other) => other.alerts - one.alerts);
  }
}

/** The size in bytes at which a file of alerts is written. */
const MAX_FILE_LENGTH = 8 * 1024 * 1024;

/**
 * Collects alerts as lines of JSON, and writes a file whenever there are enough for one.
 *
 * A file is named by its content: a second search of the same batch writes the same files, and one that stops
 * halfway changes no file that another search names.
 */
export class AlertLines {
  readonly files: string[] = [];
  #lines: string[] = [];
  #length = 0;

  /**
   * @param prefix the prefix of the names of the files
   * @param write writes a file; resolves when it is stored
   */
  constructor(
    private readonly prefix: string,
    private readonly write: (key: string, text: string) => Promise<void>,
  ) {}

  async add(alert: Alert): Promise<void> {
    const line = `${JSON.stringify(alert)}\n`;
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length >= MAX_FILE_LENGTH) await this.end();
  }

  /** Writes the rest. */
  async end(): Promise<void> {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    this.#length = 0;
    const key = `${this.prefix}${sha256Hex(text).slice(0, 32)}.ndjson`;
    await this.write(key, text);
    this.files.push(key);
  }
}
