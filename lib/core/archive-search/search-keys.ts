/** Where rule documents are that executions name by their hash. */
export const RULES_PREFIX = 'rules/';

/** Where everything is that searches write: a folder for each, named by its execution. */
export const SEARCHES_PREFIX = 'searches/';

/** Where the records of alerts that searches sent are: one for each, beside the searches, because each search reads all of them. */
export const SENT_PREFIX = 'sent/';

/** The largest rule document that is read: twenty times that of the built-in rules. */
export const MAX_RULES_BYTES = 32 * 1024 * 1024;

/** The key of a rule document. */
export function rulesKey(sha256: string): string {
  return `${RULES_PREFIX}${sha256}.json`;
}

/** The key of the record of what a search sent. */
export function sentKey(execution: string): string {
  return `${SENT_PREFIX}${execution}.json`;
}

/** What the keys of one search begin with. */
export function searchPrefix(execution: string): string {
  return `${SEARCHES_PREFIX}${execution}/`;
}

/** Keys in the results bucket, below the folder of a search. */
export const SEARCH_FILES = {
  /** Says which execution the folder is of. */
  request: 'request.json',
  /** Counts, and whether all was searched. */
  summary: 'summary.json',
  /** Each file that was not searched to its end, and why. */
  problems: 'problems.ndjson',
  /** The keys of the files with alerts. */
  alertFiles: 'alert-files.json',
  /** What there is to search, one object a batch. */
  plan: 'plan/',
  /** What came of each batch. */
  outcomes: 'outcomes/',
  /** Alerts, as ndjson. */
  alerts: 'alerts/',
  /** What the records of a batch add to correlations. */
  contributions: 'contributions/',
  /** What the log processor is to learn of the records of a batch. */
  lessons: 'lessons/',
  /** What Step Functions writes about the batches. */
  map: 'map/',
} as const;

/** The batch that a key below `plan/` or `outcomes/` is of. */
export function nameOfBatch(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1).replace(/\.json$/, '');
}
