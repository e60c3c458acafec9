import type { TimePartCondition } from '../../rule/condition';
import { isOwnField, whyUnseen } from '../../rule/own-field';
import { Compilation } from '../compilation';
import { toPortableExpression } from '../portable-expression';
import { textLiteral } from './sql-literal';

/** For which text forms of values other than text a test may hold. */
export interface HoldsFor {
  /** Of none, of whole numbers only, or of any. */
  readonly numbers: 'none' | 'whole' | 'any';
  /** Of no objects and empty arrays; of all, or of empty ones, so that their spelling is no matter; or by their spelling. */
  readonly objects: 'none' | 'unspelled' | 'spelled';
}

/** The test of a text, and the texts that it can hold for at all. */
export interface TextTest {
  /** A boolean expression over a text expression; NULL only where the text is NULL. */
  readonly sql: (text: string) => Compilation<string>;
  /** Which texts that are not texts in the record may satisfy it. Engines that write these in their own way care. */
  readonly holdsFor: HoldsFor;
}

/** The text forms of a field. The expression may be NULL, and so may elements of a list: neither is a text then. */
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
  /** The number in the text; NULL if there is none. */
  readonly numberOf: (text: string) => string;
  /** The part of the date in the text; NULL if it is not a date. */
  readonly timePartOf: (text: string, part: TimePartCondition['part']) => string;
  /** What the first group of a fact's regular expression captures in a text expression; NULL or '' where it is not found. */
  readonly capture: (expression: string) => (text: string) => string;
  /** The text for a text expression in pairs of literals; NULL for another. */
  readonly mapped: (text: string, pairs: readonly (readonly [from: string, to: string])[]) => string;
  /** A long expression as one of its own: Trino compiles an expression to one method, whose size Java limits; a lambda is another. */
  readonly apart: (sql: string) => string;
  /** The first text of a list; NULL if it has none. */
  readonly firstOf: (list: string) => string;
}

/**
 * How an engine reads a record, or an element of an array in it. Every expression that comes out of it is total: where
 * a field is absent it is false and never NULL.
 */
export interface SqlScope {
  readonly words: SqlWords;
  /**
   * Whether any text form of the field satisfies the test. Where one test is in another, they need variables of
   * different names.
   */
  readonly someText: (field: string, test: TextTest, variable?: 't' | 'u') => Compilation<string>;
  /** An expression that is true if the account is the record's `recipientAccountId`, wherever in the record the scope is. */
  readonly isRecipient: (account: string) => string;
  /** The text forms of the field themselves. */
  readonly texts: (field: string) => Compilation<SqlTexts>;
  readonly isNull: (field: string) => Compilation<string>;
  readonly exists: (field: string) => Compilation<string>;
  /** Whether any element of the array at the field satisfies the test of its scope. */
  readonly someElement: (
    field: string,
    holds: (element: SqlScope) => Compilation<string>,
  ) => Compilation<string>;
  /** Whether any document at the field satisfies the test of its scope. */
  readonly someDocument: (
    field: string,
    holds: (document: SqlScope) => Compilation<string>,
  ) => Compilation<string>;
  /** Whether any string, number or boolean anywhere satisfies the test. */
  readonly someLeaf: (test: TextTest) => Compilation<string>;
}

const NUMBER = "'\\A[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?\\z'";
const DATE =
  "'\\A([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\\.[0-9]+)?)?(?:[Zz]|([-+])([0-9]{2}):?([0-9]{2}))?)?\\z'";

/** Trino's functions over texts, as Athena and CloudTrail Lake have them. */
export const TRINO_WORDS: SqlWords = {
  fold,
  search: (expression, flags) => {
    const portable = toPortableExpression(expression, flags);
    if ('problem' in portable)
      return Compilation.refuse({ code: 'regular-expression', reason: portable.problem });
    return Compilation.of((text) => `regexp_like(${text}, ${textLiteral(portable.expression)})`);
  },
  capture: (expression) => (text) =>
    `regexp_extract(${text}, ${textLiteral(expression.replace(/^\^/, '\\A').replace(/\$$/, '\\z'))}, 1)`,
  // Trino 435 does not compile a CASE over an expression with cases of its own.
  mapped: (text, pairs) => {
    const list = (side: 0 | 1) => `ARRAY[${pairs.map((pair) => pair[side]).join(', ')}]`;
    return `element_at(MAP(${list(0)}, ${list(1)}), ${text})`;
  },
  apart: (sql) => `element_at(transform(ARRAY[0], x -> ${sql}), 1)`,
  isInRange,
  accountOf: (text) =>
    `COALESCE(regexp_extract(${text}, '\\A[0-9]{12}\\z'), regexp_extract(${text}, '\\Aarn:[^:]*:[^:]*:[^:]*:([0-9]{12}):', 1))`,
  numberOf: (text) =>
    `IF(regexp_like(${text}, ${NUMBER}) AND is_finite(TRY_CAST(${text} AS DOUBLE)), TRY_CAST(${text} AS DOUBLE))`,
  timePartOf: (text, part) => `${part}(${momentOf(text)})`,
  firstOf: (list) => `element_at(filter(${list}, t -> t IS NOT NULL), 1)`,
};

/**
 * Trino reads IPv6 addresses with a zone (fe80::1%1) too, which are not addresses here. For Trino every IPv4 address is
 * one of IPv6 as well, below ::ffff:0:0/96; here it is not.
 */
function isInRange(text: string, range: string): string {
  const isAddress = `regexp_like(${text}, '\\A[0-9A-Fa-f:.]+\\z')`;
  const isInside = (one: string) => `contains('${one}', TRY_CAST(${text} AS IPADDRESS))`;
  const guard = holdsMapped(range) ? ` AND NOT ${isInside('0.0.0.0/0')}` : '';
  return `(${isAddress} AND ${isInside(range)}${guard})`;
}

/** Whether an IPv6 range, as `canonicalRange` writes it, contains ::ffff:0:0/96. */
function holdsMapped(range: string): boolean {
  const [address = '', prefix = ''] = range.split('/');
  if (!address.includes(':')) return false;
  const groups = [0, 0, 0, 0, 0, 0xffff, 0, 0];
  const bits = Number(prefix);
  return address.split(':').every((group, index) => {
    const own = Math.min(16, Math.max(0, bits - index * 16));
    const mask = (0xffff << (16 - own)) & 0xffff;
    return ((Number.parseInt(group, 16) ^ (groups[index] ?? 0)) & mask) === 0;
  });
}

/**
 * LOWER works letter by letter, as `foldCase` does, but makes a plain `i` of the capital I with a dot. So that letter
 * is excluded where the values have an `i`.
 */
function fold(text: string, values: readonly string[]): string {
  const all = values.join('');
  if (values.length > 0 && !/[i\u0130]/.test(all)) return `lower(${text})`;
  if (values.length > 0 && !/[\u0130\u0131]/.test(all)) return `lower(replace(${text}, '\u0130', '\u0131'))`;
  return `array_join(transform(split(${text}, '\u0130'), p -> lower(p)), '\u0130')`;
}

/** The moment in UTC of a text; NULL if it is not a date. */
function momentOf(text: string): string {
  const piece = (group: number) => `regexp_extract(${text}, ${DATE}, ${group})`;
  const or = (group: number) => `COALESCE(${piece(group)}, '00')`;
  const moment = `TRY_CAST(concat(${piece(1)}, ' ', ${or(2)}, ':', ${or(3)}, ':', ${or(4)}) AS TIMESTAMP)`;
  const minutes = `(60 * CAST(${or(6)} AS BIGINT) + CAST(${or(7)} AS BIGINT))`;
  return `date_add('minute', IF(${piece(5)} = '-', 1, -1) * ${minutes}, ${moment})`;
}

/** A scope over records as CloudTrail writes them: fields that only the log processor adds are refused, since no row has them. */
export function recordScope(scope: SqlScope): SqlScope {
  const asked = <T>(field: string, read: () => Compilation<T>): Compilation<T> =>
    isOwnField(field) ? Compilation.refuse({ code: 'own-field', field, reason: whyUnseen(field) }) : read();
  return {
    ...scope,
    someText: (field, test, variable) => asked(field, () => scope.someText(field, test, variable)),
    texts: (field) => asked(field, () => scope.texts(field)),
    isNull: (field) => asked(field, () => scope.isNull(field)),
    exists: (field) => asked(field, () => scope.exists(field)),
    someElement: (field, holds) => asked(field, () => scope.someElement(field, holds)),
    someDocument: (field, holds) => asked(field, () => scope.someDocument(field, holds)),
  };
}
