import { isList } from '../../json/json-value';
import { remembered } from '../../keyed/remembered';
import { parseEventPattern } from '../../pattern/event-pattern/event-pattern';
import {
  type PatternMember,
  type PatternObject,
  renderEventPattern,
  type ValueMatcher,
} from '../../pattern/event-pattern/event-pattern-syntax';
import { DEFAULT_QUOTA_CHARACTERS } from '../../pattern/event-pattern/pattern-problems';
import type { Problem } from '../../problem/problem';
import type { Conjunction, Constraint, Disjunction } from './conjunction';
import { signatureOf } from './disjunction';
import { isAbsence } from './intersect-matchers';

/** A conjunction that fits no pattern, and why. */
export interface Unpackable {
  readonly conjunction: Conjunction;
  readonly problem: Problem;
}

/**
 * Event patterns that together match where any conjunction holds: as many conjunctions in one pattern as the limits of
 * the service allow, nearly in their order, and long lists cut where they must be.
 */
export function packPatterns(disjunction: Disjunction): readonly string[] | Unpackable {
  if (fits(disjunction)) return [patternText(disjunction)];
  const pieces = disjunction.flatMap(piecesThatFit);
  const unpackable = pieces.find(isUnpackable);
  return unpackable ?? packed(pieces.flatMap((piece) => (isUnpackable(piece) ? [] : [piece])));
}

function isUnpackable(piece: Conjunction | Unpackable): piece is Unpackable {
  return 'problem' in piece;
}

/**
 * The number of patterns that accept further conjunctions at a time: more of them are filled better, and take longer to fill.
 */
const OPEN_GROUPS = 10;

/** Conjunctions that require the same absences are adjacent: what all branches share is written once. */
function packed(conjunctions: Disjunction): readonly string[] {
  const groups: Conjunction[][] = [];
  const sorted = [...new Set(conjunctions.map(absencesOf))].flatMap((absences) =>
    conjunctions.filter((conjunction) => absencesOf(conjunction) === absences),
  );
  for (const conjunction of sorted) {
    const group = groups.slice(-OPEN_GROUPS).find((each) => fits([...each, conjunction]));
    if (group === undefined) groups.push([conjunction]);
    else group.push(conjunction);
  }
  return groups.map(patternText);
}

/** The fields that a conjunction requires to be absent, and how. */
function absencesOf(conjunction: Conjunction): string {
  return conjunction.filter(allowsAbsence).map(signatureOf).sort().join();
}

function allowsAbsence({ matchers }: Constraint): boolean {
  return matchers.some(isAbsence);
}

/** Whether the conjunctions can be the branches of one pattern. */
function fits(disjunction: Disjunction): boolean {
  if (hasManyAbsences(disjunction)) return false;
  const text = patternText(disjunction);
  return text.length <= DEFAULT_QUOTA_CHARACTERS && problemOf(text) === undefined;
}

/**
 * Whether the absence of a field is asked for in more than one branch. event-ruler 1.8.1 then misses matches: of
 * `{"$or":[{"a":[{"exists":false}],"b":[{"exists":false}]},{"a":[{"exists":false},{"anything-but":"x"}],"b":[{"exists":false}]}]}`
 * and the event `{"a":"y"}`, though the second branch by itself matches it.
 */
function hasManyAbsences(disjunction: Disjunction): boolean {
  const inAll = constraintsInAll(disjunction);
  const isOwnAbsence = (constraint: Constraint) =>
    allowsAbsence(constraint) && !inAll.has(signatureOf(constraint));
  return disjunction.filter((conjunction) => conjunction.some(isOwnAbsence)).length > 1;
}

/** The conjunction, or several that mean the same and whose lists are shorter. */
function piecesThatFit(conjunction: Conjunction): readonly (Conjunction | Unpackable)[] {
  const problem = problemOf(patternText([conjunction]));
  if (problem === undefined) return [conjunction];
  const longest = conjunction.filter(({ matchers }) => matchers.length > 1).sort(byLength)[0];
  if (longest === undefined || !SPLITTABLE.has(problem.code)) return [{ conjunction, problem }];
  const { matchers } = longest;
  const withList = (from: number, to: number) =>
    conjunction.map((one) => (one === longest ? { ...one, matchers: matchers.slice(from, to) } : one));
  const cut = mostThatFit(matchers.length, (count) => withList(0, count)) ?? Math.ceil(matchers.length / 2);
  return [withList(0, cut), withList(cut, matchers.length)].flatMap(piecesThatFit);
}

/**
 * How many matchers of a list a pattern takes, where the list is what makes it long: pieces that are filled are fewer. Undefined where
 * other lists need the room: then both are cut in half in turns.
 */
function mostThatFit(count: number, withFirst: (count: number) => Conjunction): number | undefined {
  const fitsWith = (each: number) => problemOf(patternText([withFirst(each)])) === undefined;
  if (patternText([withFirst(1)]).length > DEFAULT_QUOTA_CHARACTERS / 2 || !fitsWith(1)) return undefined;
  let [most, tooMany] = [1, count];
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (fitsWith(middle)) most = middle;
    else tooMany = middle;
  }
  return most;
}

/** Problems that shorter lists may not have. */
const SPLITTABLE: ReadonlySet<string> = new Set([
  'too-long',
  'over-quota',
  'too-complex',
  'unsettled-complexity',
]);

function byLength(left: Constraint, right: Constraint): number {
  return JSON.stringify(right.matchers).length - JSON.stringify(left.matchers).length;
}

/** Patterns whose problems are remembered: the rule sets of an app mostly have the same rules, and become the same patterns. */
const MOST_PATTERNS = 2_000;

/** Why the service refuses a pattern, or what AWS does not document about it. */
const problemOf = remembered(
  (text: string): Problem | undefined => {
    const parsed = parseEventPattern(text);
    return 'problems' in parsed ? parsed.problems[0] : parsed.pattern.warnings[0];
  },
  MOST_PATTERNS,
  DEFAULT_QUOTA_CHARACTERS,
);

/**
 * The event pattern that matches a record of CloudTrail where any of the conjunctions holds. Callers can put events
 * with their own source on a bus, but not with one that begins with `aws.`: no forged record matches. What only
 * CloudTrail writes keeps the events of other services out.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
 */
function patternText(disjunction: Disjunction): string {
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

/** Constraints of all conjunctions come before the branches. */
function detailOf(disjunction: Disjunction): PatternObject {
  const [first = [], ...others] = disjunction;
  if (others.length === 0) return objectOf(first);
  const known = constraintsInAll(disjunction);
  const isKnown = (constraint: Constraint) => known.has(signatureOf(constraint));
  const branches = disjunction.map((one) => objectOf(one.filter((constraint) => !isKnown(constraint))));
  return { members: [...objectOf(first.filter(isKnown)).members, { kind: 'or', branches }] };
}

/** The signatures of the constraints that all conjunctions have. */
function constraintsInAll([first = [], ...others]: Disjunction): ReadonlySet<string> {
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
    const within = known === undefined || isList(known) ? [] : known.members;
    for (const [inner, value] of within) members.set(`${key}.${inner}`, value);
    members.set(key, matchers);
  } else if (isList(known)) place({ members }, [`${key}.${rest[0]}`, ...rest.slice(1)], matchers);
  else {
    const object = known ?? { members: new Map() };
    members.set(key, object);
    place(object, rest, matchers);
  }
}

function finished({ members }: Growing): PatternObject {
  return {
    members: [...members].map(([key, value]) =>
      isList(value) ? fieldMember(key, value) : { kind: 'object', key, of: finished(value) },
    ),
  };
}

function fieldMember(key: string, matchers: readonly ValueMatcher[]): PatternMember {
  return { kind: 'field', key, matchers };
}
