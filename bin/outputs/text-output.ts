import type { Writable } from 'node:stream';
import { renderReason, UserError } from '../cli/user-error';
import { OutputClosed } from './output-closed';

/** Text, the pieces of a text one behind the other, or the UTF-8 of a text. */
export type OutputText = string | readonly string[] | Uint8Array;

/** Where a command's results go. */
export interface TextOutput {
  /** The files that it writes, which are no input. */
  readonly paths: readonly string[];
  /** Takes text. Resolves when more may be written, so that results never pile up in memory. */
  write(text: OutputText): Promise<void>;
  /** The results are whole. */
  finish(): Promise<void>;
  /** The results will never be whole: leave nothing behind. Does nothing after `finish`. */
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

/** A text in one piece. */
export function inOne(text: OutputText): string | Uint8Array {
  return typeof text === 'string' || text instanceof Uint8Array ? text : text.join('');
}

function writeAll(stream: Writable, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else if (isClosed(error)) reject(new OutputClosed());
      else reject(new UserError(`standard output cannot be written: ${renderReason(error)}`));
    });
  });
}

function isClosed(error: NodeJS.ErrnoException): boolean {
  return (
    error.code === 'EPIPE' ||
    error.code === 'ERR_STREAM_DESTROYED' ||
    error.code === 'ERR_STREAM_WRITE_AFTER_END'
  );
}
