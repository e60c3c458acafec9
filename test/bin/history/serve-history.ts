import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request for a page of Event history. */
export interface LookupRequest {
  readonly region: string;
  readonly accessKeyId: string;
  readonly StartTime: number;
  readonly EndTime: number;
  readonly LookupAttributes?: readonly { readonly AttributeKey: string; readonly AttributeValue: string }[];
  readonly EventCategory?: string;
  readonly MaxResults: number;
  readonly NextToken?: string;
  /** How often the same was asked for before. */
  readonly tries: number;
}

/** An event as the service gives it. */
export interface ServedEvent {
  readonly EventId: string;
  /** In seconds since 1970. */
  readonly EventTime: number;
  readonly EventName?: string;
  readonly EventSource?: string;
  readonly Username?: string;
  readonly ReadOnly?: string;
  readonly AccessKeyId?: string;
  readonly Resources?: readonly { readonly ResourceType: string; readonly ResourceName: string }[];
  readonly CloudTrailEvent?: string;
}

/** An error of the service by its name, or `reset`: the connection ends. */
export type HistoryFault = { readonly code: string; readonly status?: number } | 'reset';

export interface ServedHistory {
  /** By Region, newest first. */
  readonly events: Readonly<Record<string, readonly ServedEvent[]>>;
  readonly fault?: (request: LookupRequest) => HistoryFault | undefined;
  /** Every page leads to itself. */
  readonly circles?: boolean;
  /** What the list of Regions fails with. */
  readonly regionsFault?: string;
  /** Roles that may be assumed. Their requests have them as access key. */
  readonly roles?: readonly string[];
}

export interface HistoryServer {
  readonly url: string;
  readonly requests: readonly LookupRequest[];
  stop(): Promise<void>;
}

/** CloudTrail's LookupEvents with its filter and range, pages of fifty, and Account Management's ListRegions. */
export async function serveHistory(history: ServedHistory): Promise<HistoryServer> {
  const requests: LookupRequest[] = [];
  const tries = new Map<string, number>();
  const answer = (request: IncomingMessage, body: string, response: ServerResponse) => {
    if (request.url === '/listRegions') return listRegions(history, response);
    if (body.startsWith('Action=AssumeRole')) return assumeRole(history, body, response);
    const [, accessKeyId = '', region = ''] =
      /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const key = `${region} ${body}`;
    const lookup = { ...JSON.parse(body), region, accessKeyId, tries: tries.get(key) ?? 0 } as LookupRequest;
    tries.set(key, lookup.tries + 1);
    requests.push(lookup);
    const fault = history.fault?.(lookup);
    if (fault === 'reset') return response.destroy();
    if (fault !== undefined)
      return send(response, fault.status ?? 400, { __type: fault.code, message: fault.code });
    return send(response, 200, pageOf(history, lookup));
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => answer(request, body, response));
  });
  // A connection that is used again late, on a busy machine, is still open.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listRegions({ events, regionsFault }: ServedHistory, response: ServerResponse): void {
  if (regionsFault !== undefined) {
    response.setHeader('x-amzn-errortype', regionsFault);
    send(response, 403, { message: 'not allowed' });
    return;
  }
  const Regions = Object.keys(events).map((RegionName) => ({ RegionName, RegionOptStatus: 'ENABLED' }));
  send(response, 200, { Regions });
}

function assumeRole({ roles = [] }: ServedHistory, body: string, response: ServerResponse): void {
  const role = new URLSearchParams(body).get('RoleArn') ?? '';
  const isAllowed = roles.includes(role);
  response.writeHead(isAllowed ? 200 : 403, { 'content-type': 'text/xml' });
  response.end(
    isAllowed
      ? `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>${role.split('/')[1]}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
      : '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>',
  );
}

const PAGE_LENGTH = 50;

function pageOf({ events, circles }: ServedHistory, request: LookupRequest): object {
  const found = (events[request.region] ?? []).filter(
    ({ EventTime, ...event }) =>
      EventTime >= Math.floor(request.StartTime) &&
      EventTime <= Math.floor(request.EndTime) &&
      (request.LookupAttributes ?? []).every(
        ({ AttributeKey, AttributeValue }) =>
          (event as Readonly<Record<string, unknown>>)[AttributeKey] === AttributeValue,
      ),
  );
  const from = Number(request.NextToken ?? 0);
  const next = from + PAGE_LENGTH;
  const NextToken = circles === true ? '0' : next < found.length ? String(next) : undefined;
  return { Events: found.slice(from, next), NextToken };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
