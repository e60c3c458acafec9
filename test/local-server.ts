import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of HTTP on a free port of this machine. */
export interface LocalServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** What every service of AWS sends with each response. */
export const REQUEST_ID = { 'x-amzn-requestid': 'local', 'x-amz-request-id': 'local' };

/** Starts a server that answers each request once its body is there, with the headers of AWS, or others. */
export async function startServer(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
  headers: Readonly<Record<string, string>> = REQUEST_ID,
): Promise<LocalServer> {
  const server = createServer((request, response) => {
    response.setHeaders(new Map(Object.entries(headers)));
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString()));
  });
  // A connection that is used again late, on a busy machine, is still open.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
