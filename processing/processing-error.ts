import type { ReadProblem } from '../lib/core/problem/read-problem';
import type { LogFileSource, SourceMessage } from './source';

/** What failed. */
export type ProcessingErrorCode =
  /** SQS returned no messages. The processor tries again, after 1 to 30 seconds. */
  | 'receive-failed'
  /** The message announces no object that the processor can tell. */
  | 'unknown-message'
  /** `sourceFilter` threw. */
  | 'source-filter-failed'
  /** S3 did not return the object, or not all of it. */
  | 'download-failed'
  /** The object is damaged, too large or no log file; `problems` tells where. Its sound records were handed over. */
  | 'damaged-file'
  /** `recordFilter` threw. The rest of the file was not processed. */
  | 'record-filter-failed'
  /** `onRecords` threw. The rest of the file was not processed. */
  | 'callback-failed'
  /** The file was not finished: the time of the function, or of the stop, ran out. */
  | 'stopped'
  /** SQS did not delete the message, which therefore comes again. */
  | 'delete-failed'
  /** SQS did not extend the visibility timeout of the message, which can therefore come again while it is processed. */
  | 'visibility-failed'
  /** Something else threw, such as `onProgress`. */
  | 'uncaught-exception';

/** What a {@link ProcessingError} tells besides its message. */
export interface ProcessingErrorDetails {
  /** The message of the queue; absent if none was received. */
  readonly message?: SourceMessage;
  /** The log file; absent if the error is not about one. */
  readonly source?: LogFileSource;
  /** The first problems of a damaged file, in the order of the file. */
  readonly problems?: readonly ReadProblem[];
  readonly cause?: unknown;
}

/** A failure of the processing, as `onError` gets it. Its message is one sentence that quotes no record. */
export class ProcessingError extends Error {
  override readonly name = 'ProcessingError';
  readonly queueMessage?: SourceMessage;
  readonly source?: LogFileSource;
  readonly problems: readonly ReadProblem[];

  constructor(
    readonly code: ProcessingErrorCode,
    problem: string,
    { message, source, problems = [], cause }: ProcessingErrorDetails = {},
  ) {
    super(problem, { cause });
    this.queueMessage = message ?? source?.message;
    this.source = source;
    this.problems = problems;
  }
}

/** The message of an error, or the text of what was thrown instead of one. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}
