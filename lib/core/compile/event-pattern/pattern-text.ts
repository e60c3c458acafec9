import {
  type PatternMember,
  type PatternObject,
  renderEventPattern,
  type ValueMatcher,
} from '../../pattern/event-pattern/event-pattern-syntax';
import type { Conjunction, Constraint, Disjunction } from './conjunction';
import { signatureOf } from './disjunction';

/**
 * The event pattern that matches a record of CloudTrail where any of the conjunctions holds. Anyone may put events with
 * a source of their own on a bus, but none that begins with `aws.`: so no forged record matches. What only CloudTrail
 * writes keeps the events of other services out.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
 */
export function patternText(disjunction: Disjunction): string {
  const source = fieldMember('source', [
    { kind: 'text', relation: 'prefix', ignoresCase: false, text: 'aws.' },
  ]);
  const isOfCloudTrail = disjunction.every((conjunction) => conjunction.some(isIdentity));
  const kinds: readonly PatternMember[] = isOfCloudTrail
    ? []
    : [fieldMember('detail-type', [VIA_CLOUDTRAIL])];
  const detail = detailOf(disjunction);
  const members: readonly PatternMember[] =
    detail.members.length === 0 ? [] : [{ kind: 'object', key: 'detail', of: detail }];
  return renderEventPattern({ members: [source, ...kinds, ...members] });
}

/** How the detail type of every record of CloudTrail ends. */
const VIA_CLOUDTRAIL: ValueMatcher = {
  kind: 'text',
  relation: 'suffix',
  ignoresCase: false,
  text: ' via CloudTrail',
};

/** Whether only records of CloudTrail satisfy it. */
function isIdentity({ field, matchers }: Constraint): boolean {
  if (field !== 'eventName' && field !== 'eventSource') return false;
  return matchers.every((matcher) => matcher.kind !== 'exists' || matcher.exists);
}

/** What all conjunctions have in common stands before the branches. */
function detailOf(disjunction: Disjunction): PatternObject {
  const [first = [], ...others] = disjunction;
  if (others.length === 0) return objectOf(first);
  const known = constraintsInAll(disjunction);
  const isKnown = (constraint: Constraint) => known.has(signatureOf(constraint));
  const branches = disjunction.map((one) => objectOf(one.filter((constraint) => !isKnown(constraint))));
  return { members: [...objectOf(first.filter(isKnown)).members, { kind: 'or', branches }] };
}

/** The signatures of the constraints that all conjunctions have. */
export function constraintsInAll([first = [], ...others]: Disjunction): ReadonlySet<string> {
  const signatures = others.map((other) => new Set(other.map(signatureOf)));
  return new Set(first.map(signatureOf).filter((one) => signatures.every((other) => other.has(one))));
}

interface Growing {
  readonly members: Map<string, readonly ValueMatcher[] | Growing>;
}

/** The constraints as nested objects, in their order. */
function objectOf(conjunction: Conjunction): PatternObject {
  const root: Growing = { members: new Map() };
  for (const { field, matchers } of conjunction) place(root, field.split('.'), matchers);
  return finished(root);
}

/** Where a field is also an object that another one is in, keys get dots: EventBridge takes both for the same. */
function place(
  { members }: Growing,
  [key = '', ...rest]: readonly string[],
  matchers: readonly ValueMatcher[],
): void {
  const known = members.get(key);
  if (rest.length === 0) {
    const within = known === undefined || isMatchers(known) ? [] : known.members;
    for (const [inner, value] of within) members.set(`${key}.${inner}`, value);
    members.set(key, matchers);
  } else if (isMatchers(known)) place({ members }, [`${key}.${rest[0]}`, ...rest.slice(1)], matchers);
  else {
    const object = known ?? { members: new Map() };
    members.set(key, object);
    place(object, rest, matchers);
  }
}

function isMatchers(value: readonly ValueMatcher[] | Growing | undefined): value is readonly ValueMatcher[] {
  return Array.isArray(value);
}

function finished({ members }: Growing): PatternObject {
  return {
    members: [...members].map(([key, value]) =>
      isMatchers(value) ? fieldMember(key, value) : { kind: 'object', key, of: finished(value) },
    ),
  };
}

function fieldMember(key: string, matchers: readonly ValueMatcher[]): PatternMember {
  return { kind: 'field', key, matchers };
}
