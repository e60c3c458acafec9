import { statSync } from 'node:fs';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import type { Input } from '../inputs/input-file';
import { type InputPaths, listInputs } from '../inputs/list-inputs';
import type { Search } from './decided/remembered-search';
import type { SearchEvent } from './search-event';

/** How long to wait before folders are listed again, and prefixes of a bucket, of which each listing is charged. */
const FOLDERS_MS = 10_000;
const BUCKETS_MS = 60_000;

/** The most listings until a file is given again that could not be read. */
const MAX_LISTINGS = 64;
const NEVER = Number.POSITIVE_INFINITY;

/** What is followed: all that a scan reads, and the process. */
export interface FollowedPaths extends InputPaths {
  readonly io: CommandIo;
}

/**
 * Inputs that become more. A file is given once, and once more each time that it has changed. On disk, what comes after the first listing is given
 * when two listings agree on it, because it may still be written; an object of a bucket is whole. What a search could not read is given again: with
 * the next listing, then with the second after that, and so on, twice as many each time, because the reason may pass, such as credentials that expired.
 */
export class FollowedInputs {
  /** The names of files with their versions, and reasons why there is none. With the listing that gives it again: none, unless it could not be read. */
  private readonly given = new Map<string, number>();
  /** After how many listings what could not be read is given again. */
  private readonly pauses = new Map<string, number>();
  /** The versions of this listing that are given, by the names of the files. */
  private readonly versions = new Map<string, string>();
  /** Seen in the last listing for the first time. */
  private waiting: ReadonlySet<string> = new Set();
  private listing = 0;
  private readonly ending = new AbortController();
  private closed: () => void = () => undefined;
  private readonly forget: () => void;

  /**
   * An interrupt ends the inputs, and waits for `close`.
   *
   * @throws {@link UserError} for standard input, which ends
   */
  constructor(private readonly followed: FollowedPaths) {
    if (followed.paths.includes('-'))
      throw new UserError("--follow reads files as they come; name their folder instead of '-'");
    const isClosed = new Promise<void>((resolve) => {
      this.closed = resolve;
    });
    this.forget = followed.io.onInterrupt(() => {
      this.ending.abort();
      return isClosed;
    });
  }

  /** The new inputs of one listing after the other, until an interrupt. */
  async *rounds(): AsyncGenerator<AsyncIterable<Input>, void> {
    const { paths, io } = this.followed;
    const pauseMs = paths.some((path) => path.startsWith('s3://')) ? BUCKETS_MS : FOLDERS_MS;
    const { signal } = this.ending;
    while (!signal.aborted) {
      yield this.next();
      if (!signal.aborted) await io.wait(pauseMs, signal).catch(() => this.ending.abort());
    }
  }

  /** The same search of the inputs. */
  noting(search: Search): Search {
    return (inputs) => this.noted(search(inputs));
  }

  /** Everything is written. */
  close(): void {
    this.forget();
    this.closed();
  }

  private async *next(): AsyncGenerator<Input, void> {
    const waiting = new Set<string>();
    this.listing += 1;
    this.versions.clear();
    for await (const input of listInputs(this.followed)) {
      if (this.ending.signal.aborted) return;
      const version = versionOf(input);
      const again = this.given.get(version);
      if (again !== undefined && again > this.listing) continue;
      const isWhole = this.listing === 1 || !('path' in input) || this.waiting.has(version);
      if (isWhole || again !== undefined) {
        this.given.set(version, NEVER);
        this.versions.set(input.name, version);
        yield input;
      } else waiting.add(version);
    }
    this.waiting = waiting;
  }

  private async *noted(
    found: AsyncIterable<readonly SearchEvent[]>,
  ): AsyncGenerator<readonly SearchEvent[], void> {
    for await (const events of found) {
      for (const event of events)
        if (event.kind === 'file' && event.unread !== undefined && event.unread !== 'no-log-file')
          this.giveAgain(event.name);
      yield events;
    }
  }

  /** @param name of a file, or of one in an archive, which begins with the archive's */
  private giveAgain(name: string): void {
    const version = this.versions.get(name);
    if (version === undefined) {
      const end = name.lastIndexOf('/');
      if (end > 0) this.giveAgain(name.slice(0, end));
      return;
    }
    // Of an archive, several files may fail.
    if (this.given.get(version) !== NEVER) return;
    const pause = this.pauses.get(version) ?? 1;
    this.given.set(version, this.listing + pause);
    this.pauses.set(version, Math.min(2 * pause, MAX_LISTINGS));
  }
}

/** A text that is another one for every content of a file. */
function versionOf(input: Input): string {
  if (!('open' in input)) return `${input.name}\n${'reason' in input ? input.reason : input.note}`;
  if (input.path === undefined) return `${input.name}\n${input.version ?? ''}`;
  const found = statSync(input.path, { throwIfNoEntry: false });
  return `${input.name}\n${found?.size} ${found?.mtimeMs} ${found?.ino}`;
}
