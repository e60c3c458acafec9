import { ALERTING_HANDLER_FIELDS, type AlertingHandlerSettings } from './alerting-handler-settings';
import { type EnvironmentFields, FunctionEnvironment, WORKER_NAMES } from './function-environment';

/** What the `ArchiveSearch` construct writes into the environment of each of its functions. */
export interface SearchSummarySettings {
  /** Where plans, alerts and summaries are written, and rule documents are read. */
  readonly resultsBucketName: string;
  /** Distinguishes this search's logs from another's. */
  readonly searchName: string;
}

/** The settings of the function that searches. */
export interface SearchSettings extends SearchSummarySettings {
  /** The archive. */
  readonly bucketName: string;
  /** A log file that unpacks to more than this is refused. */
  readonly maxLogFileBytes: number;
}

/** The settings of the function that plans. */
export interface SearchPlanSettings extends SearchSummarySettings {
  /** The archive. */
  readonly bucketName: string;
  /** What every key of CloudTrail's begins with: `AWSLogs/`, perhaps behind a prefix. */
  readonly root: string;
  /** The file with the deployed rules: the encoded rule document of a Lambda layer. */
  readonly rulesFile: string;
}

/** The settings of the function that sends: those of every function that raises alerts, too. */
export interface SearchSendSettings extends SearchSummarySettings, AlertingHandlerSettings {}

const SUMMARY_FIELDS: EnvironmentFields<SearchSummarySettings> = {
  resultsBucketName: { variable: 'TRAILWATCH_RESULTS_BUCKET_NAME', kind: 'text' },
  searchName: WORKER_NAMES.search,
};

/** The environment of the function. */
export const SEARCH_SUMMARY_ENVIRONMENT = new FunctionEnvironment<SearchSummarySettings>(
  'ArchiveSearch',
  SUMMARY_FIELDS,
);

/** The environment of the function. */
export const SEARCH_ENVIRONMENT = new FunctionEnvironment<SearchSettings>('ArchiveSearch', {
  ...SUMMARY_FIELDS,
  bucketName: { variable: 'TRAILWATCH_BUCKET_NAME', kind: 'text' },
  maxLogFileBytes: { variable: 'TRAILWATCH_MAX_LOG_FILE_BYTES', kind: 'number' },
});

/** The environment of the function. */
export const SEARCH_SEND_ENVIRONMENT = new FunctionEnvironment<SearchSendSettings>('ArchiveSearch', {
  ...SUMMARY_FIELDS,
  ...ALERTING_HANDLER_FIELDS,
});

/** The environment of the function. */
export const SEARCH_PLAN_ENVIRONMENT = new FunctionEnvironment<SearchPlanSettings>('ArchiveSearch', {
  ...SUMMARY_FIELDS,
  bucketName: { variable: 'TRAILWATCH_BUCKET_NAME', kind: 'text' },
  root: { variable: 'TRAILWATCH_ROOT', kind: 'text' },
  rulesFile: { variable: 'TRAILWATCH_RULES_FILE', kind: 'text' },
});
