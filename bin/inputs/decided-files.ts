import { sha256Hex } from '../../lib/core/record/sha256';
import { readKeptText } from './kept-text';
import type { KeyedInput } from './keyed-input';
import { type CachedPaths, READ_ANYWAY, shelfOpener } from './text-cache';
import type { TextShelf } from './text-shelf';

/** What is decided of so many files, and in so many bytes, is kept only if there is more: it is decided again in no time. */
const WAITING_BYTES = 1024 * 1024;

interface Decided {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/**
 * What a question came to in each file of an archive, so that the same question reads again only what was changed or added. It is in the
 * user's cache folder beside the texts of the files, under the same bounds, and holds contents of records, too.
 */
export class DecidedFiles {
  /** @param question all that decides what is kept of a file, but the file and the version of trailwatch */
  static of(cached: CachedPaths, question: string): DecidedFiles | undefined {
    const open = shelfOpener(cached, sha256Hex(question));
    return open && new DecidedFiles(open, cached.io);
  }

  #shelf: TextShelf | undefined;
  #wasOpened = false;
  #waiting: Decided[] | undefined = [];
  #waitingBytes = 0;

  private constructor(
    private readonly open: () => TextShelf | undefined,
    private readonly io: CachedPaths['io'],
  ) {}

  /** What is kept of a file with this key; undefined if there is nothing, or it cannot be trusted. */
  find({ key, input }: KeyedInput): Uint8Array | undefined {
    const kept = this.#opened()?.find(nameOf(key, input.name));
    return kept && readKeptText(kept);
  }

  /** Keeps what was decided of a file, unless the file changed since it had its key. */
  keep(keyed: KeyedInput, bytes: Uint8Array): void {
    if (this.#opened()?.hasRoom !== true || !keyed.isUnchanged(this.io)) return;
    const decided = { key: nameOf(keyed.key, keyed.input.name), bytes };
    if (this.#waiting === undefined) {
      this.#put(decided);
      return;
    }
    this.#waiting.push(decided);
    this.#waitingBytes += bytes.length;
    if (this.#waiting.length <= READ_ANYWAY && this.#waitingBytes <= WAITING_BYTES) return;
    for (const each of this.#waiting) this.#put(each);
    this.#waiting = undefined;
  }

  /** What was kept can be found from now on. */
  close(): void {
    this.#shelf?.close();
  }

  #put({ key, bytes }: Decided): void {
    this.#shelf?.put({ key, isPacked: false, fileBytes: bytes.length }, bytes);
  }

  #opened(): TextShelf | undefined {
    if (!this.#wasOpened) this.#shelf = this.open();
    this.#wasOpened = true;
    return this.#shelf;
  }
}

/** What is decided has the file's name as the user wrote it. */
function nameOf(key: string, name: string): string {
  return sha256Hex(`${name}\n${key}`);
}
