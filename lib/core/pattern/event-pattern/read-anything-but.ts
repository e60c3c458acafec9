import type { AnythingButMatcher } from './event-pattern-syntax';
import { exactDouble, JsonNumber } from './event-value';
import type { LocatedJson } from './located-json';
import { nameOf, type PatternProblems } from './pattern-problems';
import { readOneText, type TextOperator } from './read-text';

const INNER_OPERATORS: readonly string[] = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];

/** Reads what stands behind `anything-but`; undefined, with a problem, if it cannot be read. */
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
  const message = "the values of 'anything-but' are all texts or all numbers, not some of each";
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
