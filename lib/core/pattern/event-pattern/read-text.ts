import { isAscii } from '../../rule/fold-case';
import type { AnythingButMatcher, TextMatcher } from './event-pattern-syntax';
import { exactDouble, JsonNumber } from './event-value';
import type { LocatedJson } from './located-json';
import { nameOf, type PatternProblems } from './pattern-problems';
import { parseWildcard } from './wildcard-pattern';

/** The operators that compare texts. */
export type TextOperator = 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard';

/** Reads what follows an operator on texts; undefined, with a problem, if it cannot be read. */
export function readText(
  operator: TextOperator,
  value: LocatedJson,
  problems: PatternProblems,
): TextMatcher | undefined {
  const takesObject = operator === 'prefix' || operator === 'suffix';
  if (!takesObject || value.kind !== 'object') return readOneText(operator, value, problems);
  const [member, second] = value.members;
  if (member === undefined || second !== undefined || member.key !== 'equals-ignore-case') {
    const at = second?.at ?? member?.at ?? value.at;
    const message = `'${operator}' takes a text or {"equals-ignore-case":"..."}`;
    problems.error(`invalid-${operator}`, message, at);
    return undefined;
  }
  const matcher = readOneText(operator, member.value, problems);
  if (matcher === undefined) return undefined;
  warnOfCase(matcher.text, member.value.at, problems);
  return { ...matcher, ignoresCase: true };
}

/** Reads the text of an operator, without a form that ignores case. */
export function readOneText(
  operator: TextOperator,
  value: LocatedJson,
  problems: PatternProblems,
): TextMatcher | undefined {
  if (value.kind !== 'string') {
    const advice = value.kind === 'array' ? '; repeat the operator for each text' : '';
    problems.error(
      `invalid-${operator}`,
      `'${operator}' takes a text, not ${nameOf(value)}${advice}`,
      value.at,
    );
    return undefined;
  }
  const wildcard = operator === 'wildcard' ? parseWildcard(value.text) : undefined;
  if (wildcard !== undefined && 'problem' in wildcard) {
    problems.error('invalid-wildcard', wildcard.problem, value.at);
    return undefined;
  }
  if (operator !== 'equals-ignore-case') {
    return { kind: 'text', relation: operator, ignoresCase: false, text: value.text };
  }
  warnOfCase(value.text, value.at, problems);
  return { kind: 'text', relation: 'equals', ignoresCase: true, text: value.text };
}

function warnOfCase(text: string, at: number, problems: PatternProblems): void {
  if (isAscii(text)) return;
  const message =
    'how letter case is ignored beyond ASCII is not documented; here each character is tried in lower and in upper case';
  problems.warning('unsettled-case', message, at);
}

const INNER_OPERATORS: readonly string[] = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];

/** Reads what follows `anything-but`; undefined, with a problem, if it cannot be read. */
export function readAnythingBut(
  value: LocatedJson,
  problems: PatternProblems,
): AnythingButMatcher | undefined {
  if (value.kind === 'object') return readInner(value, problems);
  const items = itemsOf(value, problems);
  if (items === undefined) return undefined;
  const except = items.map((item) => readValue(item, problems)).filter((one) => one !== undefined);
  if (except.length < items.length) return undefined;
  const kinds = new Set(items.map((item) => item.kind));
  if (kinds.size === 1) return { kind: 'anythingBut', except };
  const message = "the values of 'anything-but' must be all texts or all numbers";
  problems.error('mixed-values', message, value.at);
  return undefined;
}

function readInner(
  value: Extract<LocatedJson, { kind: 'object' }>,
  problems: PatternProblems,
): AnythingButMatcher | undefined {
  const [member, second] = value.members;
  if (member === undefined || second !== undefined || !isInnerOperator(member.key)) {
    const at = second?.at ?? member?.at ?? value.at;
    const message = `'anything-but' takes values, or an object with one of ${INNER_OPERATORS.join(', ')}`;
    problems.error('invalid-anything-but', message, at);
    return undefined;
  }
  const { key } = member;
  const items = itemsOf(member.value, problems);
  if (items === undefined) return undefined;
  const except = items.map((item) => readInnerText(key, item, problems)).filter((one) => one !== undefined);
  return except.length < items.length ? undefined : { kind: 'anythingBut', except };
}

function readInnerText(operator: TextOperator, item: LocatedJson, problems: PatternProblems) {
  const matcher = readOneText(operator, item, problems);
  const isEmpty = matcher?.text === '' && (operator === 'prefix' || operator === 'suffix');
  if (!isEmpty) return matcher;
  problems.error(
    'empty-text',
    `every text has the empty ${operator}, so that nothing would match; remove it`,
    item.at,
  );
  return undefined;
}

function itemsOf(value: LocatedJson, problems: PatternProblems): readonly LocatedJson[] | undefined {
  if (value.kind !== 'array') return [value];
  if (value.items.length > 0) return value.items;
  problems.error('no-value', "'anything-but' has an empty list; write what to leave out", value.at);
  return undefined;
}

function readValue(item: LocatedJson, problems: PatternProblems) {
  if (item.kind === 'string') return { kind: 'equals' as const, value: item.text };
  if (item.kind !== 'number') {
    const message = `'anything-but' takes texts or numbers, not ${nameOf(item)}`;
    problems.error('invalid-anything-but', message, item.at);
    return undefined;
  }
  const value = new JsonNumber(item.literal);
  if (exactDouble(value) !== undefined) return { kind: 'equals' as const, value };
  problems.error('inexact-number', `${nameOf(item)} has more digits than a double can hold`, item.at);
  return undefined;
}

function isInnerOperator(key: string): key is TextOperator {
  return INNER_OPERATORS.includes(key);
}
