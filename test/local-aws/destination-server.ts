import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '../../lib/core/json/json-value';
import { type LocalServer, startServer } from '../local-server';

/** A call that a sink made. */
export interface DestinationCall {
  readonly operation: string;
  /** The id of the alert in it. */
  readonly alertId: string;
  readonly document: JsonObject;
}

/** How a destination answers: takes the document, says in a successful answer that it did not, or fails. */
export type DestinationAnswer = 'taken' | 'not-taken' | 'throttled';

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** EventBridge, Security Hub and Firehose, as far as sinks call them, in the protocols of their clients. */
export class DestinationServer {
  readonly calls: DestinationCall[] = [];
  /** Decides the answer to a call; how many calls for the same alert there were before. */
  answerTo: (call: DestinationCall, before: number) => DestinationAnswer = () => 'taken';
  #server: LocalServer | undefined;
  readonly #waiting = new Set<() => void>();

  async start(): Promise<string> {
    this.#server = await startServer((request, response, text) => {
      const { status, body } = this.#answer(request, JSON.parse(text));
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
      for (const proceed of this.#waiting) proceed();
      this.#waiting.clear();
    });
    return this.#server.url;
  }

  /** Waits until the calls are those that are waited for. */
  async until(isReached: (calls: readonly DestinationCall[]) => boolean): Promise<void> {
    while (!isReached(this.calls)) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  #answer({ headers, url }: IncomingMessage, input: JsonObject): Answer {
    const operation =
      url === '/findings/import'
        ? 'BatchImportFindings'
        : String(headers['x-amz-target']).replace(/^.*\./, '');
    const document = READ[operation]?.(input);
    if (document === undefined) return { status: 400, body: { __type: 'UnknownOperationException' } };
    const call = { operation, document, alertId: alertIdOf(document) };
    const before = this.calls.filter((each) => each.operation === operation && each.alertId === call.alertId);
    this.calls.push(call);
    const answer = this.answerTo(call, before.length);
    if (answer === 'throttled') return { status: 429, body: { __type: 'ThrottlingException' } };
    return { status: 200, body: answer === 'taken' ? TAKEN : NOT_TAKEN };
  }
}

const TAKEN = {
  FailedEntryCount: 0,
  Entries: [{ EventId: 'e' }],
  RecordId: 'r',
  FailedCount: 0,
  SuccessCount: 1,
};

const NOT_TAKEN = {
  RecordId: 'r',
  ...{ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] },
  ...{
    FailedCount: 1,
    SuccessCount: 0,
    FailedFindings: [{ Id: 'f', ErrorCode: 'InternalError', ErrorMessage: '' }],
  },
};

/** The document in the input of an operation. */
const READ: Readonly<Record<string, (input: JsonObject) => JsonObject>> = {
  PutEvents: ({ Entries }) => parse((Entries as readonly JsonObject[])[0]?.Detail),
  PutRecord: ({ Record }) => parse(Buffer.from(String((Record as JsonObject).Data), 'base64').toString()),
  BatchImportFindings: ({ Findings }) => (Findings as readonly JsonObject[])[0] ?? {},
};

function parse(text: unknown): JsonObject {
  return JSON.parse(String(text)) as JsonObject;
}

function alertIdOf({ id, body, Id, finding_info: info }: JsonObject): string {
  if (Id !== undefined) return String(Id).replace('trailwatch/', '');
  return String(id ?? (body as JsonObject | undefined)?.id ?? (info as JsonObject).uid);
}
