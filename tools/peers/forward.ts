import { type IncomingMessage, request, type ServerResponse } from 'node:http';

/**
 * Answers a request as the service at the endpoint answers it.
 *
 * @param body what the request says, if it was read already
 */
export function forward(
  endpoint: string,
  incoming: IncomingMessage,
  response: ServerResponse,
  body?: Buffer,
): void {
  const { method, headers, url = '/' } = incoming;
  const outgoing = request(new URL(url, endpoint), { method, headers }, (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  if (body === undefined) incoming.pipe(outgoing);
  else outgoing.end(body);
}
