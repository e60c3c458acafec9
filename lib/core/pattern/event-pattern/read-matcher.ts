import { didYouMean } from '../../problem/nearest-word';
import { shortened } from '../../problem/problem';
import type { NumericBound, NumericMatcher, ValueMatcher } from './event-pattern-syntax';
import { exactDouble, JsonNumber } from './event-value';
import type { LocatedJson } from './located-json';
import { addressTestOf, cidrProblem, otherFamilyOf } from './pattern-address';
import { nameOf, type PatternProblems } from './pattern-problems';
import { readAnythingBut, readText } from './read-text';

const FORMS = `["=",5], [">",0] or [">",0,"<=",5]`;

/** An object of a pattern, with the places of its members. */
export type LocatedObject = Extract<LocatedJson, { kind: 'object' }>;

/** Reads an item of a field's list; undefined, with a problem, if it is not a matcher. */
export function readMatcher(item: LocatedJson, problems: PatternProblems): ValueMatcher | undefined {
  switch (item.kind) {
    case 'object':
      return readOperator(item, problems);
    case 'array':
      problems.error(
        'list-in-list',
        `${nameOf(item)} is inside a list of values; write its values directly in the list`,
        item.at,
      );
      return undefined;
    case 'string':
      warnOfAddress(item.text, item.at, problems);
      return { kind: 'equals', value: item.text };
    case 'number':
      return readNumber(item.literal, item.at, problems);
    case 'boolean':
      return { kind: 'equals', value: item.value };
    case 'null':
      return { kind: 'equals', value: null };
    default:
      return item satisfies never;
  }
}

/** The names of the operators, which are also the keys that make `$or` an ordinary key. */
export const OPERATORS: readonly string[] = [
  'prefix',
  'suffix',
  'equals-ignore-case',
  'wildcard',
  'anything-but',
  'numeric',
  'exists',
  'cidr',
];

function readOperator(item: LocatedObject, problems: PatternProblems): ValueMatcher | undefined {
  const [member, second] = item.members;
  if (member === undefined || second !== undefined) {
    const message = `an object in a list of values has exactly one operator, and this one has ${item.members.length} keys`;
    problems.error('one-operator', message, second?.at ?? item.at);
    return undefined;
  }
  const { key, value } = member;
  switch (key) {
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
    case 'wildcard':
      return readText(key, value, problems);
    case 'anything-but':
      return readAnythingBut(value, problems);
    case 'numeric':
      return readNumeric(value, problems);
    case 'exists':
      return readExists(value, problems);
    case 'cidr':
      return readCidr(value, problems);
    default: {
      const hint = didYouMean(key, OPERATORS) || `; there are ${OPERATORS.join(', ')}`;
      problems.error('unknown-operator', `'${shortened(key)}' is not an operator${hint}`, member.at);
      return undefined;
    }
  }
}

function readExists(value: LocatedJson, problems: PatternProblems): ValueMatcher | undefined {
  if (value.kind === 'boolean') return { kind: 'exists', exists: value.value };
  problems.error('invalid-exists', `'exists' requires true or false, not ${nameOf(value)}`, value.at);
  return undefined;
}

function readCidr(value: LocatedJson, problems: PatternProblems): ValueMatcher | undefined {
  const problem = value.kind === 'string' ? cidrProblem(value.text) : `${nameOf(value)} is not a text`;
  if (value.kind === 'string' && problem === undefined) {
    warnOfFamily(value.text, value.at, problems);
    return { kind: 'cidr', range: value.text };
  }
  const message = `'cidr' requires a range such as "10.0.0.0/24" or "2001:db8::/32": ${problem}`;
  problems.error('invalid-cidr', message, value.at);
  return undefined;
}

function readNumber(literal: string, at: number, problems: PatternProblems): ValueMatcher {
  const number = new JsonNumber(literal);
  const value = exactDouble(number);
  if (value !== undefined && JSON.stringify(value) !== literal) {
    const message =
      `the guide compares ${shortened(literal)} by its text and EventBridge by its value; ` +
      `write {"numeric":["=",${shortened(JSON.stringify(value))}]} to compare values`;
    problems.warning('unsettled-number', message, at);
  }
  return { kind: 'equals', value: number };
}

function warnOfFamily(range: string, at: number, problems: PatternProblems): void {
  const others = otherFamilyOf(range);
  if (others === undefined) return;
  const message = `EventBridge compares the digits of addresses from the left, so that '${range}' also matches ${others}`;
  problems.warning('address-family', message, at);
}

function warnOfAddress(text: string, at: number, problems: PatternProblems): void {
  if (!text.includes(':') || addressTestOf(text) === undefined) return;
  const message = `EventBridge reads '${text}' as an address and matches every spelling of it, which is not documented`;
  problems.warning('unsettled-address', message, at);
}

/** Reads what follows `numeric`: one bound, or a lower and then an upper one. Undefined, with a problem, if not. */
function readNumeric(value: LocatedJson, problems: PatternProblems): NumericMatcher | undefined {
  const refuse = (message: string, at: number): undefined => {
    problems.error('invalid-numeric', message, at);
  };
  if (value.kind !== 'array')
    return refuse(`'numeric' requires a list such as ${FORMS}, not ${nameOf(value)}`, value.at);
  const { items } = value;
  const extra = items[4];
  if (items.length === 0 || items.length % 2 === 1 || extra !== undefined) {
    return refuse(
      `'numeric' requires one or two pairs of operator and number: ${FORMS}`,
      extra?.at ?? value.at,
    );
  }
  const bounds: NumericBound[] = [];
  for (let index = 0; index < items.length; index += 2) {
    const bound = readBound(items[index], items[index + 1], problems);
    if (bound === undefined) return undefined;
    bounds.push(bound);
  }
  const problem = problemOf(bounds);
  return problem === undefined ? { kind: 'numeric', bounds } : refuse(problem, items[2]?.at ?? value.at);
}

function readBound(
  operator: LocatedJson | undefined,
  value: LocatedJson | undefined,
  problems: PatternProblems,
): NumericBound | undefined {
  if (operator === undefined || value === undefined) return undefined;
  if (operator.kind !== 'string' || !isOperator(operator.text)) {
    const message = `${nameOf(operator)} is where one of =, <, <=, > and >= is expected`;
    problems.error('invalid-numeric', message, operator.at);
    return undefined;
  }
  const number = value.kind === 'number' ? new JsonNumber(value.literal) : undefined;
  if (number !== undefined && exactDouble(number) !== undefined) return { operator: operator.text, number };
  const reason = number === undefined ? 'is not a number' : 'has more digits than a double can hold';
  problems.error('invalid-numeric', `${nameOf(value)} after '${operator.text}' ${reason}`, value.at);
  return undefined;
}

/** Why two bounds do not go together. */
function problemOf([lower, upper]: readonly NumericBound[]): string | undefined {
  if (lower === undefined || upper === undefined) return undefined;
  const isRange = lower.operator.startsWith('>') && upper.operator.startsWith('<');
  if (!isRange) return `of two bounds the first is > or >= and the second < or <=, as in ${FORMS}`;
  const isEmpty = (exactDouble(lower.number) ?? 0) >= (exactDouble(upper.number) ?? 0);
  return isEmpty ? 'the lower bound must be less than the upper one' : undefined;
}

function isOperator(text: string): text is NumericBound['operator'] {
  return ['=', '<', '<=', '>', '>='].includes(text);
}
