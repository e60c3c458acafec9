import { type LocalServer, startServer } from '../../local-server';

/** A request, with the operation of CloudWatch Logs that it asks for. */
export interface LogsRequest {
  readonly operation: string;
  readonly region: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the service has. */
export interface ServedLogs {
  /** What GetQueryResults says, one after the other; the last one again and again. */
  readonly states?: readonly { readonly status: string; readonly bytesScanned?: number }[];
  /** Rows by their fields. */
  readonly rows?: readonly Readonly<Record<string, string>>[];
  /** An error by the operation that it answers. */
  readonly faults?: Readonly<Record<string, { readonly code: string; readonly message: string }>>;
}

export interface LogsServer extends LocalServer {
  readonly requests: readonly LogsRequest[];
}

/** CloudWatch Logs with one query. It answers as API_StartQuery and API_GetQueryResults say. */
export async function serveLogs(served: ServedLogs): Promise<LogsServer> {
  const requests: LogsRequest[] = [];
  const server = await startServer((request, response, text) => {
    const operation = String(request.headers['x-amz-target']).replace(/^Logs_20140328\./, '');
    const [, region = ''] = /\/\d{8}\/([^/]+)\/logs\//.exec(request.headers.authorization ?? '') ?? [];
    const times = requests.filter((one) => one.operation === operation).length;
    const asked = { operation, region, body: JSON.parse(text) };
    requests.push(asked);
    const fault = served.faults?.[operation];
    response.writeHead(fault === undefined ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    const answer = fault === undefined ? answerTo(served, asked, times) : undefined;
    response.end(JSON.stringify(answer ?? { __type: fault?.code, message: fault?.message }));
  });
  return {
    ...server,
    requests,
  };
}

/** Rows of a page. */
const PAGE_LENGTH = 10_000;

function answerTo(
  { states = [], rows = [] }: ServedLogs,
  { operation, body }: LogsRequest,
  times: number,
): object {
  if (operation === 'StartQuery') return { queryId: 'q-1' };
  if (operation === 'StopQuery') return { success: true };
  const { status, bytesScanned = 0 } = states[Math.min(times, states.length - 1)] ?? { status: 'Complete' };
  const from = Number(body.nextToken ?? 0);
  const next = from + PAGE_LENGTH;
  return {
    status,
    ...(next < rows.length ? { nextToken: String(next) } : {}),
    statistics: { bytesScanned, recordsMatched: rows.length, recordsScanned: rows.length },
    results: rows
      .slice(from, next)
      .map((row) => Object.entries(row).map(([field, value]) => ({ field, value }))),
  };
}
