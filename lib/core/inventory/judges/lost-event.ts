import { canonicalValue, type Value } from '../../estate/values/value';
import { parseEventPattern } from '../../pattern/event-pattern/event-pattern';
import type { Scalar, ValueMatcher } from '../../pattern/event-pattern/event-pattern-syntax';
import { JsonNumber } from '../../pattern/event-pattern/event-value';
import { type Alternative, alternativesOf } from '../../pattern/event-pattern/pattern-problems';
import { toValueTest } from '../../pattern/event-pattern/value-test';

/** The values of an event's fields; a field without one is absent. */
export type Fields = ReadonlyMap<string, Scalar>;

/** Alternatives of a pattern that are tried. */
const MAX_BRANCHES = 40;

/** A text that no pattern names. */
const OTHER = 'anything else';

/**
 * The fields of an event that one pattern lets through and another does not, made of the values that both texts name; `undefined`: none
 * was found, which proves nothing.
 */
export function lostEvent(before: Value, after: Value): Fields | undefined {
  const [old, fresh] = [before, after].map(branchesOf);
  if (old === undefined || fresh === undefined) return undefined;
  const candidates = candidatesIn([...old, ...fresh]);
  for (const branch of old.slice(0, MAX_BRANCHES)) {
    const found = refusedBy(fresh, branch, candidates);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `undefined`: it cannot be read, or a field is in it twice, of which the order of members decides. */
function branchesOf(pattern: Value): readonly Alternative[] | undefined {
  const parsed = parseEventPattern(canonicalValue(pattern));
  if (!('pattern' in parsed)) return undefined;
  let isTwice = false;
  const branches = alternativesOf(parsed.pattern.syntax, () => {
    isTwice = true;
  });
  return isTwice ? undefined : branches;
}

type Candidates = ReadonlyMap<string, readonly (Scalar | undefined)[]>;

function candidatesIn(branches: readonly Alternative[]): Candidates {
  const found = new Map<string, (Scalar | undefined)[]>();
  for (const [field, matchers] of branches.flatMap((branch) => [...branch]))
    found.set(field, [...(found.get(field) ?? [OTHER, undefined]), ...matchers.flatMap(examplesOf)]);
  return found;
}

function examplesOf(matcher: ValueMatcher): readonly Scalar[] {
  switch (matcher.kind) {
    case 'equals':
      return [matcher.value];
    case 'text':
      return [matcher.text, `${matcher.text}x`, `x${matcher.text}`, matcher.text.replaceAll('*', 'x')];
    case 'numeric':
      return matcher.bounds.flatMap(({ number: { literal } }) =>
        [-1, 0, 1].map((step) => new JsonNumber(String(Number(literal) + step))),
      );
    case 'anythingBut':
      return matcher.except.flatMap(examplesOf);
    case 'cidr':
      return [matcher.range.replace(/\/.*/, '')];
    case 'exists':
      return [];
    default:
      return matcher satisfies never;
  }
}

/** Starts with an event of the branch, and changes one field after another until no alternative takes it any more. */
function refusedBy(
  fresh: readonly Alternative[],
  branch: Alternative,
  candidates: Candidates,
): Fields | undefined {
  let event: Fields = new Map();
  for (const [field, matchers] of branch) {
    const value = candidates.get(field)?.find((each) => holds(matchers, each));
    if (value === undefined && !holds(matchers, undefined)) return undefined;
    event = withValue(event, field, value);
  }
  const refused: Alternative[] = [];
  for (const alternative of fresh) {
    refused.push(alternative);
    if (!takes(alternative, event)) continue;
    const changed = [...alternative.keys()]
      .flatMap((field) => (candidates.get(field) ?? []).map((value) => withValue(event, field, value)))
      .find((each) => takes(branch, each) && !refused.some((one) => takes(one, each)));
    if (changed === undefined) return undefined;
    event = changed;
  }
  return event;
}

function withValue(event: Fields, field: string, value: Scalar | undefined): Fields {
  const changed = new Map(event);
  if (value === undefined) changed.delete(field);
  else changed.set(field, value);
  return changed;
}

function takes(alternative: Alternative, event: Fields): boolean {
  return [...alternative].every(([field, matchers]) => holds(matchers, event.get(field)));
}

function holds(matchers: readonly ValueMatcher[], value: Scalar | undefined): boolean {
  if (value !== undefined) return toValueTest(matchers)(value);
  return matchers.some((matcher) => matcher.kind === 'exists' && !matcher.exists);
}

/** Such as `source = aws.s3, detail.eventName = DeleteBucket`. */
export function fieldsInWords(event: Fields): string {
  return [...event]
    .map(([field, value]) => `${field} = ${value instanceof JsonNumber ? value.literal : String(value)}`)
    .join(', ');
}
