import { type LocalServer, startServer } from '../local-server';

/** CloudFormation: where it waits for answers, with the bodies that it got and how it answers the next ones, and the status of its stack. */
export class StackAnswers {
  readonly bodies: Readonly<Record<string, unknown>>[] = [];
  readonly types: (string | undefined)[] = [];
  statuses: number[] = [];
  stackStatus = 'UPDATE_IN_PROGRESS';
  private server: LocalServer | undefined;

  async start(): Promise<string> {
    this.server = await startServer((request, response, text) => {
      if (request.method === 'POST') {
        response.writeHead(200, { 'content-type': 'text/xml' }).end(this.describedStack());
        return;
      }
      this.bodies.push(JSON.parse(text));
      this.types.push(request.headers['content-type']);
      response.writeHead(this.statuses.shift() ?? 200).end();
    });
    return `${this.endpoint}/answer?signature=secret`;
  }

  /** Where its API is, for clients. */
  get endpoint(): string {
    return this.server?.url ?? '';
  }

  private describedStack(): string {
    const member = `<StackName>Local</StackName><StackStatus>${this.stackStatus}</StackStatus>`;
    return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>${member}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }
}
