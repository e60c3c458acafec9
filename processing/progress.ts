import type { LogFileSource, SourceMessage } from './source';

/**
 * A step of the processing. The names are those of the AWS CloudTrail Processing Library for Java; `downloadLog` is part of
 * `processLog` here, because a file is read as it arrives.
 */
export type ProcessingStep =
  /** One request for messages, counted from 1 for each reader. Only of `processQueue`. */
  | { readonly state: 'pollQueue'; readonly pollCount: number }
  | { readonly state: 'parseMessage'; readonly message: SourceMessage }
  /** Everything that a message asks for. */
  | { readonly state: 'processSource'; readonly message: SourceMessage }
  | { readonly state: 'downloadLog'; readonly source: LogFileSource }
  | { readonly state: 'processLog'; readonly source: LogFileSource }
  /** Only of `processQueue`: Lambda deletes the messages of a function. */
  | { readonly state: 'deleteMessage'; readonly message: SourceMessage }
  /** The same, of a message whose files were all left out by `sourceFilter`. */
  | { readonly state: 'deleteFilteredMessage'; readonly message: SourceMessage };

/** How a step ended. */
export type StepEnd = { readonly succeeded: true } | { readonly succeeded: false; readonly error: unknown };

/** Hears the start of each step; the function that it returns hears the end of the same step. */
export type ProgressReporter = (step: ProcessingStep) => ((end: StepEnd) => void) | undefined;

/** Does a step between the two reports of it. */
export async function reported<T>(
  reporter: ProgressReporter | undefined,
  step: ProcessingStep,
  work: () => Promise<T>,
): Promise<T> {
  const report = reporter?.(step);
  let end: StepEnd = { succeeded: true };
  try {
    return await work();
  } catch (error) {
    end = { succeeded: false, error };
    throw error;
  } finally {
    report?.(end);
  }
}
