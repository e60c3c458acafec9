import { createHash } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import { openSafely } from '../cli/cache-folder';

/** Where the unpacked text of a log file is kept. Plain data, which any thread can use. */
export interface KeptText {
  /** The file of the cache. */
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  /** The log file, and all that changes with its content: its size and times, and its number or ETag. */
  readonly key: string;
  /** Of the key and the text. */
  readonly hash: string;
  /** Whether the log file is packed, and how long it is. */
  readonly isPacked: boolean;
  readonly fileBytes: number;
}

/** The texts of a command are in few files, one after the other. */
let opened: { readonly path: string; readonly file: number } | undefined;

/** Reads a text; undefined if it is not there any more, damaged, or not to be trusted. */
export function readKeptText(kept: KeptText): Uint8Array | undefined {
  const { path, offset, length } = kept;
  try {
    if (opened?.path !== path) {
      if (opened !== undefined) closeSync(opened.file);
      opened = undefined;
      opened = { path, file: openSafely(path) };
    }
    const text = Buffer.allocUnsafeSlow(length);
    const bytes = readSync(opened.file, text, 0, length, offset);
    return bytes === length && hashOfText(kept, text) === kept.hash ? text : undefined;
  } catch {
    return undefined;
  }
}

/** The hash of a kept text. */
export function hashOfText(
  { key, isPacked, fileBytes }: Omit<KeptText, 'path' | 'offset' | 'length' | 'hash'>,
  text: Uint8Array,
): string {
  return createHash('sha256').update(`${key}\n${isPacked} ${fileBytes}\n`).update(text).digest('base64');
}
