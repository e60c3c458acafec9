import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LocalServer, startServer } from '../local-server';

/** A call that was answered, with what its signature says. */
export interface AnsweredCall {
  readonly operation: string;
  /** The account whose credentials signed it. */
  readonly account: string;
  readonly region: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a call is answered with instead: an error, or nothing at all. */
export type Fault = { readonly error: string; readonly status: number } | 'hangs';

/** What a call without credentials of a role is signed with. */
const OWN_CREDENTIALS = 'local';

/**
 * STS, CloudTrail, EC2 and S3 of several accounts, as far as a response calls them. A role that is there may be assumed, and whoever
 * has its credentials acts in its account.
 */
export class AccountServer {
  readonly calls: AnsweredCall[] = [];
  /** What the next calls of an operation meet. */
  readonly faults: Record<string, Fault[]> = {};
  private server: LocalServer | undefined;

  constructor(
    private readonly ownAccount: string,
    /** The ARNs of the roles that are there. */
    private readonly roleArns: readonly string[],
  ) {}

  async start(): Promise<string> {
    this.server = await startServer((incoming, response, body) => this.take(incoming, response, body));
    return this.server.url;
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  private take(incoming: IncomingMessage, response: ServerResponse, body: string): void {
    const { operation, parameters, isJson } = toOperation(incoming, body);
    const [, keyId = '', region = ''] =
      /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(incoming.headers.authorization ?? '') ?? [];
    const account = keyId === OWN_CREDENTIALS ? this.ownAccount : keyId.slice('ASIA'.length);
    const fault = this.faults[operation]?.shift() ?? this.refusal(operation, { account, parameters });
    if (fault === 'hangs') return;
    const type = isJson ? 'application/x-amz-json-1.1' : 'text/xml';
    if (fault !== undefined) {
      response.writeHead(fault.status, { 'content-type': type });
      response.end(isJson ? JSON.stringify({ __type: fault.error }) : toXmlError(fault.error));
      return;
    }
    this.calls.push({ operation, account, region, parameters });
    response.writeHead(200, { 'content-type': type });
    response.end(
      isJson
        ? '{}'
        : operation === 'AssumeRole'
          ? toSession(parameters)
          : '<Answer><return>true</return></Answer>',
    );
  }

  private refusal(
    operation: string,
    { account, parameters }: Pick<AnsweredCall, 'account' | 'parameters'>,
  ): Fault | undefined {
    const isAllowed =
      operation === 'AssumeRole'
        ? this.roleArns.includes(String(parameters.RoleArn))
        : (parameters.ExpectedBucketOwner ?? account) === account;
    return isAllowed ? undefined : { error: 'AccessDenied', status: 403 };
  }
}

/** JSON where a header names the operation, the query protocol where the body does, and else a call of S3. */
function toOperation({ headers, url = '' }: IncomingMessage, body: string) {
  const target = headers['x-amz-target'];
  if (target !== undefined) {
    return { operation: String(target).replace(/^.*\./, ''), parameters: JSON.parse(body), isJson: true };
  }
  const { Action, Version, ...parameters } = Object.fromEntries(new URLSearchParams(body));
  if (Action !== undefined && Version !== undefined) return { operation: Action, parameters, isJson: false };
  const [, Bucket, operation = ''] = /^\/([^/?]+)\/?\?(\w+)/.exec(url) ?? [];
  const settings = [...body.matchAll(/<(\w+)>(true|false)</g)].map(([, name, value]) => [name, value]);
  const ExpectedBucketOwner = headers['x-amz-expected-bucket-owner'];
  return {
    ...{ operation, isJson: false },
    parameters: { Bucket, ExpectedBucketOwner, ...Object.fromEntries(settings) },
  };
}

/** Credentials whose key has the account of the role. */
function toSession({ RoleArn }: AnsweredCall['parameters']): string {
  const account = String(RoleArn).split(':')[4];
  const credentials =
    `<AccessKeyId>ASIA${account}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>` +
    '<Expiration>2999-01-01T00:00:00Z</Expiration>';
  const result = `<AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult>`;
  return `<AssumeRoleResponse>${result}</AssumeRoleResponse>`;
}

function toXmlError(code: string): string {
  const error = `<Error><Code>${code}</Code><Message>refused</Message></Error>`;
  return `<Response><Errors>${error}</Errors>${error}</Response>`;
}
