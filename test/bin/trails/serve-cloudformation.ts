import { type LocalServer, startServer } from '../../local-server';
import { ACCOUNT } from './live-account';

/** A request to CloudFormation, as the CDK sends it. */
export type StackRequest = URLSearchParams;

export interface CloudFormationServer extends LocalServer {
  /** What was asked, in its order. */
  readonly asked: readonly StackRequest[];
}

const ARN = `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/adopted/1`;

/** CloudFormation as an import of a stack that is not there yet asks for it, with STS and the version of the bootstrap stack. */
export async function serveCloudFormation(): Promise<CloudFormationServer> {
  const asked: URLSearchParams[] = [];
  const server = await startServer((request, response, body) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    if (target.endsWith('.GetParameter')) {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      return response.end(JSON.stringify({ Parameter: { Name: 'version', Type: 'String', Value: '30' } }));
    }
    const input = new URLSearchParams(body);
    asked.push(input);
    const answer = answerTo(input, asked);
    response.writeHead(answer.status, { 'content-type': 'text/xml' });
    return response.end(answer.body);
  });
  return {
    ...{ ...server, asked },
  };
}

function answerTo(
  input: URLSearchParams,
  asked: readonly URLSearchParams[],
): { readonly status: number; readonly body: string } {
  const action = input.get('Action') ?? '';
  const name = input.get('StackName') ?? '';
  const was = (one: string) => asked.some((each) => each.get('Action') === one);
  switch (action) {
    case 'GetCallerIdentity':
      return result(action, `<Arn>arn:aws:iam::${ACCOUNT}:user/ann</Arn><Account>${ACCOUNT}</Account>`);
    case 'DescribeStacks':
      if (!was('CreateChangeSet')) return fault('ValidationError', `Stack with id ${name} does not exist`);
      return result(action, `<Stacks><member>${stack(name, was('ExecuteChangeSet'))}</member></Stacks>`);
    case 'CreateChangeSet':
      return result(action, `<Id>${ARN}/changes</Id><StackId>${ARN}</StackId>`);
    case 'DescribeChangeSet':
      return result(
        action,
        `<ChangeSetId>${ARN}/changes</ChangeSetId><StackId>${ARN}</StackId><Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus><Changes><member><Type>Resource</Type><ResourceChange><Action>Import</Action></ResourceChange></member></Changes>`,
      );
    case 'ExecuteChangeSet':
      return result(action, '');
    case 'DescribeStackEvents':
      return result(action, '<StackEvents/>');
    case 'GetTemplate':
      return fault('ValidationError', `Stack with id ${name} does not exist`);
    case 'AssumeRole':
      return fault('AccessDenied', 'the credentials are of the account itself');
    default:
      return result(action, '');
  }
}

function stack(name: string, isDone: boolean): string {
  const status = isDone ? 'IMPORT_COMPLETE' : 'REVIEW_IN_PROGRESS';
  return `<StackId>${ARN}</StackId><StackName>${name}</StackName><CreationTime>2026-11-20T12:00:00Z</CreationTime><StackStatus>${status}</StackStatus>`;
}

function result(action: string, inner: string) {
  const body = `<${action}Response><${action}Result>${inner}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`;
  return { status: 200, body };
}

function fault(code: string, message: string) {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
  return { status: code === 'AccessDenied' ? 403 : 400, body };
}
