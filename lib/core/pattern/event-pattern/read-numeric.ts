import type { NumericBound, NumericMatcher } from './event-pattern-syntax';
import { exactDouble, JsonNumber } from './event-value';
import type { LocatedJson } from './located-json';
import { nameOf, type PatternProblems } from './pattern-problems';

const FORMS = `["=",5], [">",0] or [">",0,"<=",5]`;

/** Reads what stands behind `numeric`: one bound, or a lower and then an upper one. Undefined, with a problem, if not. */
export function readNumeric(value: LocatedJson, problems: PatternProblems): NumericMatcher | undefined {
  const refuse = (message: string, at: number): undefined => {
    problems.error('invalid-numeric', message, at);
  };
  if (value.kind !== 'array')
    return refuse(`'numeric' takes a list such as ${FORMS}, not ${nameOf(value)}`, value.at);
  const { items } = value;
  const extra = items[4];
  if (items.length === 0 || items.length % 2 === 1 || extra !== undefined) {
    return refuse(`'numeric' takes one or two pairs of operator and number: ${FORMS}`, extra?.at ?? value.at);
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
    const message = `${nameOf(operator)} stands where one of =, <, <=, > and >= is expected`;
    problems.error('invalid-numeric', message, operator.at);
    return undefined;
  }
  const number = value.kind === 'number' ? new JsonNumber(value.literal) : undefined;
  if (number !== undefined && exactDouble(number) !== undefined) return { operator: operator.text, number };
  const reason = number === undefined ? 'is no number' : 'has more digits than a double can hold';
  problems.error('invalid-numeric', `${nameOf(value)} behind '${operator.text}' ${reason}`, value.at);
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
