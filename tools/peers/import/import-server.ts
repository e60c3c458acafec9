import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forward } from '../forward';
import type { ImportedStack } from './imported-stack';

/** What the CDK's command line asks for before it deploys: whether the account is bootstrapped. */
const BOOTSTRAPPED = { Parameter: { Name: '/cdk-bootstrap/hnb659fds/version', Type: 'String', Value: '30' } };

/** Where AWS is found while the server runs. */
export interface ImportServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** CloudFormation answered by the stack, and everything else by the emulator. */
export async function startImportServer(emulator: string, stack: ImportedStack): Promise<ImportServer> {
  const server = createServer((incoming, response) => {
    answer(emulator, stack, incoming, response).catch((error: Error) => {
      response.writeHead(400);
      response.end(error.message);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  emulator: string,
  stack: ImportedStack,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const { Action, Version, ...parameters } = Object.fromEntries(new URLSearchParams(body.toString()));
  if (incoming.headers['x-amz-target'] === 'AmazonSSM.GetParameter') {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(BOOTSTRAPPED));
  } else if (Version === CLOUDFORMATION && Action !== undefined) {
    const inside = await stack.answer(Action, parameters);
    response.writeHead(inside === undefined ? 400 : 200, { 'content-type': 'text/xml' });
    response.end(inside === undefined ? notFound(Action, parameters.StackName) : result(Action, inside));
  } else forward(emulator, incoming, response, body);
}

/** The version of CloudFormation's API. */
const CLOUDFORMATION = '2010-05-15';

function result(action: string, inside: string): string {
  return `<${action}Response><${action}Result>${inside}</${action}Result></${action}Response>`;
}

function notFound(action: string, stackName = ''): string {
  const [code, message] = action.includes('ChangeSet')
    ? ['ChangeSetNotFound', 'ChangeSet does not exist']
    : ['ValidationError', `Stack with id ${stackName} does not exist`];
  return `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}
