import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request. */
export type Respond = (request: IncomingMessage, response: ServerResponse) => void;

/** A server of objects that answers as it is told. */
export interface ObjectServer {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
  /** The connections that were made to it. */
  readonly connections: () => number;
  /** The answers to the next requests; the last one is for all that follow. */
  respond(...answers: readonly Respond[]): void;
  close(): Promise<void>;
}

/** Starts a server. */
export async function startObjectServer(): Promise<ObjectServer> {
  const requests: IncomingMessage[] = [];
  let answers: readonly Respond[] = [];
  let connections = 0;
  const server: Server = createServer((request, response) => {
    requests.push(request);
    const [answer, ...later] = answers;
    if (later.length > 0) answers = later;
    answer?.(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => connections,
    respond: (...given) => {
      answers = given;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An object. */
export function giving(...chunks: readonly string[]): Respond {
  return (_request, response) => {
    const length = chunks.reduce((sum, chunk) => sum + Buffer.byteLength(chunk), 0);
    response.writeHead(200, { 'content-length': length, 'x-amz-request-id': 'local' });
    for (const chunk of chunks) response.write(chunk);
    response.end();
  };
}

/** A refusal as S3 writes it. */
export function refusing(status: number, code: string, message: string): Respond {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>R</RequestId></Error>`,
    );
  };
}
