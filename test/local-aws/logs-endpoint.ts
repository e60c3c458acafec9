import type { IncomingMessage } from 'node:http';
import { parseMetricFilter } from '../../lib/core/pattern/metric-filter/parse-metric-filter';
import { type LocalServer, startServer } from '../local-server';

/** A request as the function made it. */
export interface FilterRequest {
  readonly logGroupName: string;
  readonly filterPattern: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly nextToken?: string;
}

interface StoredEvent {
  readonly eventId: string;
  readonly timestamp: number;
  readonly message: string;
}

/** Events that a page holds at most: few, so that there are pages. */
const PAGE_SIZE = 2;

/**
 * CloudWatch Logs, as far as FilterLogEvents goes: JSON 1.1 over HTTP, with pages, an empty one among them, and filter
 * patterns evaluated as the service does.
 */
export class LogsEndpoint {
  static async start(): Promise<LogsEndpoint> {
    const endpoint = new LogsEndpoint();
    endpoint.#server = await startServer((request, response, text) => {
      const { status, body } = endpoint.#answer(request, text);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    });
    return endpoint;
  }

  readonly requests: FilterRequest[] = [];
  /** Every operation that was asked for, refused ones too. */
  readonly operations = new Set<string>();
  /** So many of the next requests are throttled. */
  throttled = 0;
  readonly #events: StoredEvent[] = [];

  #server: LocalServer | undefined;

  private constructor() {}

  get url(): string {
    return this.#server?.url ?? '';
  }

  /** Puts an event into the only log group. */
  put(timestamp: number, message: unknown): void {
    const eventId = String(this.#events.length).padStart(20, '0');
    this.#events.push({ eventId, timestamp, message: JSON.stringify(message) });
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  #answer(request: IncomingMessage, text: string): { status: number; body: unknown } {
    const operation = String(request.headers['x-amz-target']).replace('Logs_20140328.', '');
    this.operations.add(`logs:${operation}`);
    if (operation !== 'FilterLogEvents') return fault('UnknownOperationException', operation);
    if (this.throttled > 0) {
      this.throttled--;
      return fault('ThrottlingException', 'Rate exceeded');
    }
    const query = JSON.parse(text) as FilterRequest;
    this.requests.push(query);
    return { status: 200, body: this.#page(query) };
  }

  #page({ filterPattern, startTime, endTime, nextToken }: FilterRequest): unknown {
    // The first page is empty, as the service's often are.
    if (nextToken === undefined) return { events: [], nextToken: '0' };
    const filter = parseMetricFilter(filterPattern);
    if ('problems' in filter) throw new Error(`the filter pattern is not valid: ${filterPattern}`);
    const found = this.#events
      .filter(({ timestamp }) => timestamp >= startTime && timestamp <= endTime)
      .filter(({ message }) => filter.matches(message));
    const start = Number(nextToken);
    const events = found
      .slice(start, start + PAGE_SIZE)
      .map((event) => ({ ...event, logStreamName: 'stream' }));
    const next = start + PAGE_SIZE;
    return { events, ...(next < found.length ? { nextToken: String(next) } : {}) };
  }
}

function fault(type: string, message: string): { status: number; body: unknown } {
  return { status: 400, body: { __type: type, message } };
}
