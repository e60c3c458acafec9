import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LocalServer, startServer } from '../../local-server';

/** A request, with the operation of Athena that it asks for. */
export interface AthenaRequest {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** How often the operation was asked for before. */
  readonly times: number;
}

/** An error of the service by its name. */
export interface AthenaFault {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
}

export interface ServedAthena {
  /** What GetQueryExecution says, one after the other; the last one again and again. */
  readonly states?: readonly {
    readonly state: string;
    readonly scannedBytes?: number;
    readonly reason?: string;
  }[];
  readonly columns?: readonly (readonly [name: string, type: string, precision?: number, scale?: number])[];
  readonly rows?: readonly (readonly (string | null)[])[];
  /** Rows of a page. */
  readonly pageLength?: number;
  /** Of the table, besides those that a `LogTable` has. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly partitionKeys?: readonly string[];
  /** The names of its columns. */
  readonly tableColumns?: readonly string[];
  readonly fault?: (request: AthenaRequest) => AthenaFault | undefined;
  /** The objects of the bucket `logs`. */
  readonly objects?: readonly (readonly [key: string, bytes: number])[];
}

export interface AthenaServer extends LocalServer {
  readonly requests: readonly AthenaRequest[];
  /** The prefixes of the listings. */
  readonly listings: readonly string[];
}

/** Athena with one query and one table, and S3 with listings of one bucket. */
export async function serveAthena(served: ServedAthena): Promise<AthenaServer> {
  const requests: AthenaRequest[] = [];
  const listings: string[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse, text: string) => {
    const [, operation] = /^AmazonAthena\.(.*)$/.exec(String(request.headers['x-amz-target'])) ?? [];
    if (operation === undefined) return list(new URL(request.url ?? '', 'http://s3'), response);
    const times = requests.filter((one) => one.operation === operation).length;
    const asked = { operation, body: JSON.parse(text), times };
    requests.push(asked);
    const fault = served.fault?.(asked);
    if (fault !== undefined) {
      const { code, message, status = 400 } = fault;
      return send(response, status, { __type: code, message, Message: message });
    }
    return send(response, 200, ANSWERS[operation]?.(served, asked) ?? {});
  };
  const list = ({ searchParams }: URL, response: ServerResponse) => {
    const prefix = searchParams.get('prefix') ?? '';
    const after = searchParams.get('start-after') ?? '';
    listings.push(prefix);
    const found = (served.objects ?? []).filter(([key]) => key.startsWith(prefix) && key > after);
    const contents = found.map(
      ([key, bytes]) => `<Contents><Key>${key}</Key><Size>${bytes}</Size></Contents>`,
    );
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`);
  };
  const server = await startServer(answer);
  return {
    ...server,
    requests,
    listings,
  };
}

type Answer = (served: ServedAthena, request: AthenaRequest) => object;

const PARAMETERS = {
  'projection.enabled': 'true',
  'projection.account.type': 'enum',
  'projection.account.values': '111122223333,444455556666',
  'projection.region.type': 'enum',
  'projection.region.values': 'eu-west-1,us-east-1',
  'projection.timestamp.type': 'date',
  'projection.timestamp.format': 'yyyy/MM/dd',
  'projection.timestamp.range': '2026/01/01,NOW',
  'storage.location.template': 's3://logs/AWSLogs/%account/CloudTrail/%region/%timestamp'.replace(
    /%(\w+)/g,
    '$${$1}',
  ),
};

const ANSWERS: Readonly<Record<string, Answer>> = {
  GetTableMetadata: ({
    parameters = {},
    partitionKeys = ['account', 'region', 'timestamp'],
    tableColumns = ['eventtime', 'eventname'],
  }) => ({
    TableMetadata: {
      Name: 'cloudtrail_logs',
      Columns: tableColumns.map((Name) => ({ Name, Type: 'string' })),
      PartitionKeys: partitionKeys.map((Name) => ({ Name, Type: 'string' })),
      Parameters: { ...PARAMETERS, ...parameters },
    },
  }),
  StartQueryExecution: () => ({ QueryExecutionId: 'q-1' }),
  GetQueryExecution: ({ states = [{ state: 'SUCCEEDED', scannedBytes: 4096 }] }, { times }) => {
    const { state, scannedBytes, reason } = states[Math.min(times, states.length - 1)] ?? { state: 'FAILED' };
    return {
      QueryExecution: {
        QueryExecutionId: 'q-1',
        Status: { State: state, StateChangeReason: reason },
        Statistics: { DataScannedInBytes: scannedBytes },
      },
    };
  },
  GetQueryResults: ({ columns = [['n', 'bigint']], rows = [], pageLength = 1000 }, { body }) => {
    const all = [columns.map(([name]) => name), ...rows];
    const from = Number(body.NextToken ?? 0);
    const next = from + pageLength;
    return {
      NextToken: next < all.length ? String(next) : undefined,
      ResultSet: {
        ResultSetMetadata: {
          ColumnInfo: columns.map(([Name, Type, Precision, Scale]) => ({ Name, Type, Precision, Scale })),
        },
        Rows: all.slice(from, next).map((row) => ({
          Data: row.map((VarCharValue) => (VarCharValue === null ? {} : { VarCharValue })),
        })),
      },
    };
  },
};

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
