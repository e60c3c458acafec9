import { isAscii } from '../../rule/fold-case';
import type { TextMatcher } from './event-pattern-syntax';
import type { LocatedJson } from './located-json';
import { nameOf, type PatternProblems } from './pattern-problems';
import { parseWildcard } from './wildcard-pattern';

/** The operators that compare texts. */
export type TextOperator = 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard';

/** Reads what stands behind an operator on texts; undefined, with a problem, if it cannot be read. */
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
