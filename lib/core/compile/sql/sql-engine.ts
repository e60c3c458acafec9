import type { TimePartCondition } from '../../rule/condition';
import type { Compilation } from '../compilation';

/** For which text forms of what is no text a test may hold. */
export interface HoldsFor {
  /** Of none, of whole numbers only, or of any. */
  readonly numbers: 'none' | 'whole' | 'any';
  /** Of no objects and empty arrays; of all, or of empty ones, so that their spelling is no matter; or by their spelling. */
  readonly objects: 'none' | 'unspelled' | 'spelled';
}

/** What a test asks of a text, and which texts it can hold for at all. */
export interface TextTest {
  /** A boolean expression over a text expression; NULL only where the text is NULL. */
  readonly sql: (text: string) => Compilation<string>;
  /** Which texts that are not texts in the record may satisfy it. Engines that write these in their own way care. */
  readonly holdsFor: HoldsFor;
}

/** The text forms of a field. The expression may be NULL, and so may what is in a list: it is no text then. */
export interface SqlTexts {
  readonly sql: string;
  /** Whether the expression is one text, and no list of texts. */
  readonly isOne: boolean;
}

/** The functions of an engine over texts. */
export interface SqlWords {
  /** The text as `foldCase` makes it, given that `values` is all that it is compared with; which `unfoldable` lets through. */
  readonly fold: (text: string, values: readonly string[]) => string;
  /** Whether a regular expression is found in a text expression. */
  readonly search: (expression: string, flags: string) => Compilation<(text: string) => string>;
  /** True if the text is an address in the range, which is written as `canonicalRange` does. */
  readonly isInRange: (text: string, range: string) => string;
  /** The account that the text names, as `accountNamedBy` finds it; NULL if it names none. */
  readonly accountOf: (text: string) => string;
  /** The number that the text is; NULL if it is none. */
  readonly numberOf: (text: string) => string;
  /** The part of the date that the text is; NULL if it is none. */
  readonly timePartOf: (text: string, part: TimePartCondition['part']) => string;
}

/**
 * How an engine reads a record, or an element of an array in it. Every expression that comes out of it is total: where
 * a field is absent it is false and never NULL.
 */
export interface SqlScope {
  readonly words: SqlWords;
  /**
   * Whether any text form of the field satisfies the test. Where one test stands in another, they need variables of
   * different names.
   */
  readonly someText: (field: string, test: TextTest, variable?: 't' | 'u') => Compilation<string>;
  /** An expression that is true if the account is the record's `recipientAccountId`, wherever in the record the scope is. */
  readonly isRecipient: (account: string) => string;
  /** The text forms of the field themselves. */
  readonly texts: (field: string) => Compilation<SqlTexts>;
  readonly isNull: (field: string) => Compilation<string>;
  readonly exists: (field: string) => Compilation<string>;
  /** Whether any element of the array at the field satisfies what is asked of its scope. */
  readonly someElement: (
    field: string,
    holds: (element: SqlScope) => Compilation<string>,
  ) => Compilation<string>;
  /** Whether any document at the field satisfies what is asked of its scope. */
  readonly someDocument: (
    field: string,
    holds: (document: SqlScope) => Compilation<string>,
  ) => Compilation<string>;
  /** Whether any string, number or boolean anywhere satisfies the test. */
  readonly someLeaf: (test: TextTest) => Compilation<string>;
}
