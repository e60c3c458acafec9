import { SEVERITIES, type Severity } from '../rule/rule';
import {
  ALERTING_HANDLER_FIELDS,
  type AlertingHandlerSettings,
  RAISING_METRICS,
} from './alerting-handler-settings';
import { FunctionEnvironment, WORKER_NAMES } from './function-environment';

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
  /** The file with the rules: the encoded rule document of a Lambda layer. */
  readonly rulesFile: string;
  /** The organization whose accounts are own ones to the rules; `none` for none. */
  readonly ownOrganization: string;
  /** Distinguishes this processor's metrics and logs from another's; the value of the metrics' dimension. */
  readonly processorName: string;
}

/**
 * Number of days after its first record during which nothing of an actor or account is new; where it is absent, nothing is marked
 * as seen for the first time.
 */
export const LEARNING_DAYS_VARIABLE = 'TRAILWATCH_LEARNING_DAYS';

/** Present where changes by hand to what a stack or a tool manages are marked. */
export const CHANGES_BY_HAND_VARIABLE = 'TRAILWATCH_CHANGES_BY_HAND';

/**
 * The keys of the tags of accounts that alerts have, as JSON; absent where they have none. They are not in messages: callers that
 * may send to the queue could choose them.
 */
export const ACCOUNT_TAGS_VARIABLE = 'TRAILWATCH_ACCOUNT_TAGS';

/** The variable of functions whose alerts people may silence: the path of the parameters. Absent where they may not. */
export const SILENCES_VARIABLE = 'TRAILWATCH_SILENCES';

/** The path of the silences of a log processor. A person who sets one sees from it which alerts can be silenced. */
export function toSilencePath(processorName: string, maximumSeverity: Severity): string {
  return `/trailwatch/${processorName}/silences/${maximumSeverity}`;
}

/** The severity up to which alerts can be silenced by the parameters of a path; of one that is none, the lowest. */
export function maximumSeverityOf(path: string): Severity {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return SEVERITIES.find((severity) => severity === last) ?? 'informational';
}

/** The lists of addresses; absent where there are none. */
export const ADDRESS_LISTS_VARIABLE = 'TRAILWATCH_ADDRESS_LISTS';

/** Where lists of addresses are. */
export interface AddressListsSettings {
  readonly bucket: string;
  readonly keys: readonly string[];
  /** Number of days after its last change at which a list is old. */
  readonly maxAgeDays: number;
}

/** As the variable has them. The bucket may be a CDK token. */
export function encodeAddressLists({ bucket, keys, maxAgeDays }: AddressListsSettings): string {
  return [bucket, maxAgeDays, ...keys].join('|');
}

/** Reads what {@link encodeAddressLists} wrote. */
export function decodeAddressLists(text: string): AddressListsSettings {
  const [bucket = '', days = '', ...keys] = text.split('|');
  return { bucket, keys, maxAgeDays: Number(days) };
}

/** The environment of the function. */
export const LOG_PROCESSOR_ENVIRONMENT = new FunctionEnvironment<LogProcessorSettings>('LogProcessor', {
  ...ALERTING_HANDLER_FIELDS,
  bucketName: { variable: 'TRAILWATCH_BUCKET_NAME', kind: 'text' },
  root: { variable: 'TRAILWATCH_ROOT', kind: 'text' },
  digestFolders: { variable: 'TRAILWATCH_DIGEST_FOLDERS', kind: 'text' },
  correlationLatenessSeconds: { variable: 'TRAILWATCH_CORRELATION_LATENESS_SECONDS', kind: 'number' },
  maxLogFileBytes: { variable: 'TRAILWATCH_MAX_LOG_FILE_BYTES', kind: 'number' },
  rulesFile: { variable: 'TRAILWATCH_RULES_FILE', kind: 'text' },
  ownOrganization: { variable: 'TRAILWATCH_OWN_ORGANIZATION', kind: 'text' },
  processorName: WORKER_NAMES.processor,
});

/**
 * The names under which the log processor's handler publishes and the `LogProcessor` construct alarms. The
 * namespace is `LogProcessorSettings.metricsNamespace`.
 */

/** Every metric, with its CloudWatch unit. Counts are per invocation; a redelivered file is counted again. */
export const PROCESSOR_METRICS = {
  /** Log files read to their end, damaged ones included. */
  Files: 'Count',
  /** Log files that could not be read wholly, at each receive of their message. Alarm on it. */
  FilesRejected: 'Count',
  /** Uncompressed bytes read. */
  Bytes: 'Bytes',
  /** Records met: duplicates + matched + unmatched + rejected. */
  Records: 'Count',
  /** Records that stood in the same file before. */
  Duplicates: 'Count',
  Matched: 'Count',
  Unmatched: 'Count',
  /** Alerts that an allow list or a filter left out. The `allowed` property of the same log line has them by rule and entry. */
  Allowed: 'Count',
  /** Entries of a log file that are not CloudTrail records. */
  Rejected: 'Count',
  ...RAISING_METRICS,
  /** Heartbeats of the schedule. Alarm on their absence: the function does not run. */
  Heartbeats: 'Count',
  /** Digest files of the folders that CloudTrail writes every hour. */
  Digests: 'Count',
  /** Log files that these digest files list. They were delivered, so `Files` of the same hours must not be zero. */
  FilesListed: 'Count',
  /** Hourly tests that came back over the topic of the alerts. */
  PathTestsReceived: 'Count',
  /** From the newest record of a file to the moment it was read. */
  DeliveryLag: 'Milliseconds',
} as const;

/**
 * How the times of the log processor hang together. All follow from the function's timeout:
 *
 *     0        1x timeout        2x lease                                  6x visibility
 *     |--------|-----------------|-----------------------------------------|
 *     claim    the handler       others may take                           the message of a handler that died
 *              is surely dead    the claim over                            comes back, and finds the lease over
 *
 * A lease that were shorter than the timeout would let two living handlers send one alert; a visibility timeout
 * that were shorter than the lease would waste a receive on every crash.
 */

/** How long a claim keeps other handlers off, for `LogProcessorSettings.leaseSeconds`. */
export function leaseSecondsFor(functionTimeoutSeconds: number): number {
  return 2 * functionTimeoutSeconds;
}

/**
 * The queue's visibility timeout: six times the function's, as Lambda recommends.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export function visibilityTimeoutSecondsFor(functionTimeoutSeconds: number): number {
  return 6 * functionTimeoutSeconds;
}
