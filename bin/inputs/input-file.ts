import type { AlertSource } from '../../lib/core/alert/alert';

/** A file that may be a log file. */
export interface InputFile {
  /** What to call it: a path, `s3://bucket/key`, or `-`. */
  readonly name: string;
  /** What its alerts give as their source. */
  readonly source: AlertSource;
  /** Whether the user named it, rather than a folder or a prefix that it is in. */
  readonly named: boolean;
  /** Where it is on this machine, so that another thread can open it; absent of what only this one can read. */
  readonly path?: string | Buffer;
  /** Its bytes. May be called once. */
  open(): AsyncIterable<Uint8Array>;
}

/** An input that cannot be read, and why. */
export interface UnreadableInput {
  readonly name: string;
  readonly reason: string;
}

/** Something in a folder that is no file at all, such as a socket. */
export interface SkippedInput {
  readonly name: string;
  readonly note: string;
}

/** What a path of the command line comes to. */
export type Input = InputFile | UnreadableInput | SkippedInput;

/** Thrown by an input that cannot be read for a reason that was reported for another one already. */
export class AlreadyReported extends Error {
  override readonly name = 'AlreadyReported';
}
