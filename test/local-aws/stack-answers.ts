import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where CloudFormation waits for answers: the bodies that it got, and how it answers the next ones. */
export class StackAnswers {
  readonly bodies: Readonly<Record<string, unknown>>[] = [];
  readonly types: (string | undefined)[] = [];
  statuses: number[] = [];
  private server: Server | undefined;

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      request.on('end', () => {
        this.bodies.push(JSON.parse(text));
        this.types.push(request.headers['content-type']);
        response.writeHead(this.statuses.shift() ?? 200).end();
      });
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signature=secret`;
  }

  stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }
}
