import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  type ResultField,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { explainCredentials } from '../aws/credentials-error';
import { requestOptions } from '../aws/s3-client';
import { NoAnswerError, sendAgain } from '../aws/send-again';
import type { CommandIo } from '../cli/command-io';
import type { TimeRange } from '../cli/time-range';
import { renderReason, UserError } from '../cli/user-error';
import type { RemoteEngine, RemoteState } from '../query/remote-query';
import type { QueryResult } from '../query/result-rows';

/** A place in a log group, which Logs Insights adds to each row of a list. */
const POINTER = '@ptr';

const ARN = /^arn:[\w-]+:logs:([a-z0-9-]+):\d{12}:log-group:[^:]+(?::\*)?$/;

/** CloudWatch Logs Insights, with one log group and one stretch of time. */
export class LogsEngine implements RemoteEngine {
  readonly name = 'Logs Insights';
  private readonly client: CloudWatchLogsClient;
  private readonly where: string;

  /** @param group the name of a log group, or its ARN, which says its Region */
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
      // The last second of the range is in it; the end is not.
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
        return { kind: 'ended', scannedBytes, reason: 'the query failed, and CloudWatch does not say why' };
      case 'Cancelled':
        return { kind: 'ended', scannedBytes, reason: 'the query was cancelled' };
      case 'Timeout':
        return {
          kind: 'ended',
          scannedBytes,
          reason: 'the query took longer than an hour; choose less time',
        };
      default:
        return { kind: 'running', scannedBytes };
    }
  }

  /** All rows at once: there are 10,000 at most. A field that a row lacks is null. */
  async readRows(queryId: string): Promise<QueryResult> {
    const { results = [] } = await this.results(queryId);
    const named = results.map((row) => new Map(row.flatMap(cellOf)));
    const columns = [...new Set(named.flatMap((row) => [...row.keys()]))];
    const rows = named.map((row) => columns.map((column) => row.get(column) ?? null));
    const portions = async function* () {
      yield rows;
    };
    return { columns, rows: portions() };
  }

  async stop(queryId: string): Promise<void> {
    await this.ask('logs:StopQuery', () => this.client.send(new StopQueryCommand({ queryId })));
  }

  close(): void {
    this.client.destroy();
  }

  private results(queryId: string) {
    return this.ask('logs:GetQueryResults', () => this.client.send(new GetQueryResultsCommand({ queryId })));
  }

  private async ask<T>(needs: string, send: () => Promise<T>): Promise<T> {
    try {
      return await sendAgain(send, this.wait);
    } catch (error) {
      throw toLogsError(error, needs, this.where);
    }
  }
}

function cellOf({ field = '', value = '' }: ResultField): readonly (readonly [string, string])[] {
  return field === POINTER ? [] : [[field, value]];
}

/** An answer of CloudWatch Logs that is an error, as one sentence. */
function toLogsError(error: unknown, needs: string, where: string): UserError {
  const { name: code = '' } = (error ?? {}) as Partial<Error>;
  const message = renderReason(error).replace(/\.$/, '');
  if (error instanceof NoAnswerError) return new UserError(`CloudWatch Logs: ${message}`);
  if (message === 'Region is missing')
    return new UserError(
      'no Region is set; set AWS_REGION to the Region of the log group, or name it by its ARN',
    );
  const known = explainCredentials(code);
  if (known !== undefined) return new UserError(`CloudWatch Logs: ${known} (${message})`);
  if (code.startsWith('AccessDenied'))
    return new UserError(`CloudWatch Logs: access was denied; it takes ${needs} (${message})`);
  if (code === 'ResourceNotFoundException')
    return new UserError(`there is no ${where}; name it by its ARN, or set AWS_REGION to its Region`);
  if (code === 'LimitExceededException')
    return new UserError('as many queries are running as CloudWatch Logs allows at once; try again later');
  if (code === 'MalformedQueryException') return new UserError(`the query cannot be run: ${message}`);
  return new UserError(`CloudWatch Logs: ${message}`);
}
