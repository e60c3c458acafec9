import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../../lib/core/json/json-value';

/** What Step Functions answers: a document, or an error of a code. */
export type StatesAnswer = { readonly body: Json } | { readonly code: string; readonly message?: string };

/** A call, such as `StartExecution`, and its parameters. */
export type StatesScript = (
  operation: string,
  parameters: Record<string, string>,
) => StatesAnswer | Promise<StatesAnswer>;

/** A stand-in for Step Functions on a free port, which answers as a script says. */
export class StatesServer {
  static async start(script: StatesScript): Promise<StatesServer> {
    const calls: string[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', async () => {
        const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
        calls.push(operation);
        const answer = await script(operation, JSON.parse(Buffer.concat(chunks).toString()));
        response.setHeader('content-type', 'application/x-amz-json-1.0');
        response.setHeader('x-amzn-requestid', String(calls.length));
        response.statusCode = 'code' in answer ? 400 : 200;
        const body =
          'code' in answer ? { __type: answer.code, message: answer.message ?? 'no' } : answer.body;
        response.end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new StatesServer(server, calls);
  }

  private constructor(
    private readonly server: Server,
    /** The operations that were called, in order. */
    readonly calls: readonly string[],
  ) {}

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
