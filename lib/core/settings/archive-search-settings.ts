import { ALERTING_HANDLER_FIELDS, type AlertingHandlerSettings } from './alerting-handler-settings';
import { decodeEnvironment, type EnvironmentFields, encodeEnvironment } from './function-environment';

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
  searchName: { variable: 'TRAILWATCH_SEARCH_NAME', kind: 'text' },
};

const SEARCH_FIELDS: EnvironmentFields<SearchSettings> = {
  ...SUMMARY_FIELDS,
  bucketName: { variable: 'TRAILWATCH_BUCKET_NAME', kind: 'text' },
  maxLogFileBytes: { variable: 'TRAILWATCH_MAX_LOG_FILE_BYTES', kind: 'number' },
};

const SEND_FIELDS: EnvironmentFields<SearchSendSettings> = { ...SUMMARY_FIELDS, ...ALERTING_HANDLER_FIELDS };

const PLAN_FIELDS: EnvironmentFields<SearchPlanSettings> = {
  ...SUMMARY_FIELDS,
  bucketName: { variable: 'TRAILWATCH_BUCKET_NAME', kind: 'text' },
  root: { variable: 'TRAILWATCH_ROOT', kind: 'text' },
  rulesFile: { variable: 'TRAILWATCH_RULES_FILE', kind: 'text' },
};

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of the function that plans. Values may be CDK tokens: they are passed on as they are. */
export function encodeSearchPlanSettings(settings: SearchPlanSettings): Record<string, string> {
  return encodeEnvironment(PLAN_FIELDS, settings);
}

/** The environment of the function that searches. */
export function encodeSearchSettings(settings: SearchSettings): Record<string, string> {
  return encodeEnvironment(SEARCH_FIELDS, settings);
}

/** The environment of the function that summarizes. */
export function encodeSearchSummarySettings(settings: SearchSummarySettings): Record<string, string> {
  return encodeEnvironment(SUMMARY_FIELDS, settings);
}

/** The environment of the function that sends. */
export function encodeSearchSendSettings(settings: SearchSendSettings): Record<string, string> {
  return encodeEnvironment(SEND_FIELDS, settings);
}

/** The settings of an environment. Throws one error that names every variable that is missing. */
export function decodeSearchPlanSettings(environment: Environment): SearchPlanSettings {
  return decodeEnvironment(PLAN_FIELDS, environment, 'ArchiveSearch');
}

/** The settings of an environment. Throws one error that names every variable that is missing or not a number. */
export function decodeSearchSettings(environment: Environment): SearchSettings {
  return decodeEnvironment(SEARCH_FIELDS, environment, 'ArchiveSearch');
}

/** The settings of an environment. Throws one error that names every variable that is missing. */
export function decodeSearchSummarySettings(environment: Environment): SearchSummarySettings {
  return decodeEnvironment(SUMMARY_FIELDS, environment, 'ArchiveSearch');
}

/** The settings of an environment. Throws one error that names every variable that is missing or not a number. */
export function decodeSearchSendSettings(environment: Environment): SearchSendSettings {
  return decodeEnvironment(SEND_FIELDS, environment, 'ArchiveSearch');
}
