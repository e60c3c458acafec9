import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LocalServer, startServer } from '../../local-server';

/** A request to CloudTrail. */
export interface PlaceRequest {
  /** Such as `LookupEvents`. */
  readonly operation: string;
  readonly region: string;
  /** The name of the role, where one was assumed. */
  readonly accessKeyId: string;
  readonly body: string;
}

/** A request to S3 about a bucket. */
export interface BucketRequest {
  readonly method: string;
  readonly bucket: string;
  /** Such as `policy`; empty for the bucket itself. */
  readonly subresource: string;
  /** The account that the bucket has to be of. */
  readonly owner: string;
  readonly region: string;
  readonly accessKeyId: string;
}

/** An answer of S3: XML, or the text of a policy. */
export interface BucketAnswer {
  readonly status: number;
  readonly body?: string;
  /** Where the bucket is, if not where S3 was asked. */
  readonly region?: string;
}

/** An error of the service by its name, or `reset`: the connection ends. */
export type PlacesFault = { readonly code: string; readonly status?: number } | 'reset';

export interface ServedPlaces {
  /** The enabled Regions. */
  readonly regions: readonly string[];
  readonly answer: (request: PlaceRequest) => { readonly body: object } | PlacesFault;
  /** What the list of Regions fails with. */
  readonly regionsFault?: string | undefined;
  /** Roles that may be assumed. Their requests have their name as access key. */
  readonly roles?: readonly string[] | undefined;
  /** The account of the credentials. */
  readonly callerId?: string | undefined;
  /** Such as `aws-cn`, of the ARN of the caller. */
  readonly partition?: string | undefined;
  /** What IAM answers a request in the query format: XML, or an error by its name. */
  readonly answerQuery?:
    | ((parameters: URLSearchParams, accessKeyId: string) => string | { readonly code: string })
    | undefined;
  /** What S3 answers; there is no S3 if absent. */
  readonly answerBucket?: ((request: BucketRequest) => BucketAnswer) | undefined;
}

/** CloudTrail, KMS and CloudWatch Logs in every Region, with S3, the ListRegions of Account Management and the AssumeRole of STS. */
export function servePlaces(places: ServedPlaces): Promise<LocalServer> {
  const answer = ({ url, headers, method }: IncomingMessage, response: ServerResponse, body: string) => {
    if (url === '/listRegions') return listRegions(places, response);
    if (body.startsWith('Action=AssumeRole')) return assumeRole(places, body, response);
    if (body.startsWith('Action=GetCallerIdentity')) return callerIdentity(places, response);
    const [, accessKeyId = '', region = ''] =
      /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
    if (body.startsWith('Action=') && places.answerQuery !== undefined) {
      const given = places.answerQuery(new URLSearchParams(body), accessKeyId);
      return queryAnswer(given, response);
    }
    if (headers['x-amz-target'] === undefined && places.answerBucket !== undefined) {
      const { pathname, search } = new URL(url ?? '', 'http://s3');
      const bucket = pathname.split('/')[1] ?? '';
      const [subresource = ''] = search.slice(1).split(/[&=]/);
      const owner = String(headers['x-amz-expected-bucket-owner'] ?? '');
      const asked = { method: method ?? '', bucket, subresource, owner, region, accessKeyId };
      const { status, body: text = '', region: there = region } = places.answerBucket(asked);
      response.writeHead(status, { 'x-amz-bucket-region': there });
      return response.end(method === 'HEAD' ? '' : text);
    }
    const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
    const given = places.answer({ operation, region, accessKeyId, body });
    if (given === 'reset') return response.destroy();
    if ('body' in given) return send(response, 200, given.body);
    return send(response, given.status ?? 400, { __type: given.code, message: given.code });
  };
  return startServer(answer);
}

function listRegions({ regions, regionsFault }: ServedPlaces, response: ServerResponse): void {
  if (regionsFault !== undefined) {
    response.setHeader('x-amzn-errortype', regionsFault);
    send(response, 403, { message: 'not allowed' });
    return;
  }
  const Regions = regions.map((RegionName) => ({ RegionName, RegionOptStatus: 'ENABLED' }));
  send(response, 200, { Regions });
}

function assumeRole({ roles = [] }: ServedPlaces, body: string, response: ServerResponse): void {
  const role = new URLSearchParams(body).get('RoleArn') ?? '';
  const isAllowed = roles.includes(role);
  response.writeHead(isAllowed ? 200 : 403, { 'content-type': 'text/xml' });
  response.end(
    isAllowed
      ? `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>${role.split('/')[1]}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
      : '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>',
  );
}

function callerIdentity(
  { callerId = '111122223333', partition = 'aws' }: ServedPlaces,
  response: ServerResponse,
): void {
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(
    `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:${partition}:sts::${callerId}:assumed-role/Audit/ann</Arn><Account>${callerId}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  );
}

function queryAnswer(given: string | { readonly code: string }, response: ServerResponse): void {
  const isGiven = typeof given === 'string';
  response.writeHead(isGiven ? 200 : 403, { 'content-type': 'text/xml' });
  response.end(
    isGiven
      ? given
      : `<ErrorResponse><Error><Type>Sender</Type><Code>${given.code}</Code><Message>${given.code}</Message></Error></ErrorResponse>`,
  );
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
