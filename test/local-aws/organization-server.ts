import type { IncomingMessage } from 'node:http';
import { answerOf, type ServedOrganization } from '../lambda/organization-administration/served-organization';
import { type LocalServer, startServer } from '../local-server';

/** Organizations, CloudTrail, CloudFormation and IAM of a management account, in the protocols of their clients. */
export class OrganizationServer {
  readonly operations: string[] = [];
  /** What the next calls of an operation fail with. */
  readonly faults: Record<string, string[]> = {};
  private server: LocalServer | undefined;

  constructor(readonly served: ServedOrganization) {}

  async start(): Promise<string> {
    this.server = await startServer((request, response, text) => {
      const { status, body, type } = this.answer(request, text);
      response.writeHead(status, { 'content-type': type }).end(body);
    });
    return this.server.url;
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  /** JSON where the header names the operation, and else the query protocol, which answers in XML. */
  private answer({ headers }: IncomingMessage, text: string) {
    const target = headers['x-amz-target'];
    const query = new URLSearchParams(text);
    const operation =
      target === undefined ? String(query.get('Action')) : String(target).replace(/^.*\./, '');
    this.operations.push(operation);
    const input = target === undefined ? Object.fromEntries(query) : JSON.parse(text);
    const isJson = target !== undefined;
    const type = isJson ? 'application/x-amz-json-1.1' : 'text/xml';
    try {
      const fault = this.faults[operation]?.shift();
      if (fault !== undefined) throw Object.assign(new Error('refused'), { name: fault });
      const answer = answerOf(this.served, operation, input);
      return { status: 200, type, body: isJson ? JSON.stringify(answer) : toXml(operation, answer) };
    } catch (error) {
      const { name, message } = error as Error;
      return {
        status: 400,
        type,
        body: isJson ? JSON.stringify({ __type: name, message }) : toXmlError(name),
      };
    }
  }
}

function toXml(operation: string, answer: object): string {
  return `<${operation}Response><${operation}Result>${elements(answer)}</${operation}Result></${operation}Response>`;
}

function elements(value: object): string {
  return Object.entries(value)
    .map(
      ([name, content]) => `<${name}>${typeof content === 'object' ? elements(content) : content}</${name}>`,
    )
    .join('');
}

/** IAM's codes have no `Exception` at their ends. */
function toXmlError(name: string): string {
  const code = name.replace(/Exception$/, '');
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>refused</Message></Error></ErrorResponse>`;
}
