import type { Writable } from 'node:stream';
import { renderReason, UserError } from '../cli/user-error';

/** Text, the pieces of a text one behind the other, or the UTF-8 of a text. */
type OutputText = string | readonly string[] | Uint8Array;

/** The output of a command's results. */
export interface TextOutput {
  /** The files that it writes, which are not inputs. */
  readonly paths: readonly string[];
  /** Takes text. Resolves when more may be written, so that results never pile up in memory. */
  write(text: OutputText): Promise<void>;
  /** The results are whole. */
  finish(): Promise<void>;
  /** The results will never be complete: removes everything. No effect after `finish`. */
  discard(): void;
}

/** Results to standard output. Throws {@link OutputClosed} once its reader has closed it. */
export function toStream(stream: Writable): TextOutput {
  return {
    paths: [],
    write: (text) => writeAll(stream, inOne(text)),
    finish: () => Promise.resolve(),
    discard: () => undefined,
  };
}

/**
 * The same output for a command whose exit status answers for all of its results, such as a gate of a pipeline: after the reader has
 * gone, further text is dropped, and the command does not end early.
 */
export function whileOpen(output: TextOutput): TextOutput & { readonly isOpen: boolean } {
  let isOpen = true;
  const trying = async (step: () => Promise<void>): Promise<void> => {
    if (!isOpen) return;
    try {
      await step();
    } catch (error) {
      if (!(error instanceof OutputClosed)) throw error;
      isOpen = false;
    }
  };
  return {
    get isOpen() {
      return isOpen;
    },
    paths: output.paths,
    write: (text) => trying(() => output.write(text)),
    finish: () => trying(() => output.finish()),
    discard: () => output.discard(),
  };
}

/** A text in one piece. */
export function inOne(text: OutputText): string | Uint8Array {
  return typeof text === 'string' || text instanceof Uint8Array ? text : text.join('');
}

function writeAll(stream: Writable, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else if (isClosed(error)) reject(new OutputClosed());
      else reject(new UserError(unwritable(error)));
    });
  });
}

/** Why standard output has not all of the results. */
export function unwritable(error: Error): string {
  return `standard output cannot be written: ${renderReason(error)}`;
}

/** Whether the reader has closed the pipe. */
export function isClosed(error: NodeJS.ErrnoException): boolean {
  return (
    error.code === 'EPIPE' ||
    error.code === 'ERR_STREAM_DESTROYED' ||
    error.code === 'ERR_STREAM_WRITE_AFTER_END'
  );
}

const PORTION_BYTES = 256 * 1024;

/** The maximum number of UTF-8 bytes for a UTF-16 code unit. */
const MAX_BYTES_A_UNIT = 3;

const DONE = Promise.resolve();

/**
 * The same output, written in fewer and larger portions, as bytes: a text becomes bytes where it is to stand, and not once more
 * with all others of its portion. A text, or a piece of one, that ends inside a surrogate pair is not joined with the next one.
 */
export function inPortions(output: TextOutput): TextOutput {
  const portion = new Portion();
  const flush = async (): Promise<void> => {
    const bytes = portion.take();
    if (bytes.length > 0) await output.write(bytes);
  };
  const flushAndWrite = async (text: OutputText): Promise<void> => {
    await flush();
    if (!portion.add(text)) await output.write(text);
  };
  return {
    paths: output.paths,
    write: (text) => (portion.add(text) ? DONE : flushAndWrite(text)),
    finish: async () => {
      await flush();
      await output.finish();
    },
    discard: () => output.discard(),
  };
}

/** What comes together before it is written. Each portion has memory of its own: who takes one may keep it. */
class Portion {
  #bytes: Buffer | undefined;
  #used = 0;

  /** False, and nothing is added, if there may be no room. */
  add(text: OutputText): boolean {
    const most = maxBytesOf(text);
    if (most > PORTION_BYTES - this.#used) return false;
    if (most === 0) return true;
    this.#bytes ??= Buffer.allocUnsafeSlow(PORTION_BYTES);
    if (typeof text === 'string') this.#used += this.#bytes.write(text, this.#used);
    else if (text instanceof Uint8Array) {
      this.#bytes.set(text, this.#used);
      this.#used += text.length;
    } else for (const piece of text) this.#used += this.#bytes.write(piece, this.#used);
    return true;
  }

  take(): Uint8Array {
    const taken = this.#bytes?.subarray(0, this.#used) ?? new Uint8Array();
    this.#bytes = undefined;
    this.#used = 0;
    return taken;
  }
}

function maxBytesOf(text: OutputText): number {
  if (text instanceof Uint8Array) return text.length;
  if (typeof text === 'string') return MAX_BYTES_A_UNIT * text.length;
  let units = 0;
  for (const { length } of text) units += length;
  return MAX_BYTES_A_UNIT * units;
}

/** Thrown if the reader of the output has stopped reading, like `| head`. It ends the command silently. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}
