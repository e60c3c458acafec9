import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../../lib/core/json/json-value';
import { forward } from '../forward';

/** Where the interpreter of state machines finds Lambda and S3. */
export interface LambdaGateway {
  readonly port: number;
  stop(): Promise<void>;
}

const INVOCATIONS = /^\/2015-03-31\/functions\/([^/]+)\/invocations/;

/** Lambda's Invoke, answered by `invoke`, and everything else by the service at the endpoint of the request, which may be known later. */
export async function startLambdaGateway(
  endpointOf: (request: IncomingMessage) => string,
  invoke: (functionArn: string, payload: Json) => Promise<Json>,
): Promise<LambdaGateway> {
  const server = createServer((incoming, response) => {
    const [, name] = INVOCATIONS.exec(incoming.url ?? '') ?? [];
    if (name === undefined) return forward(endpointOf(incoming), incoming, response);
    void answer(incoming, response, (payload) => invoke(decodeURIComponent(name), payload));
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An error of the function is an answer, too, with its name as Lambda has it. */
async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  invoke: (payload: Json) => Promise<Json>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  try {
    const answered = await invoke(JSON.parse(Buffer.concat(chunks).toString()) as Json);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answered));
  } catch (error) {
    const { name: errorType, message: errorMessage } = error as Error;
    response.writeHead(200, { 'content-type': 'application/json', 'x-amz-function-error': 'Unhandled' });
    response.end(JSON.stringify({ errorType, errorMessage }));
  }
}
