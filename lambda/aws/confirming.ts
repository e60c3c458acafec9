import { setTimeout } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CLIENT_OPTIONS } from './client-options';
import { type ProveRequest, proveRequestBy } from './prove-request';

/** By command, the member that AWS documents as part of every response. */
const CONFIRMED_BY: Readonly<Record<string, string>> = {
  BatchImportFindings: 'SuccessCount',
  CancelKeyDeletion: 'KeyId',
  CreateDetector: 'DetectorId',
  CreateSecurityGroup: 'GroupId',
  CreateServiceLinkedRole: 'Role',
  CreateTrail: 'TrailARN',
  DescribeOrganization: 'Organization',
  DescribeOrganizationalUnit: 'OrganizationalUnit',
  DescribeOrganizationsAccess: 'Status',
  DescribeRule: 'Name',
  DescribeStacks: 'Stacks',
  GenerateMac: 'Mac',
  GetEventSourceMapping: 'UUID',
  GetFunctionConfiguration: 'FunctionArn',
  GetImport: 'ImportId',
  GetKeyPolicy: 'Policy',
  GetRole: 'Role',
  GetSubscriptionAttributes: 'Attributes',
  GetTopicAttributes: 'Attributes',
  GetTrail: 'Trail',
  GetTrailStatus: 'IsLogging',
  Publish: 'MessageId',
  PutEvents: 'Entries',
  PutRecord: 'RecordId',
  Query: 'Count',
  SendMessage: 'MessageId',
  StartExecution: 'executionArn',
  StartImport: 'ImportId',
  StopImport: 'ImportId',
  UpdateTrail: 'TrailARN',
  VerifyMac: 'MacValid',
};

/** Commands whose response states whether they succeeded. */
const RETURNS: readonly string[] = ['RevokeSecurityGroupEgress', 'RevokeSecurityGroupIngress'];

/** Clients whose responses always have a body and a request id in the header, regardless of the members. */
const WITH_REQUEST_ID: readonly string[] = ['EC2Client', 'IAMClient'];

/** The part of a client that a confirmation is added to. */
interface ConfirmedClient {
  readonly middlewareStack: { add(middleware: never, options: never): void };
}

/** The SDK's middleware arguments, as far as they are read here. */
interface Answer {
  readonly output: Readonly<Record<string, unknown>> & {
    readonly $metadata?: { readonly requestId?: string };
  };
  readonly response: { readonly headers?: Readonly<Record<string, string>> };
}
type Next = (call: Call) => Promise<Answer>;
interface Call {
  readonly request: { readonly headers: Readonly<Record<string, string>> };
}
interface Context {
  readonly clientName?: string;
  readonly commandName?: string;
}

/**
 * A client that accepts a response only if it contains what AWS documents: a proxy's web page, a lost body and
 * `<return>false</return>` also have status 200. Any other response is an error that the client retries.
 */
export function confirming<Client extends ConfirmedClient>(client: Client): Client {
  const confirm = (next: Next, context: Context) => async (call: Call) => {
    const answer = await next(call).catch((error) => {
      throw isSuccess(error) ? noAnswer(context, 'a body in another format', error) : error;
    });
    const problem = findProblem(answer, call, context);
    if (problem !== undefined) throw noAnswer(context, problem);
    return answer;
  };
  // within the retry middleware
  client.middlewareStack.add(
    confirm as never,
    { step: 'finalizeRequest', priority: 'low', name: 'confirm' } as never,
  );
  return client;
}

function findProblem({ output, response }: Answer, call: Call, context: Context): string | undefined {
  const operation = operationOf(context);
  const member = CONFIRMED_BY[operation];
  if (member !== undefined) return output[member] == null ? `no ${member}` : undefined;
  if (RETURNS.includes(operation)) return output.Return === true ? undefined : `return ${output.Return}`;
  if (WITH_REQUEST_ID.includes(context.clientName ?? '')) {
    return output.$metadata?.requestId === undefined ? 'no request id' : undefined;
  }
  const { 'content-length': length, 'content-type': type } = response.headers ?? {};
  const isJson = call.request.headers['content-type']?.startsWith('application/x-amz-json') === true;
  // AWS documents empty bodies for commands without members; responses of AWS have a request id
  if (output.$metadata?.requestId !== undefined) return undefined;
  if (length === '0') return isJson ? 'an empty body' : undefined;
  return type?.startsWith('text/html') === true ? 'an HTML page' : undefined;
}

/** Whether the SDK failed to read a response with a success status. */
function isSuccess(error: unknown): boolean {
  const { $response } = (error ?? {}) as { readonly $response?: { readonly statusCode?: number } };
  return Math.floor(($response?.statusCode ?? 0) / 100) === 2;
}

function operationOf({ commandName = '' }: Context): string {
  return commandName.replace(/Command$/, '');
}

/** The SDK retries errors with `$retryable`. */
function noAnswer(context: Context, problem: string, cause?: unknown): Error {
  const { clientName = '' } = context;
  const message = `${clientName.replace(/Client$/, '')} answered ${operationOf(context)} with ${problem}: something between the function and AWS may have answered`;
  return Object.assign(new Error(message, { cause }), { name: 'NoAnswer', $retryable: {} });
}

/** The proof of requests as handlers use it. Its client is created with the first request: most invocations are for something else. */
export function makeProveRequest(): ProveRequest {
  let prove: ProveRequest | undefined;
  return (request) => {
    prove ??= proveRequestBy({
      client: confirming(new CloudFormationClient(CLIENT_OPTIONS)),
      wait: (milliseconds) => setTimeout(milliseconds),
    });
    return prove(request);
  };
}
