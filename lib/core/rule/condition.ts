/**
 * The one condition tree of trailwatch. Sigma and code are read into it; every engine is compiled from it.
 *
 * Meaning (Sigma 2.1, and below for what Sigma leaves open):
 *
 * - A field is a dotted path. A path through an array means any element. A key itself cannot contain a dot.
 * - An atom on a field that is absent is false; its negation is therefore true. There is no third truth value.
 * - Atoms that read text compare the text form of the value: strings as they are; numbers, booleans and objects as
 *   compact JSON (so that `contains` looks into an object). JSON null has no text form.
 * - An array at the end of a path is read as its elements, including nested arrays, and an atom holds if it holds
 *   for any of them. An empty array has the text form `[]`, so that a bare `*` finds every value that is not null.
 * - Text is compared without letter case unless `cased`; `foldCase` says what that means beyond ASCII.
 *
 * Trees are plain, readonly, JSON-serialisable data. They are built by the parser and by `Condition` in code, and
 * are not part of the public API.
 *
 * @see https://sigmahq.io/sigma-specification/
 */
export type Condition =
  | AndCondition
  | OrCondition
  | NotCondition
  | TextCondition
  | WildcardCondition
  | MatchesCondition
  | CidrCondition
  | CompareCondition
  | IsNullCondition
  | ExistsCondition
  | SameAsCondition
  | TimePartCondition
  | ElementCondition
  | DocumentCondition
  | OutsideAccountCondition
  | KeywordCondition
  | KeywordMatchesCondition;

/** Holds when all hold; an empty list holds always. */
export interface AndCondition {
  readonly kind: 'and';
  readonly of: readonly Condition[];
  /** Set where only the first of them is what a rule looks for, and the others are Sigma filters, allow lists or tuning. */
  readonly isNarrowed?: true;
  /** Then what the others are called, in their order: the filter, or what the allow list allows. */
  readonly names?: readonly string[];
  /** Set where the first of them is what an allow list allows until the second, a time, is over. */
  readonly silence?: Silence;
}

/** Until when, and why, something is allowed. */
export interface Silence {
  /** What people call what is allowed: `roles deployer`. */
  readonly name: string;
  /** The first `eventTime` that is allowed, such as `2026-11-01T00:00:00Z`; absent: every one before the end. */
  readonly from?: string;
  /** The first `eventTime` that is no longer allowed. */
  readonly until: string;
  readonly reason: string;
  /** Where the decision is written down. */
  readonly ticket?: string;
}

/** Holds when any holds; an empty list never holds. */
export interface OrCondition {
  readonly kind: 'or';
  readonly of: readonly Condition[];
}

/** Holds when the other does not. */
export interface NotCondition {
  readonly kind: 'not';
  readonly of: Condition;
}

/**
 * Holds when the field's text equals, starts with, ends with or contains any of the values. The values are
 * plain text: what Sigma writes with `*` and `?` becomes one of these where it can, and `wildcard` otherwise.
 */
export interface TextCondition {
  readonly kind: 'equals' | 'startsWith' | 'endsWith' | 'contains';
  readonly field: string;
  readonly values: readonly string[];
  readonly cased: boolean;
}

/** A piece of a wildcard pattern: literal text, `*` (any length, also none) or `?` (exactly one character). */
export type WildcardPart = { readonly text: string } | { readonly any: true } | { readonly one: true };

/** Holds when the whole text of the field fits any of the patterns. */
export interface WildcardCondition {
  readonly kind: 'wildcard';
  readonly field: string;
  readonly patterns: readonly (readonly WildcardPart[])[];
  readonly cased: boolean;
}

/** Holds when the regular expression (RE2) is found anywhere in the field's text. Flags: `i`, `m`, `s`. Case-sensitive. */
export interface MatchesCondition {
  readonly kind: 'matches';
  readonly field: string;
  readonly expression: string;
  readonly flags: string;
}

/** Holds when the field's text is an IPv4 or IPv6 address inside any of the ranges. Any other text is outside. */
interface CidrCondition {
  readonly kind: 'cidr';
  readonly field: string;
  readonly ranges: readonly string[];
}

/** Holds when the field is a number, or text that is one, and is in the given relation to `value`. */
export interface CompareCondition {
  readonly kind: 'compare';
  readonly field: string;
  readonly operator: 'lt' | 'lte' | 'gt' | 'gte';
  readonly value: number;
}

/** Holds when the field is absent or JSON null, or is an array that contains null. */
interface IsNullCondition {
  readonly kind: 'isNull';
  readonly field: string;
}

/** Holds when the field is there, whatever its value, JSON null and the empty string included. */
interface ExistsCondition {
  readonly kind: 'exists';
  readonly field: string;
}

/** Holds when a text of `field` equals, starts with, ends with or contains a text of `other`. */
export interface SameAsCondition {
  readonly kind: 'sameAs';
  readonly field: string;
  readonly other: string;
  readonly relation: 'equals' | 'startsWith' | 'endsWith' | 'contains';
  readonly cased: boolean;
}

/** Holds when a part of the field's date (UTC; `week` is the ISO week) is in the given relation to `value`. */
export interface TimePartCondition {
  readonly kind: 'timePart';
  readonly field: string;
  readonly part: 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
  readonly operator: 'eq' | 'lt' | 'lte' | 'gt' | 'gte';
  readonly value: number;
}

/** Holds when one and the same element of the array at `field` satisfies `of`, whose paths start at the element. */
export interface ElementCondition {
  readonly kind: 'element';
  readonly field: string;
  readonly of: Condition;
}

/**
 * Holds when a document at `field` satisfies `of`, whose paths start at the document. A document is an object as it
 * is, or text with an object or a list in JSON, percent-encoded or not: IAM logs policies as such text, S3 as
 * objects. An array is read as its elements. Text of more than 262,144 characters, and a value that nests deeper
 * than a record may, is not a document.
 */
export interface DocumentCondition {
  readonly kind: 'document';
  readonly field: string;
  readonly of: Condition;
}

/**
 * Holds when a text of `field` names an account that is neither the record's own nor one of `own`. A text of twelve
 * digits names an account, and so does an ARN in its fifth part; any other text (`*`, a service, a user id, the ARN of
 * a bucket) names none. The record's own account is its `recipientAccountId`, also where the condition is within
 * an element or a document; without one, every account named is another.
 */
export interface OutsideAccountCondition {
  readonly kind: 'outsideAccount';
  readonly field: string;
  /** Account ids of twelve digits. */
  readonly own: readonly string[];
}

/** Holds when any string, number or boolean anywhere in the record contains any of the patterns (Sigma's keywords). */
export interface KeywordCondition {
  readonly kind: 'keyword';
  readonly patterns: readonly (readonly WildcardPart[])[];
  readonly cased: boolean;
}

/** Holds when the regular expression is found in any string, number or boolean anywhere in the record. */
interface KeywordMatchesCondition {
  readonly kind: 'keywordMatches';
  readonly expression: string;
  readonly flags: string;
}

/** A condition that has no conditions in it. */
type Leaf = Exclude<Condition, { readonly of: unknown }>;

/** The tree with each of its leaves changed. */
export function mapLeaves(tree: Condition, change: (leaf: Leaf) => Condition): Condition {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return { ...tree, of: tree.of.map((each) => mapLeaves(each, change)) };
    case 'not':
    case 'element':
    case 'document':
      return { ...tree, of: mapLeaves(tree.of, change) };
    default:
      return change(tree);
  }
}

/** The fields of a record that a condition reads: not those of an element or a document, which start there. */
export function fieldsOf(condition: Condition): readonly string[] {
  const fields: string[] = [];
  addFields(condition, fields);
  return fields;
}

function addFields(condition: Condition, fields: string[]): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const each of condition.of) addFields(each, fields);
      return;
    case 'not':
      addFields(condition.of, fields);
      return;
    case 'keyword':
    case 'keywordMatches':
      return;
    case 'sameAs':
      fields.push(condition.field, condition.other);
      return;
    default:
      fields.push(condition.field);
  }
}
