import type { BigIntStats } from 'node:fs';
import { resolve } from 'node:path';
import type { CommandIo } from '../cli/command-io';
import { statOf } from './excluded-files';
import type { InputFile } from './input-file';

/** A file that changed so recently may change again without a trace in its times. */
const RECENT_MS = 2_000;

/**
 * An input under a key that changes with its content: of a file its path, device, number, size and times, of an object its name and
 * version. What is named is read in other ways than what a folder holds.
 */
export class KeyedInput {
  /** Undefined for what has no such key, such as standard input, an empty file, or an object whose listing has no version. */
  static of(input: InputFile): KeyedInput | undefined {
    const { path, name, named, version = '' } = input;
    if (path === undefined)
      return version === '' ? undefined : new KeyedInput(input, `${name}\n${named}\n${version}`);
    const found = statOf(path);
    if (found?.isFile() !== true || found.size === 0n) return undefined;
    return new KeyedInput(input, keyOf(input, path, found), Number(found.size));
  }

  /** The same input; of an object, it is noted which version is read. */
  readonly input: InputFile;
  readonly #path: string | Buffer | undefined;
  #isOther = false;

  private constructor(
    input: InputFile,
    readonly key: string,
    /** The length of a file; unknown for an object. */
    readonly bytes?: number,
  ) {
    this.#path = input.path;
    this.input =
      input.path === undefined ? { ...input, open: (onVersion) => this.#noting(input, onVersion) } : input;
  }

  /** Whether what was read is what the key stands for: it is the same as before, and has been for a while. */
  isUnchanged({ currentTime }: Pick<CommandIo, 'currentTime'>): boolean {
    if (this.#path === undefined) return !this.#isOther;
    const found = statOf(this.#path);
    if (found === undefined || keyOf(this.input, this.#path, found) !== this.key) return false;
    return Number(found.ctimeMs) <= currentTime().getTime() - RECENT_MS;
  }

  async *#noting(input: InputFile, onVersion?: (version: string) => void): AsyncGenerator<Uint8Array, void> {
    this.#isOther = true;
    yield* input.open((version) => {
      this.#isOther = version !== input.version;
      onVersion?.(version);
    });
  }
}

function keyOf({ named }: InputFile, path: string | Buffer, found: BigIntStats): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = found;
  const place = typeof path === 'string' ? resolve(path) : path.toString('latin1');
  return `${place}\n${named}\n${[dev, ino, size, mtimeNs, ctimeNs].join(' ')}`;
}
