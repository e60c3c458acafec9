import type {
  CompareCondition,
  SameAsCondition,
  TextCondition,
  TimePartCondition,
  WildcardCondition,
  WildcardPart,
} from '../../rule/condition';
import { foldCase } from '../../rule/fold-case';
import type { HoldsFor, SqlWords, TextTest } from './sql-engine';
import { doubleLiteral, likeEscaped, textList, textLiteral } from './sql-literal';

/** The test of `equals`, `startsWith`, `endsWith` and `contains`. */
export function textTest({ kind, values, cased }: TextCondition, words: SqlWords): TextTest {
  const folded = cased ? values : values.map(foldCase);
  const read = (text: string) => (cased ? text : words.fold(text, folded));
  const [only] = folded;
  if (kind !== 'equals') return likeTest(folded.map(ANCHORED[kind]), read);
  return {
    sql: (text) =>
      folded.length === 1 && only !== undefined
        ? `${read(text)} = ${textLiteral(only)}`
        : `${read(text)} IN ${textList(folded)}`,
    holdsFor: { numbers: numbersAmong(folded), objects: objectsAmong(folded.map((text) => [{ text }])) },
  };
}

/** Of a test that may hold for every text. */
export const ANY_TEXT: HoldsFor = { numbers: 'any', objects: 'spelled' };
const TEXT_ONLY: HoldsFor = { numbers: 'none', objects: 'none' };

/** A piece of a LIKE pattern: text that is escaped later, or one of LIKE's own signs. */
type LikePart = WildcardPart;

const ANCHORED: Readonly<
  Record<'startsWith' | 'endsWith' | 'contains', (value: string) => readonly LikePart[]>
> = {
  startsWith: (text) => [{ text }, { any: true }],
  endsWith: (text) => [{ any: true }, { text }],
  contains: (text) => [{ any: true }, { text }, { any: true }],
};

/** The test of `wildcard`; anywhere in the text for a keyword. */
export function wildcardTest(
  { patterns, cased }: Pick<WildcardCondition, 'patterns' | 'cased'>,
  words: SqlWords,
): TextTest {
  const fold = (part: WildcardPart): WildcardPart =>
    'text' in part && !cased ? { text: foldCase(part.text) } : part;
  const folded = patterns.map((pattern) => pattern.map(fold));
  const texts = folded.flat().flatMap((part) => ('text' in part ? [part.text] : []));
  return likeTest(folded, (text) => (cased ? text : words.fold(text, texts)));
}

function likeTest(patterns: readonly (readonly LikePart[])[], read: (text: string) => string): TextTest {
  const likes = patterns.map((pattern) => pattern.map(likeSign).join(''));
  return {
    sql: (text) => {
      const each = likes.map((like) => `${read(text)} LIKE ${textLiteral(like)} ESCAPE '\\'`);
      return each.length === 1 ? (each[0] ?? '') : `(${each.join(' OR ')})`;
    },
    holdsFor: { numbers: patterns.some(mayBeNumber) ? 'any' : 'none', objects: objectsAmong(patterns) },
  };
}

function likeSign(part: LikePart): string {
  if ('text' in part) return likeEscaped(part.text);
  return 'any' in part ? '%' : '_';
}

/** Whether some of the texts are the text form of a number. */
function numbersAmong(texts: readonly string[]): HoldsFor['numbers'] {
  const numbers = texts.filter((text) => text !== '' && String(Number(text)) === text).map(Number);
  if (numbers.length === 0) return 'none';
  return numbers.every(Number.isSafeInteger) ? 'whole' : 'any';
}

/** A pattern of `*` alone holds for every text, however it is written. */
function mayBeNumber(pattern: readonly LikePart[]): boolean {
  if (pattern.every((part) => 'any' in part)) return false;
  return pattern.every((part) => !('text' in part) || /^[-+.0-9e]*$/i.test(part.text));
}

/** A pattern of `*` alone holds for every object, and one that fits `{}` and nothing longer for a single one. */
function objectsAmong(patterns: readonly (readonly LikePart[])[]): HoldsFor['objects'] {
  if (patterns.some(maySpellObject)) return 'spelled';
  return patterns.some((pattern) => fits(pattern, '{}') || fits(pattern, '[]')) ? 'unspelled' : 'none';
}

function maySpellObject(pattern: readonly LikePart[]): boolean {
  if (pattern.every((part) => 'any' in part)) return false;
  if (pattern.every((part) => 'text' in part) && fits(pattern, '{}')) return false;
  const [first] = pattern;
  const last = pattern.at(-1);
  const begins = first === undefined || !('text' in first) || /^(\{|$)/.test(first.text);
  const ends = last === undefined || !('text' in last) || /(\}|^)$/.test(last.text);
  return begins && ends;
}

/** Whether a short text fits a pattern. */
function fits(pattern: readonly LikePart[], text: string): boolean {
  const [part, ...rest] = pattern;
  if (part === undefined) return text === '';
  if ('text' in part) return text.startsWith(part.text) && fits(rest, text.slice(part.text.length));
  if ('one' in part) return text !== '' && fits(rest, text.slice(1));
  return fits(rest, text) || (text !== '' && fits(pattern, text.slice(1)));
}

/** The test of `matches`, or why the engine has none. */
export function searchTest(
  { expression, flags }: { readonly expression: string; readonly flags: string },
  words: SqlWords,
): TextTest | { readonly fault: string } {
  const search = words.search(expression, flags);
  return 'fault' in search ? search : { sql: search.sql, holdsFor: ANY_TEXT };
}

/** The test of `cidr`. */
export function rangeTest(ranges: readonly string[], words: SqlWords): TextTest {
  return {
    sql: (text) => `(${ranges.map((range) => words.isInRange(text, range)).join(' OR ')})`,
    holdsFor: TEXT_ONLY,
  };
}

/** The test of `compare`. */
export function compareTest({ operator, value }: CompareCondition, words: SqlWords): TextTest {
  return {
    sql: (text) => `${words.numberOf(text)} ${SIGNS[operator]} ${doubleLiteral(value)}`,
    // A number is the same number however it is written.
    holdsFor: TEXT_ONLY,
  };
}

/** The test of `timePart`. */
export function timePartTest({ part, operator, value }: TimePartCondition, words: SqlWords): TextTest {
  return {
    sql: (text) => `${words.timePartOf(text, part)} ${SIGNS[operator]} ${doubleLiteral(value)}`,
    holdsFor: TEXT_ONLY,
  };
}

const SIGNS: Readonly<Record<TimePartCondition['operator'], string>> = {
  eq: '=',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
};

/** The relation of `sameAs` between two texts. */
export function relationOf(
  { relation, cased }: SameAsCondition,
  words: SqlWords,
): (text: string, other: string) => string {
  const read = (text: string) => (cased ? text : words.fold(text, []));
  return (text, other) => RELATIONS[relation](read(text), read(other));
}

const RELATIONS: Readonly<Record<SameAsCondition['relation'], (text: string, other: string) => string>> = {
  equals: (text, other) => `${text} = ${other}`,
  startsWith: (text, other) => `SUBSTR(${text}, 1, LENGTH(${other})) = ${other}`,
  endsWith: (text, other) =>
    `SUBSTR(${text}, GREATEST(LENGTH(${text}) - LENGTH(${other}), 0) + 1) = ${other}`,
  contains: (text, other) => `(STRPOS(${text}, ${other}) > 0 OR (${other} = '' AND ${text} IS NOT NULL))`,
};

/** The test of `outsideAccount`, given what is true of the account of the record itself. */
export function outsideTest(
  own: readonly string[],
  isRecipient: (account: string) => string,
  words: SqlWords,
): TextTest {
  return {
    sql: (text) => {
      const account = words.accountOf(text);
      const isOwn = own.length === 0 ? [] : [`${account} NOT IN ${textList(own)}`];
      return `(${[`${account} IS NOT NULL`, ...isOwn, `NOT ${isRecipient(account)}`].join(' AND ')})`;
    },
    holdsFor: { numbers: 'whole', objects: 'none' },
  };
}
