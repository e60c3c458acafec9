/**
 * What a cost is computed from in addition to the template, for one month: the names of a file of counts, and what each counts.
 * Numbers are of the whole estate.
 */
export const COUNTS = {
  managementEvents: 'management events, each once, however many trails log them',
  managementWriteEvents: 'the write-only events among the management events',
  dataEvents: 'data events, each once',
  networkActivityEvents: 'network activity events, each once',
  recordBytes: 'bytes of these events, uncompressed',
  logFiles: 'delivered log files',
  logFileBytes: 'bytes of the log files as stored',
  digestFiles: 'digest files: 720 per account and Region',
  monthsKept: 'months of log files in the archive',
  accessLogBytes: 'bytes of S3 access logs',
  alerts: 'alerts that are sent',
  matchedEvents: 'events that EventBridge rules match',
  forwardedEvents: 'events sent to another event bus',
  functionMs: 'milliseconds per invocation of a function',
  invocations: 'invocations of a function that nothing in its stack invokes',
  queueMessages: 'messages to a queue that nothing in its stack sends to',
  logGroupBytes: 'bytes into a log group that no trail or function in its stack writes to',
  bucketBytes: 'bytes in a bucket that is not an archive',
  functionMetrics: 'metrics of a function that is not a worker of trailwatch',
  tableReads: 'reads of a table',
  tableWrites: 'writes to a table',
  tableBytes: 'bytes that a table holds',
  kmsRequests: 'requests to a KMS key',
  transitions: 'state transitions of a state machine',
  endpointBytes: 'bytes through an interface endpoint',
  athenaBytes: 'bytes that Athena queries scan',
  logsScannedBytes: 'bytes that Logs Insights queries scan in log groups of a telemetry rule',
  lakeOtherBytes:
    'bytes into a CloudTrail Lake event data store that collects no trail events: Insights, configuration items, evidence, integrations',
  lakeScannedBytes: 'bytes that CloudTrail Lake queries scan',
  streamBytes: 'bytes through a stream of Data Firehose',
} as const satisfies Readonly<Record<string, string>>;

/** The name of a count. */
export type CountName = keyof typeof COUNTS;

/** The counts that are known, for a month of 30 days. */
export type Counts = Readonly<Partial<Record<CountName, number>>>;

/** The counts that are a state and not a flow: they are the same for a week and for a month. */
const STATES: ReadonlySet<CountName> = new Set([
  'monthsKept',
  'functionMs',
  'functionMetrics',
  'tableBytes',
  'bucketBytes',
]);

/** A month as prices have it. */
export const MONTH_DAYS = 30;

/** Converts counts of a number of days to counts of a month. */
export function toMonth(counts: Counts, days: number): Counts {
  const scaled = (Object.entries(counts) as [CountName, number][]).map(([name, value]) => [
    name,
    STATES.has(name) ? value : (value * MONTH_DAYS) / days,
  ]);
  return Object.fromEntries(scaled);
}

/** A number, parts of which may depend on counts that are not given. */
export interface Amount {
  /** The part that is known. */
  readonly value: number;
  /** The counts that the rest needs. */
  readonly missing: readonly CountName[];
}

/** An amount that hangs on no count. */
export function known(value: number): Amount {
  return { value, missing: [] };
}

/** The count, if it is given. */
export function counted(counts: Counts, name: CountName): Amount {
  const value = counts[name];
  return value === undefined ? { value: 0, missing: [name] } : known(value);
}

/** The sum of amounts. */
export function plus(...amounts: readonly Amount[]): Amount {
  return {
    value: amounts.reduce((sum, { value }) => sum + value, 0),
    missing: [...new Set(amounts.flatMap(({ missing }) => missing))],
  };
}

/** The product of amounts; nothing of it is known where a factor is not given, unless another factor is zero. */
export function times(...amounts: readonly Amount[]): Amount {
  const isZero = amounts.some(({ value, missing }) => value === 0 && missing.length === 0);
  if (isZero) return known(0);
  const missing = [...new Set(amounts.flatMap((amount) => amount.missing))];
  return { value: amounts.reduce((product, { value }) => product * value, 1), missing };
}

/** A number with at most two decimals, for a note. */
export function round(value: number): string {
  return String(Number(value.toFixed(2)));
}
