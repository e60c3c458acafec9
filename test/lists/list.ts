import type { Answer } from './answering';

/** A list that AWS gives in pages. */
export interface List {
  /** Reads the whole list, and returns of each item what names it. The address is that of a server for a list with `toBody`. */
  readonly read: (url: string) => Promise<readonly unknown[]>;
  /** A page with items of these names, or an empty one. */
  readonly page: (names: readonly string[]) => Answer;
  /** How the service says where the list continues; by `NextToken` if absent. */
  readonly more?: (token: string) => Answer;
  /** The answers of other operations. */
  readonly others?: Record<string, Answer>;
  /** What is read of pages with the items `1`, `2` and `3`; these, if absent. */
  readonly found?: readonly unknown[];
  /** The body of an answer, where the list is read without the AWS SDK. */
  readonly toBody?: (answer: Answer) => string;
}

/** By the file that reads it, and the operation; then, where there are several, in words. */
export type Lists = Readonly<Record<string, List>>;
