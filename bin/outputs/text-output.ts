import type { Writable } from 'node:stream';
import { renderReason, UserError } from '../cli/user-error';
import { OutputClosed } from './output-closed';

/** Where a command's results go. */
export interface TextOutput {
  /** The files that it writes, which are no input. */
  readonly paths: readonly string[];
  /** Takes text, or the UTF-8 of text. Resolves when more may be written, so that results never pile up in memory. */
  write(text: string | Uint8Array): Promise<void>;
  /** The results are whole. */
  finish(): Promise<void>;
  /** The results will never be whole: leave nothing behind. Does nothing after `finish`. */
  discard(): void;
}

/** Results to standard output. Throws {@link OutputClosed} once its reader has closed it. */
export function toStream(stream: Writable): TextOutput {
  return {
    paths: [],
    write: (text) => writeAll(stream, text),
    finish: () => Promise.resolve(),
    discard: () => undefined,
  };
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
