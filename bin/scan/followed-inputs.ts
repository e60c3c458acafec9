import { statSync } from 'node:fs';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import type { Input } from '../inputs/input-file';
import { type InputPaths, listInputs } from '../inputs/list-inputs';

/** How long to wait before folders are listed again, and prefixes of a bucket, of which each listing is charged. */
const FOLDERS_MS = 10_000;
const BUCKETS_MS = 60_000;

/** What is followed: all that a scan reads, and the process. */
export interface FollowedPaths extends InputPaths {
  readonly io: CommandIo;
}

/**
 * Inputs that become more. A file is given once, and once more each time that it has changed. On disk, what comes after the first listing is given
 * when two listings agree on it, because it may still be written; an object of a bucket is whole.
 */
export class FollowedInputs {
  /** The names of files with their versions, and reasons why there is none. */
  private readonly given = new Set<string>();
  /** Seen in the last listing for the first time. */
  private waiting: ReadonlySet<string> = new Set();
  private isFirst = true;
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
      this.isFirst = false;
      if (!signal.aborted) await io.wait(pauseMs, signal).catch(() => this.ending.abort());
    }
  }

  /** Everything is written. */
  close(): void {
    this.forget();
    this.closed();
  }

  private async *next(): AsyncGenerator<Input, void> {
    const waiting = new Set<string>();
    for await (const input of listInputs(this.followed)) {
      if (this.ending.signal.aborted) return;
      const version = versionOf(input);
      if (this.given.has(version)) continue;
      const isWhole = this.isFirst || !('path' in input) || this.waiting.has(version);
      if (isWhole) {
        this.given.add(version);
        yield input;
      } else waiting.add(version);
    }
    this.waiting = waiting;
  }
}

/** A text that is another one for every content of a file. */
function versionOf(input: Input): string {
  if (!('open' in input)) return `${input.name}\n${'reason' in input ? input.reason : input.note}`;
  if (input.path === undefined) return `${input.name}\n${input.version ?? ''}`;
  const found = statSync(input.path, { throwIfNoEntry: false });
  return `${input.name}\n${found?.size} ${found?.mtimeMs} ${found?.ino}`;
}
