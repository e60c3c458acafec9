import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** CloudFormation: where it waits for answers, with the bodies that it got and how it answers the next ones, and the status of its stack. */
export class StackAnswers {
  readonly bodies: Readonly<Record<string, unknown>>[] = [];
  readonly types: (string | undefined)[] = [];
  statuses: number[] = [];
  stackStatus = 'UPDATE_IN_PROGRESS';
  private server: Server | undefined;

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      request.on('end', () => {
        if (request.method === 'POST') {
          response.writeHead(200, { 'content-type': 'text/xml' }).end(this.describedStack());
          return;
        }
        this.bodies.push(JSON.parse(text));
        this.types.push(request.headers['content-type']);
        response.writeHead(this.statuses.shift() ?? 200).end();
      });
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `${this.endpoint}/answer?signature=secret`;
  }

  /** Where its API is, for clients. */
  get endpoint(): string {
    const address = this.server?.address() as AddressInfo | undefined;
    return `http://127.0.0.1:${address?.port}`;
  }

  private describedStack(): string {
    const member = `<StackName>Local</StackName><StackStatus>${this.stackStatus}</StackStatus>`;
    return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>${member}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
  }

  stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }
}
