import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { pagesOf } from './answers';

/** The requested log events: those of a log group that match a filter pattern, in a time range. */
export interface LogEventQuery {
  readonly logGroupName: string;
  readonly filterPattern: string;
  /** Both ends included. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** A log event that was found. */
export interface FoundLogEvent {
  /** CloudWatch Logs' own id of it. */
  readonly id: string;
  readonly logStream: string;
  readonly message: string;
}

/**
 * The log events that match a filter, page by page. A page may be empty without being the last. Throws the service's own error,
 * including throttling, after the client's last retry.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export async function* filterLogEvents(
  client: CloudWatchLogsClient,
  { logGroupName, filterPattern, fromMs, toMs }: LogEventQuery,
): AsyncGenerator<readonly FoundLogEvent[], void> {
  const query = { logGroupName, filterPattern, startTime: fromMs, endTime: toMs };
  const pages = pagesOf('FilterLogEvents', async (token) => {
    const page = await client.send(new FilterLogEventsCommand({ ...query, nextToken: token }));
    return { events: page.events, NextToken: page.nextToken };
  });
  for await (const { events = [] } of pages)
    yield events.map(({ eventId, logStreamName, message }) => ({
      id: eventId ?? '',
      logStream: logStreamName ?? '',
      message: message ?? '',
    }));
}
