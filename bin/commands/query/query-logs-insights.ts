import { unitUsd } from '../../../lib/core/cost/price/price';
import { PRICES } from '../../../lib/core/cost/price/prices';
import { toLogsInsights } from '../../../lib/core/query/logs-insights/to-logs-insights';
import type { CommandIo } from '../../cli/command-io';
import { parseTimeRange } from '../../cli/time-range';
import { UserError } from '../../cli/user-error';
import { LogsEngine } from '../../logs-insights/logs-engine';
import { Diagnostics } from '../../outputs/diagnostics';
import { findQuery, parseParameters } from '../../query/find-query';
import { parseBytes, renderBytes, runRemote } from '../../query/remote-query';
import { placeOf, type ResultOptions } from '../../query/result-place';
import { writeResult } from '../../query/result-text';
import { TimeLimit } from '../../query/time-limit';
import type { PlaceOptions } from '../../records/record-filter';

/** The options of `trailwatch query --logs-insights`, as the command line names them. */
export interface QueryLogsInsightsOptions extends PlaceOptions, ResultOptions {
  /** The name or the ARN of a log group. */
  readonly logsInsights: string;
  readonly maxBytes?: string;
  readonly timeout?: string;
}

const GB = 1024 ** 3;

/** The longest query that StartQuery takes. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const MAX_CHARACTERS = 10_000;

/** Runs a named query in CloudWatch Logs Insights. Gives the exit status. */
export function queryRunLogsInsights(
  name: string,
  options: QueryLogsInsightsOptions & { readonly param?: readonly string[] },
  io: CommandIo,
): Promise<number> {
  const compiled = toLogsInsights(findQuery(name), parseParameters(options.param ?? []));
  if ('problem' in compiled) throw new UserError(compiled.problem);
  return queryLogsInsights(compiled.query, options, io);
}

/** Runs a query in CloudWatch Logs Insights, in its own language. Gives the exit status. */
export async function queryLogsInsights(
  query: string,
  options: QueryLogsInsightsOptions,
  io: CommandIo,
): Promise<number> {
  const fromMs = io.nowMs();
  if (options.format === 'parquet')
    throw new UserError('--format parquet is not for --logs-insights; it may be table, ndjson, csv, json');
  if (options.start === undefined)
    throw new UserError(
      '--logs-insights needs --start: CloudWatch charges for all that a group has of the time',
    );
  const range = parseTimeRange(options, io.currentTime());
  const limit = new TimeLimit(options.timeout, io);
  const diagnostics = new Diagnostics(io);
  const limits =
    options.maxBytes === undefined ? {} : { maxBytes: parseBytes('--max-bytes', options.maxBytes) };
  const chosen = toChosen(query, options);
  const place = await placeOf(options, { paths: [], io });
  const engine = new LogsEngine(options.logsInsights, range, io.wait);
  try {
    const { text, format } = place;
    if (text === undefined) return 2;
    const { id, scannedBytes } = await runRemote(engine, chosen, { io, diagnostics, limit, ...limits });
    diagnostics.clearProgress();
    const rows = await writeResult(await engine.readRows(id), format, { output: text, stdout: io.stdout });
    await text.finish();
    const cost = (scannedBytes * unitUsd(PRICES.logsScan)) / GB;
    diagnostics.info(
      `Logs Insights scanned ${renderBytes(scannedBytes)}: USD ${cost.toFixed(4)} at USD ${PRICES.logsScan.usd} a GB`,
    );
    const seconds = ((io.nowMs() - fromMs) / 1000).toFixed(2);
    const counts = `rows=${rows} scanned_bytes=${scannedBytes} cost_usd=${cost.toFixed(6)}`;
    diagnostics.finish(`${counts} query=${id} seconds=${seconds}`);
  } finally {
    place.discard();
    engine.close();
  }
  return 0;
}

/** The query over the events of accounts and Regions: a log group has those of all that it is filled from. */
function toChosen(query: string, { account = [], region = [] }: PlaceOptions): string {
  const conditions = [
    ...(account.length === 0 ? [] : [`recipientAccountId in ${listOf(account)}`]),
    ...(region.length === 0 ? [] : [`awsRegion in ${listOf(region)}`]),
  ];
  const chosen = conditions.length === 0 ? query : `filter ${conditions.join(' and ')}\n| ${query}`;
  if (chosen.length <= MAX_CHARACTERS) return chosen;
  throw new UserError(`the query has ${chosen.length} characters, and Logs Insights takes ${MAX_CHARACTERS}`);
}

/** Accounts and Regions, whose forms were checked. */
function listOf(values: readonly string[]): string {
  return `[${values.map((value) => `"${value}"`).join(', ')}]`;
}
