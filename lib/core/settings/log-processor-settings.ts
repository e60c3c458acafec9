import { ALERTING_HANDLER_FIELDS, type AlertingHandlerSettings } from './alerting-handler-settings';
import { decodeEnvironment, type EnvironmentFields, encodeEnvironment } from './function-environment';

/** What the `LogProcessor` construct writes into its function's environment, and the handler reads there. */
export interface LogProcessorSettings extends AlertingHandlerSettings {
  /** The archive: objects of no other bucket are read. */
  readonly bucketName: string;
  /** What every key of CloudTrail's begins with: `AWSLogs/`, perhaps behind a prefix. No other objects are read. */
  readonly root: string;
  /**
   * What the keys of digest files begin with that CloudTrail writes every hour, whatever happens; separated by commas, or
   * `none`.
   */
  readonly digestFolders: string;
  /**
   * How long a correlation that more records can undo waits for late ones: since the last record came, and since its
   * period was over.
   */
  readonly correlationLatenessSeconds: number;
  /** A log file that unpacks to more than this is refused. CloudTrail's own bound is 50 MB. */
  readonly maxLogFileBytes: number;
  /** The file that holds the rules: the encoded rule document of a Lambda layer. */
  readonly rulesFile: string;
  /** What tells this processor's metrics and logs from another's; the value of the metrics' dimension. */
  readonly processorName: string;
}

const FIELDS: EnvironmentFields<LogProcessorSettings> = {
  ...ALERTING_HANDLER_FIELDS,
  bucketName: { variable: 'TRAILWATCH_BUCKET_NAME', kind: 'text' },
  root: { variable: 'TRAILWATCH_ROOT', kind: 'text' },
  digestFolders: { variable: 'TRAILWATCH_DIGEST_FOLDERS', kind: 'text' },
  correlationLatenessSeconds: { variable: 'TRAILWATCH_CORRELATION_LATENESS_SECONDS', kind: 'number' },
  maxLogFileBytes: { variable: 'TRAILWATCH_MAX_LOG_FILE_BYTES', kind: 'number' },
  rulesFile: { variable: 'TRAILWATCH_RULES_FILE', kind: 'text' },
  processorName: { variable: 'TRAILWATCH_PROCESSOR_NAME', kind: 'text' },
};

/** The environment of the function. Values may be CDK tokens: they are passed on as they are. */
export function encodeLogProcessorSettings(settings: LogProcessorSettings): Record<string, string> {
  return encodeEnvironment(FIELDS, settings);
}

/** The settings of an environment. Throws one error that names every variable that is missing or not a number. */
export function decodeLogProcessorSettings(
  environment: Readonly<Record<string, string | undefined>>,
): LogProcessorSettings {
  return decodeEnvironment(FIELDS, environment, 'LogProcessor');
}
