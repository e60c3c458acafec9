import { type ServedTrails, TrailFault } from '../../lambda/organization-trail/served-trails';
import { type LocalServer, startServer } from '../../local-server';
import { ImportFault, type ServedImports } from './served-imports';

/** A request, with the operation of CloudTrail that it asks for. */
export interface LakeRequest {
  readonly operation: string;
  readonly region: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** How often the operation was asked for before. */
  readonly times: number;
}

/** An error of the service by its name. */
export interface LakeFault {
  readonly code: string;
  readonly message?: string;
}

export interface ServedLake {
  /** What DescribeQuery says, one after the other; the last one again and again. */
  readonly states?: readonly {
    readonly QueryStatus: string;
    readonly BytesScanned?: number;
    readonly ErrorMessage?: string;
  }[];
  readonly rows?: readonly Readonly<Record<string, string>>[];
  /** Rows of a page. */
  readonly pageLength?: number;
  /** Event data stores of the Region, by name. */
  readonly stores?: Readonly<Record<string, string>>;
  readonly queries?: readonly { readonly QueryId: string; readonly QueryStatus: string }[];
  readonly imports?: ServedImports;
  /** Trails of an organization, to which every request then goes. */
  readonly trails?: ServedTrails;
  readonly fault?: (request: LakeRequest) => LakeFault | undefined;
}

export interface LakeServer extends LocalServer {
  readonly requests: readonly LakeRequest[];
}

/** CloudTrail Lake with one query. */
export async function serveLake(served: ServedLake): Promise<LakeServer> {
  const requests: LakeRequest[] = [];
  const server = await startServer((request, response, text) => {
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    const [, region = ''] = /\/\d{8}\/([^/]+)\/cloudtrail\//.exec(request.headers.authorization ?? '') ?? [];
    const times = requests.filter((one) => one.operation === operation).length;
    const asked = { operation, region, body: JSON.parse(text), times };
    requests.push(asked);
    const { status, answer } = answerTo(served, asked);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer));
  });
  return {
    ...server,
    requests,
  };
}

function answerTo(served: ServedLake, request: LakeRequest): { status: number; answer: object } {
  const fault = served.fault?.(request);
  if (fault !== undefined) return { status: 400, answer: toError(fault) };
  const { operation, body } = request;
  try {
    if (served.trails !== undefined) return { status: 200, answer: served.trails.answer(operation, body) };
    const ofImports = served.imports?.answer(operation, body);
    return { status: 200, answer: ofImports ?? ANSWERS[operation]?.(served, request) ?? {} };
  } catch (error) {
    if (error instanceof ImportFault) return { status: 400, answer: toError(error) };
    if (error instanceof TrailFault) return { status: 400, answer: toError({ code: error.name }) };
    throw error;
  }
}

function toError({ code, message = code }: LakeFault): object {
  return { __type: code, message, Message: message };
}

type Answer = (served: ServedLake, request: LakeRequest) => object;

const ANSWERS: Readonly<Record<string, Answer>> = {
  ListEventDataStores: ({ stores = {} }) => ({
    EventDataStores: Object.entries(stores).map(([Name, id]) => ({
      Name,
      EventDataStoreArn: `arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/${id}`,
    })),
  }),
  StartQuery: () => ({ QueryId: 'q-1' }),
  DescribeQuery: ({ states = [{ QueryStatus: 'FINISHED', BytesScanned: 4096 }] }, { times }) => {
    const { BytesScanned, ...state } = states[Math.min(times, states.length - 1)] ?? {
      QueryStatus: 'FAILED',
    };
    return {
      QueryId: 'q-1',
      QueryString: 'SELECT 1',
      QueryStatistics: { BytesScanned, EventsScanned: 3 },
      ...state,
    };
  },
  GetQueryResults: ({ rows = [], pageLength = 1000 }, { body }) =>
    page(rows, pageLength, body.NextToken, (found) => ({
      QueryStatus: 'FINISHED',
      QueryResultRows: found.map((row) => Object.entries(row).map(([name, value]) => ({ [name]: value }))),
    })),
  ListQueries: ({ queries = [], pageLength = 1000 }, { body }) =>
    page(queries, pageLength, body.NextToken, (found) => ({
      Queries: found.map((query) => ({ CreationTime: 1_795_000_000, ...query })),
    })),
  RestoreEventDataStore: (_, { body }) => ({
    EventDataStoreArn: `arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/${body.EventDataStore}`,
    Status: 'ENABLED',
  }),
  CancelQuery: () => ({ QueryId: 'q-1', QueryStatus: 'CANCELLED' }),
};

function page<T>(
  all: readonly T[],
  length: number,
  token: unknown,
  toAnswer: (found: readonly T[]) => object,
): object {
  const from = Number(token ?? 0);
  const next = from + length;
  return { ...toAnswer(all.slice(from, next)), ...(next < all.length ? { NextToken: String(next) } : {}) };
}
