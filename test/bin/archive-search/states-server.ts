import type { Json } from '../../../lib/core/json/json-value';
import { type LocalServer, startServer } from '../../local-server';

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
    const server = await startServer(async (request, response, text) => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      calls.push(operation);
      const answer = await script(operation, JSON.parse(text));
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.setHeader('x-amzn-requestid', String(calls.length));
      response.statusCode = 'code' in answer ? 400 : 200;
      const body = 'code' in answer ? { __type: answer.code, message: answer.message ?? 'no' } : answer.body;
      response.end(JSON.stringify(body));
    });
    return new StatesServer(server, calls);
  }

  private constructor(
    private readonly server: LocalServer,
    /** The operations that were called, in order. */
    readonly calls: readonly string[],
  ) {}

  get endpoint(): string {
    return this.server.url;
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}
