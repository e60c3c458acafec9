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
  GetPublicKey: 'PublicKey',
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
  Sign: 'Signature',
  StartExecution: 'executionArn',
  StartImport: 'ImportId',
  StopImport: 'ImportId',
  UpdateTrail: 'TrailARN',
  VerifyMac: 'MacValid',
};

/** Commands whose response states whether they succeeded. */
const RETURNS: readonly string[] = ['RevokeSecurityGroupEgress', 'RevokeSecurityGroupIngress'];

/** The part of a client that a confirmation is added to. */
interface ConfirmedClient {
  readonly middlewareStack: { add(middleware: never, options: never): void };
}

/** The SDK's middleware arguments, as far as they are read here. */
interface Answer {
  readonly output: Readonly<Record<string, unknown>> & {
    readonly $metadata?: { readonly requestId?: string };
  };
}
type Next = (call: unknown) => Promise<Answer>;
interface Context {
  readonly clientName?: string;
  readonly commandName?: string;
}

/**
 * A client that accepts a response only if it contains what AWS documents, or, where AWS documents no member, the id of its request,
 * which every service sends in a header: a proxy's web page, a lost body and `<return>false</return>` also have status 200.
 * Any other response is an error that the client retries.
 */
export function confirming<Client extends ConfirmedClient>(client: Client): Client {
  const confirm = (next: Next, context: Context) => async (call: unknown) => {
    const answer = await next(call).catch((error) => {
      throw isSuccess(error) ? noAnswer(context, 'a body in another format', error) : error;
    });
    const problem = findProblem(answer, context);
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

function findProblem({ output }: Answer, context: Context): string | undefined {
  const operation = operationOf(context);
  const member = CONFIRMED_BY[operation];
  if (member !== undefined) return output[member] == null ? `no ${member}` : undefined;
  if (RETURNS.includes(operation)) return output.Return === true ? undefined : `return ${output.Return}`;
  return output.$metadata?.requestId === undefined ? 'no request id' : undefined;
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
