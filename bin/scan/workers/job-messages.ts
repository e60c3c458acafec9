import type { MessagePort } from 'node:worker_threads';
import type { AlertSource } from '../../../lib/core/alert/alert';
import type { RuleDocument } from '../../../lib/core/rule/rule-document';
import type { SkippedInput, UnreadableInput } from '../../inputs/input-file';
import type { PlaceOptions } from '../../records/record-filter';
import type { JobEvent } from './job-events';

/** What every worker is started with. */
export interface WorkerSetup {
  readonly rules: RuleDocument;
  /** The code of the prefilter. */
  readonly prefilter: Uint8Array;
  /** The options of the filter. */
  readonly places: PlaceOptions;
}

/** Inputs that a worker searches, one after the other, and where it reports. */
export interface SearchJob {
  readonly inputs: readonly JobInput[];
  readonly port: MessagePort;
}

/** An input as it is handed to a worker. */
export type JobInput = FileInJob | StreamInJob | UnreadableInput | SkippedInput;

interface InJob {
  readonly name: string;
  readonly source: AlertSource;
  readonly named: boolean;
}

/** A file that the worker opens. */
export interface FileInJob extends InJob {
  readonly path: string | Uint8Array;
}

/** Bytes that only the main thread can read; the worker asks for them by this number. */
export interface StreamInJob extends InJob {
  readonly stream: number;
}

/** What a worker tells the main thread. */
export type JobReport =
  | { readonly kind: 'events'; readonly events: readonly JobEvent[]; readonly bytes: number }
  | { readonly kind: 'done' }
  /** Asks for the next chunk of a stream. */
  | { readonly kind: 'read'; readonly stream: number }
  /** No more of a stream is asked for. */
  | { readonly kind: 'close'; readonly stream: number };

/** What the main thread tells a worker. */
export type JobAnswer =
  /** So many bytes of the reported events are no longer in memory. */
  | { readonly kind: 'taken'; readonly bytes: number }
  | ({ readonly kind: 'chunk'; readonly stream: number } & StreamStep);

/** A chunk, the end (neither member), or why there is none. */
export interface StreamStep {
  readonly chunk?: Uint8Array;
  /** `reported`: the reason was reported for another input. */
  readonly failure?: { readonly reason: string } | 'reported';
}
