import { StringDecoder } from 'node:string_decoder';
import type { CommandIo } from '../cli/command-io';
import { KeptRows } from './kept-rows';
import { KEPT_ANSWERS, type Limits, renderLimit } from './limits';
import type { ToolCommand } from './tool-table';

/** The result of a command. */
export interface CommandOutput {
  /** 0: done; 1: done, with findings; 2: it could not run, or not read everything. Undefined if the server ended it. */
  readonly status: number | undefined;
  /** Its lines of JSON, complete ones only. */
  readonly rows: KeptRows;
  /** The one document, or the text; absent if it is not complete. */
  readonly document?: string;
  /** The command's messages. */
  readonly messages: readonly string[];
  /** The message of the limit that ended it. */
  readonly limit?: string;
}

/** How a command is run. */
export interface RunTools {
  readonly io: Pick<CommandIo, 'wait'> & Required<Pick<CommandIo, 'startCommand'>>;
  readonly environment: CommandIo['environment'];
  readonly limits: Limits;
  /** The remaining time. */
  readonly leftMs: number;
  /** Whether the caller cancelled the call. */
  readonly signal: AbortSignal;
}

/** The maximum length of a command's messages that is kept. */
const MAX_MESSAGES_BYTES = 4 * 1024;

/** Runs a command in a separate process, and ends the process as soon as it exceeds a limit. */
export async function runCommand(
  argv: readonly string[],
  asked: ToolCommand,
  { io, environment, limits, leftMs, signal }: RunTools,
): Promise<CommandOutput> {
  const command = io.startCommand(argv, environment);
  let acted: keyof Limits | undefined;
  const endBy = (name?: keyof Limits) => {
    acted ??= name;
    command.end();
  };
  const cancel = () => endBy();
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  const over = new AbortController();
  io.wait(leftMs, over.signal).then(
    () => endBy('seconds'),
    () => undefined,
  );
  const results = new BoundedOutput(asked, limits, endBy);
  const messages = new Messages();
  command.stdout.on('data', (chunk: Buffer) => results.add(chunk));
  command.stderr.on('data', (chunk: Buffer) => messages.add(chunk));
  try {
    const status = await command.ended;
    return {
      status: acted === undefined ? status : undefined,
      ...results.complete(acted !== undefined || status === undefined),
      messages: messages.lines(),
      ...(acted === undefined
        ? {}
        : { limit: renderLimit(acted, { ...limits, resultBytes: KEPT_ANSWERS * limits.resultBytes }) }),
    };
  } finally {
    over.abort();
    signal.removeEventListener('abort', cancel);
  }
}

/** The first lines of a command's messages, and the last one, which contains its counts. */
class Messages {
  readonly #lines: string[] = [];
  readonly #decoder = new StringDecoder();
  #bytes = 0;
  #begun = '';
  #last: string | undefined;
  #leftOut = 0;

  add(chunk: Buffer): void {
    this.#take(this.#decoder.write(chunk));
  }

  lines(): readonly string[] {
    this.#take(`${this.#decoder.end()}\n`);
    if (this.#last === undefined) return this.#lines;
    const left = this.#leftOut - 1;
    return [...this.#lines, ...(left > 0 ? [`and ${left} more messages`] : []), this.#last];
  }

  #take(text: string): void {
    const lines = `${this.#begun}${text}`.split('\n');
    this.#begun = (lines.pop() ?? '').slice(0, MAX_MESSAGES_BYTES);
    for (const line of lines) this.#keep(line);
  }

  #keep(line: string): void {
    if (line === '') return;
    this.#bytes += Buffer.byteLength(line);
    if (this.#leftOut === 0 && this.#bytes <= MAX_MESSAGES_BYTES) this.#lines.push(line);
    else {
      this.#leftOut += 1;
      this.#last = line.slice(0, MAX_MESSAGES_BYTES);
    }
  }
}

/** Collects the output of a command, up to its limits. */
class BoundedOutput {
  private readonly decoder = new StringDecoder();
  private readonly rows: KeptRows;
  private readonly maxBytes: number;
  private readonly pieces: string[] = [];
  private length = 0;
  private isFull = false;

  constructor(
    private readonly asked: ToolCommand,
    private readonly limits: Limits,
    private readonly endBy: (name: keyof Limits) => void,
  ) {
    this.maxBytes = KEPT_ANSWERS * limits.resultBytes;
    this.rows = new KeptRows(asked.isBySeverity === true, { rows: limits.rows, bytes: this.maxBytes });
  }

  add(chunk: Buffer): void {
    if (!this.isFull) this.take(this.decoder.write(chunk));
  }

  /** @param isCut whether the end is missing: then only whole rows count */
  complete(isCut: boolean): Pick<CommandOutput, 'rows' | 'document'> {
    const rest = this.pieces.join('') + this.decoder.end();
    const { rows } = this;
    if (this.asked.prints !== 'rows')
      return isCut || rest.trim() === '' ? { rows } : { rows, document: rest };
    if (!isCut && rest !== '') rows.add(rest);
    return { rows };
  }

  private take(text: string): void {
    this.length += text.length;
    if (this.length > this.maxBytes) this.end('resultBytes');
    else if (this.asked.prints !== 'rows' || !text.includes('\n')) this.pieces.push(text);
    else this.takeLines(text);
  }

  private takeLines(text: string): void {
    const lines = (this.pieces.join('') + text).split('\n');
    const begun = lines.pop() ?? '';
    this.pieces.splice(0, this.pieces.length, begun);
    this.length = begun.length;
    for (const line of lines) {
      if (line === '' || this.rows.add(line)) continue;
      this.end(this.rows.total >= this.limits.rows ? 'rows' : 'resultBytes');
      return;
    }
  }

  private end(name: keyof Limits): void {
    this.isFull = true;
    this.pieces.length = 0;
    this.endBy(name);
  }
}
