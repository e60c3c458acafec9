import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  type ResultField,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { pagesOf } from '../../../lambda/aws/answers';
import { unitUsd } from '../../../lib/core/cost/price/price';
import { PRICES } from '../../../lib/core/cost/price/prices';
import { inPlaces } from '../../../lib/core/query/logs-insights/chosen-places';
import { toColumns } from '../../../lib/core/query/logs-insights/to-columns';
import { toLogsInsights } from '../../../lib/core/query/logs-insights/to-logs-insights';
import { requestOptions } from '../../aws/s3-client';
import { askService } from '../../aws/send-again';
import type { CommandIo } from '../../cli/command-io';
import { parseTimeRange, type TimeRange } from '../../cli/time-range';
import { UserError } from '../../cli/user-error';
import { Diagnostics } from '../../outputs/diagnostics';
import { findQuery, parseParameters } from '../../query/find-query';
import {
  parseBytes,
  type RemoteEngine,
  type RemoteState,
  renderBytes,
  runRemote,
} from '../../query/remote-query';
import type { QueryResult } from '../../query/result-rows';
import { placeOf, type ResultOptions, writeResult } from '../../query/result-text';
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

/**
 * The most rows of a query without a limit, as of named queries, and of one with a limit. @see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Limit.html
 */
const USUAL_ROWS = 10_000;
const MAX_ROWS = 100_000;

/** Runs a named query in CloudWatch Logs Insights. Returns the exit status. */
export function queryRunLogsInsights(
  name: string,
  options: QueryLogsInsightsOptions & { readonly param?: readonly string[] },
  io: CommandIo,
): Promise<number> {
  const compiled = toLogsInsights(findQuery(name), parseParameters(options.param ?? []));
  if ('problem' in compiled) throw new UserError(compiled.problem);
  return queryLogsInsights(compiled.query, options, io);
}

/** Runs a query in CloudWatch Logs Insights, in its own language. Returns the exit status. */
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
      '--logs-insights needs --start: CloudWatch charges for everything that the log group has of that time',
    );
  const range = parseTimeRange(options, io.currentTime());
  const limit = new TimeLimit(options.timeout, io);
  const diagnostics = new Diagnostics(io);
  const limits =
    options.maxBytes === undefined ? {} : { maxBytes: parseBytes('--max-bytes', options.maxBytes) };
  const chosen = inPlaces(query, options);
  if ('problem' in chosen) throw new UserError(chosen.problem);
  const place = await placeOf(options, io);
  const engine = new LogsEngine(options.logsInsights, range, io.wait);
  try {
    const { text, format } = place;
    if (text === undefined) return 2;
    const { id, scannedBytes } = await runRemote(engine, chosen.query, { io, diagnostics, limit, ...limits });
    diagnostics.clearProgress();
    const rows = await writeResult(await engine.readRows(id), format, { output: text, stdout: io.stdout });
    await text.finish();
    if (rows === USUAL_ROWS || rows === MAX_ROWS)
      diagnostics.info(
        `there may be more rows than the ${rows} that Logs Insights returned; choose a shorter time, or fewer accounts or Regions`,
      );
    const cost = (scannedBytes * unitUsd(PRICES.logsScan)) / GB;
    diagnostics.info(
      `Logs Insights scanned ${renderBytes(scannedBytes)}: USD ${cost.toFixed(4)} at USD ${PRICES.logsScan.usd} a GB`,
    );
    const counts = `rows=${rows} scanned_bytes=${scannedBytes} cost_usd=${cost.toFixed(6)}`;
    diagnostics.finish(`${counts} query=${id}`, fromMs);
  } finally {
    place.discard();
    engine.close();
  }
  return 0;
}

const ARN = /^arn:[\w-]+:logs:([a-z0-9-]+):\d{12}:log-group:[^:]+(?::\*)?$/;

/** CloudWatch Logs Insights, with one log group and one time range. */
class LogsEngine implements RemoteEngine {
  readonly name = 'Logs Insights';
  private readonly client: CloudWatchLogsClient;
  private readonly where: string;

  /** @param group the name of a log group, or its ARN, which contains its Region */
  constructor(
    private readonly group: string,
    private readonly range: TimeRange,
    private readonly wait: CommandIo['wait'],
  ) {
    const [, region] = ARN.exec(group) ?? [];
    this.where = `log group ${group}${region === undefined ? '' : ` in ${region}`}`;
    const place = region === undefined ? {} : { region };
    this.client = new CloudWatchLogsClient({ ...place, maxAttempts: 1, requestHandler: requestOptions() });
  }

  async start(query: string): Promise<string> {
    const { startMs = 0, endMs } = this.range;
    const group = ARN.test(this.group)
      ? { logGroupIdentifiers: [this.group.replace(/:\*$/, '')] }
      : { logGroupName: this.group };
    const command = new StartQueryCommand({
      ...group,
      queryString: query,
      startTime: Math.floor(startMs / 1000),
      // The last second of the range is included; the end is not.
      endTime: Math.ceil(endMs / 1000) - 1,
    });
    const { queryId = '' } = await this.ask('logs:StartQuery', () => this.client.send(command));
    return queryId;
  }

  async check(queryId: string): Promise<RemoteState> {
    const { status, statistics } = await this.results(queryId);
    const scannedBytes = statistics?.bytesScanned ?? 0;
    switch (status) {
      case 'Complete':
        return { kind: 'succeeded', scannedBytes };
      case 'Failed':
        return { kind: 'ended', scannedBytes, reason: 'the query failed; CloudWatch gives no reason' };
      case 'Cancelled':
        return { kind: 'ended', scannedBytes, reason: 'the query was cancelled' };
      case 'Timeout':
        return {
          kind: 'ended',
          scannedBytes,
          reason: 'the query took longer than an hour; choose a shorter time',
        };
      default:
        return { kind: 'running', scannedBytes };
    }
  }

  /** All rows at once: there are 100,000 at most, in pages. A missing field is null. */
  async readRows(queryId: string): Promise<QueryResult> {
    const results: ResultField[][] = [];
    const ask = async (token: string | undefined) => {
      const { nextToken, ...page } = await this.results(queryId, token);
      return { ...page, NextToken: nextToken };
    };
    const pages = pagesOf('CloudWatch Logs: GetQueryResults', ask, UserError);
    for await (const page of pages) results.push(...(page.results ?? []));
    const { columns, rows } = toColumns(results);
    const portions = async function* () {
      yield rows.map((row) => row.map((value) => value ?? null));
    };
    return { columns, rows: portions() };
  }

  async stop(queryId: string): Promise<void> {
    await this.ask('logs:StopQuery', () => this.client.send(new StopQueryCommand({ queryId })));
  }

  close(): void {
    this.client.destroy();
  }

  private results(queryId: string, nextToken?: string) {
    const command = new GetQueryResultsCommand({ queryId, nextToken });
    return this.ask('logs:GetQueryResults', () => this.client.send(command));
  }

  private ask<T>(needs: string, send: () => Promise<T>): Promise<T> {
    const explain = (code: string, message: string) =>
      message === 'Region is missing' ? NO_REGION : REASONS[code]?.(this.where, message);
    return askService({ service: 'CloudWatch Logs', needs, explain }, this.wait, send);
  }
}

const NO_REGION = 'no Region is set; set AWS_REGION to the Region of the log group, or name it by its ARN';

/** The meaning of an error, by its name. */
const REASONS: Readonly<Record<string, (where: string, message: string) => string>> = {
  ResourceNotFoundException: (where) =>
    `there is no ${where}; name it by its ARN, or set AWS_REGION to its Region`,
  LimitExceededException: () =>
    'the maximum number of queries that CloudWatch Logs allows is running; try again later',
  MalformedQueryException: (_, message) => `the query cannot be run: ${message}`,
};
