import type {
  CompareCondition,
  SameAsCondition,
  TimePartCondition,
  WildcardPart,
} from '../../rule/condition';
import { foldCase } from '../../rule/fold-case';
import { toPatternTest } from '../../rule/wildcard-match';
import { Compilation } from '../compilation';
import { type ExpressionQuestion, literalTexts, type TextPattern, type TextQuestion } from '../text-question';
import type { HoldsFor, SqlWords, TextTest } from './sql-engine';
import { doubleLiteral, likeEscaped, textList, textLiteral } from './sql-literal';

/** The test of a question. */
export function textTest(question: TextQuestion, words: SqlWords): TextTest {
  if (question.form === 'expression') return searchTest(question, words);
  const { form, patterns, cased } = question;
  const fold = (part: WildcardPart) => ('text' in part && !cased ? { text: foldCase(part.text) } : part);
  const folded = patterns.map((pattern) => pattern.map(fold));
  const texts = literalTexts(folded);
  const read = (text: string) => (cased ? text : words.fold(text, texts));
  return form === 'exact' ? equalTest(texts, read) : likeTest(folded, read);
}

function equalTest(texts: readonly string[], read: (text: string) => string): TextTest {
  const [only] = texts;
  return {
    sql: (text) =>
      Compilation.of(
        texts.length === 1 && only !== undefined
          ? `${read(text)} = ${textLiteral(only)}`
          : `${read(text)} IN ${textList(texts)}`,
      ),
    holdsFor: { numbers: numbersAmong(texts), objects: objectsAmong(texts.map((text) => [{ text }])) },
  };
}

/** Of a test that may hold for every text. */
export const ANY_TEXT: HoldsFor = { numbers: 'any', objects: 'spelled' };
const TEXT_ONLY: HoldsFor = { numbers: 'none', objects: 'none' };

function likeTest(patterns: readonly TextPattern[], read: (text: string) => string): TextTest {
  const likes = patterns.map((pattern) => pattern.map(likeSign).join(''));
  return {
    sql: (text) => {
      const each = likes.map((like) => `${read(text)} LIKE ${textLiteral(like)} ESCAPE '\\'`);
      return Compilation.of(each.length === 1 ? (each[0] ?? '') : `(${each.join(' OR ')})`);
    },
    holdsFor: { numbers: patterns.some(mayBeNumber) ? 'any' : 'none', objects: objectsAmong(patterns) },
  };
}

function likeSign(part: WildcardPart): string {
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
function mayBeNumber(pattern: TextPattern): boolean {
  if (pattern.every((part) => 'any' in part)) return false;
  return pattern.every((part) => !('text' in part) || /^[-+.0-9e]*$/i.test(part.text));
}

/** A pattern of `*` alone holds for every object, and one that fits `{}` and nothing longer for a single one. */
function objectsAmong(patterns: readonly TextPattern[]): HoldsFor['objects'] {
  if (patterns.some(maySpellObject)) return 'spelled';
  return patterns.some((pattern) => fits(pattern, '{}') || fits(pattern, '[]')) ? 'unspelled' : 'none';
}

function maySpellObject(pattern: TextPattern): boolean {
  if (pattern.every((part) => 'any' in part)) return false;
  if (pattern.every((part) => 'text' in part) && fits(pattern, '{}')) return false;
  const [first] = pattern;
  const last = pattern.at(-1);
  const begins = first === undefined || !('text' in first) || /^(\{|$)/.test(first.text);
  const ends = last === undefined || !('text' in last) || /(\}|^)$/.test(last.text);
  return begins && ends;
}

function fits(pattern: TextPattern, text: string): boolean {
  return toPatternTest(pattern, (part) => part)(text);
}

function searchTest({ expression, flags }: ExpressionQuestion, words: SqlWords): TextTest {
  const search = words.search(expression, flags);
  return { sql: (text) => search.map((found) => found(text)), holdsFor: ANY_TEXT };
}

/** The test of `cidr`. */
export function rangeTest(ranges: readonly string[], words: SqlWords): TextTest {
  return {
    sql: (text) => Compilation.of(`(${ranges.map((range) => words.isInRange(text, range)).join(' OR ')})`),
    holdsFor: TEXT_ONLY,
  };
}

/** The test of `compare`. */
export function compareTest({ operator, value }: CompareCondition, words: SqlWords): TextTest {
  return {
    sql: (text) => Compilation.of(`${words.numberOf(text)} ${SIGNS[operator]} ${doubleLiteral(value)}`),
    // A number is the same number however it is written.
    holdsFor: TEXT_ONLY,
  };
}

/** The test of `timePart`. */
export function timePartTest({ part, operator, value }: TimePartCondition, words: SqlWords): TextTest {
  return {
    sql: (text) =>
      Compilation.of(`${words.timePartOf(text, part)} ${SIGNS[operator]} ${doubleLiteral(value)}`),
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
      const all = [`${account} IS NOT NULL`, ...isOwn, `NOT ${isRecipient(account)}`];
      return Compilation.of(`(${all.join(' AND ')})`);
    },
    holdsFor: { numbers: 'whole', objects: 'none' },
  };
}
