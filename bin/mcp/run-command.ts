import { StringDecoder } from 'node:string_decoder';
import type { CommandIo } from '../cli/command-io';
import { type Limits, renderLimit } from './limits';
import type { Tool } from './tool-table';

/** The result of a command. */
export interface CommandOutput {
  /** 0: done; 1: done, with findings; 2: it could not run, or not read everything. Undefined if the server ended it. */
  readonly status: number | undefined;
  /** Lines of JSON, complete ones only; the one document; or the text. */
  readonly results: readonly string[];
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
const MAX_MESSAGES_BYTES = 16 * 1024;

const LINE_FEED = 0x0a;

/** Runs a command in a separate process, and ends the process as soon as it exceeds a limit. */
export async function runCommand(
  argv: readonly string[],
  { prints }: Pick<Tool, 'prints'>,
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
  const results = new BoundedOutput(prints, limits, endBy);
  const messages = new Messages();
  command.stdout.on('data', (chunk: Buffer) => results.add(chunk));
  command.stderr.on('data', (chunk: Buffer) => messages.add(chunk));
  try {
    const status = await command.ended;
    return {
      status: acted === undefined ? status : undefined,
      results: results.complete(acted !== undefined || status === undefined),
      messages: messages.lines(),
      ...(acted === undefined ? {} : { limit: renderLimit(acted, limits, ADVICE[acted]) }),
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

/** The remedy for the caller. */
export const ADVICE: Readonly<Record<keyof Limits, string>> = {
  rows: 'choose fewer accounts, Regions or days, or count with a query',
  resultBytes: 'choose fewer accounts, Regions or days, or fewer columns of a query',
  readBytes: 'name a folder further down, or fewer accounts, Regions or days',
  seconds: 'choose fewer accounts, Regions or days',
};

/** Collects the output of a command, up to its limit. */
class BoundedOutput {
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private rows = 0;
  private isFull = false;

  constructor(
    private readonly prints: Tool['prints'],
    private readonly limits: Limits,
    private readonly endBy: (name: keyof Limits) => void,
  ) {}

  add(chunk: Buffer): void {
    if (this.isFull) return;
    const rowsEnd = this.prints === 'rows' ? this.endOfRows(chunk) : chunk.length;
    const room = this.limits.resultBytes - this.bytes;
    const end = Math.min(rowsEnd, room);
    this.chunks.push(chunk.subarray(0, end));
    this.bytes += end;
    if (end === chunk.length) return;
    this.isFull = true;
    this.endBy(rowsEnd <= room ? 'rows' : 'resultBytes');
  }

  /** The position after the last allowed row. */
  private endOfRows(chunk: Buffer): number {
    if (this.rows === this.limits.rows) return 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) {
      this.rows += 1;
      if (this.rows === this.limits.rows) return at + 1;
    }
    return chunk.length;
  }

  /** @param isCut whether the end is missing: then only whole rows count */
  complete(isCut: boolean): readonly string[] {
    const text = Buffer.concat(this.chunks).toString();
    if (this.prints !== 'rows') return isCut || text.trim() === '' ? [] : [text];
    const lines = text.split('\n');
    if (isCut) lines.pop();
    return lines.filter((line) => line !== '');
  }
}
