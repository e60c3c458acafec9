import { isJsonObject, type JsonObject, parseJson } from '../json/json-value';

/** Where a state machine searches and writes: the first state of its definition, so that permission to read the definition is enough. */
export interface SearchPlace {
  /** The archive. */
  readonly archiveBucket: string;
  /** The prefix of every key of CloudTrail: `AWSLogs/`, perhaps after another prefix. */
  readonly root: string;
  readonly resultsBucket: string;
  /**
   * The memory of the function that searches, if it was chosen; the cost of a search depends on it.
   *
   * @default 1769
   */
  readonly memoryMib?: number;
  /**
   * For how many days it is remembered that an alert was sent.
   *
   * @default - the state machine sends no alerts
   */
  readonly rememberDays?: number;
  /**
   * On how many days of delivery after those of a request late records can be searched.
   *
   * @default - none: the state machine was deployed by a release that has no `lateDays`
   */
  readonly lateDays?: number;
}

/** The state with the place of the search. */
export const PLACE_STATE = 'Begin';

/** Where a state machine with this definition searches; undefined if it is not one of `ArchiveSearch`. */
export function searchPlaceOf(definition: string): SearchPlace | undefined {
  const { States } = objectOf(parseJson(definition));
  const { place } = objectOf(objectOf(objectOf(States)[PLACE_STATE]).Result);
  const { archiveBucket, root, resultsBucket, memoryMib, rememberDays, lateDays } = objectOf(place);
  if (typeof archiveBucket !== 'string' || typeof root !== 'string' || typeof resultsBucket !== 'string')
    return undefined;
  return {
    ...{ archiveBucket, root, resultsBucket },
    ...(typeof memoryMib === 'number' ? { memoryMib } : {}),
    ...(typeof rememberDays === 'number' ? { rememberDays } : {}),
    ...(typeof lateDays === 'number' ? { lateDays } : {}),
  };
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value as JsonObject) ? (value as JsonObject) : {};
}

/** Where rule documents are that executions name by their hash. */
export const RULES_PREFIX = 'rules/';

/** Where everything is that searches write: a folder for each, named by its execution. */
export const SEARCHES_PREFIX = 'searches/';

/**
 * Where the records of alerts that searches sent are: one for each, outside the folders of the searches, because each search
 * reads all of them.
 */
export const SENT_PREFIX = 'sent/';

/** The largest rule document that is read: twenty times that of the built-in rules. */
export const MAX_RULES_BYTES = 32 * 1024 * 1024;

/** The key of a rule document. */
export function rulesKey(sha256: string): string {
  return `${RULES_PREFIX}${sha256}.json`;
}

/** The key of the record of sent alerts of a search. */
export function sentKey(execution: string): string {
  return `${SENT_PREFIX}${execution}.json`;
}

/** The prefix of the keys of one search. */
export function searchPrefix(execution: string): string {
  return `${SEARCHES_PREFIX}${execution}/`;
}

/** Keys in the results bucket, below the folder of a search. */
export const SEARCH_FILES = {
  /** Names the execution of the folder. */
  request: 'request.json',
  /** Counts, and whether all was searched. */
  summary: 'summary.json',
  /** Each file that was not searched to its end, and why. */
  problems: 'problems.ndjson',
  /** The keys of the files with alerts. */
  alertFiles: 'alert-files.json',
  /** The files to search, one object per batch. */
  plan: 'plan/',
  /** The result of each batch. */
  outcomes: 'outcomes/',
  /** Alerts, as ndjson. */
  alerts: 'alerts/',
  /** The additions of a batch's records to correlations. */
  contributions: 'contributions/',
  /** What the log processor is to learn from the records of a batch. */
  lessons: 'lessons/',
  /** Step Functions' results of the batches. */
  map: 'map/',
} as const;

/** The batch of a key below `plan/` or `outcomes/`. */
export function nameOfBatch(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1).replace(/\.json$/, '');
}
