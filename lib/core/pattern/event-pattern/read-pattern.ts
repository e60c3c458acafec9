import { shortened } from '../../problem/problem';
import type { PatternMember, PatternObject } from './event-pattern-syntax';
import type { LocatedJson, LocatedMember } from './located-json';
import { nameOf, type PatternProblems } from './pattern-problems';
import { type LocatedObject, OPERATORS, readMatcher } from './read-matcher';

/** Keys that are not allowed in a branch of `$or`: operators, and words that event-ruler reserves. */
const RESERVED_KEYS: ReadonlySet<string> = new Set([
  ...OPERATORS,
  ...['exactly', '=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

/** The state that the readers of one pattern share. */
export interface PatternReading {
  readonly problems: PatternProblems;
  /** Where the members are, filled in as they are read: offsets of their keys. */
  readonly places: Map<PatternMember, number>;
}

/** Reads an object of a pattern. Faults are noted, and left out of the result. */
export function readPatternObject(object: LocatedObject, reading: PatternReading): PatternObject {
  const { problems } = reading;
  if (object.members.length === 0) {
    problems.error(
      'empty-object',
      'an empty object matches nothing and is refused; name a field in it',
      object.at,
    );
  }
  warnOfRepeatedKeys(object, problems);
  const members: PatternMember[] = [];
  for (const located of object.members) {
    const member = readMember(located, reading);
    if (member === undefined) continue;
    reading.places.set(member, located.at);
    members.push(member);
  }
  return { members };
}

function readMember(member: LocatedMember, reading: PatternReading): PatternMember | undefined {
  const { key, value } = member;
  const { problems } = reading;
  if (key === '$or') {
    const branches = branchesOf(value);
    if (branches !== undefined) return readBranches(branches, reading);
    const message =
      "this '$or' is treated as the name of a field: it is not a list of two or more objects with fields";
    problems.warning('or-as-field', message, member.at);
  }
  if (value.kind === 'object') return { kind: 'object', key, of: readPatternObject(value, reading) };
  if (value.kind === 'array') return readField(key, value.items, member, problems);
  const message = `'${shortened(key)}' must be a list or an object, not ${nameOf(value)}; put it in square brackets`;
  problems.error('not-a-list', message, value.at);
  return undefined;
}

function readField(
  key: string,
  items: readonly LocatedJson[],
  { value }: LocatedMember,
  problems: PatternProblems,
): PatternMember {
  if (items.length === 0) {
    const message = `'${shortened(key)}' has an empty list; leave the key out, or write {"exists":true}`;
    problems.error('empty-list', message, value.at);
  }
  const matchers = items.map((item) => readMatcher(item, problems));
  return { kind: 'field', key, matchers: matchers.filter((matcher) => matcher !== undefined) };
}

/** The branches of `$or`; undefined where it is an ordinary key. */
function branchesOf(value: LocatedJson): readonly LocatedObject[] | undefined {
  if (value.kind !== 'array' || value.items.length < 2) return undefined;
  const objects = value.items.filter((item) => item.kind === 'object');
  const isOrdinary = objects.some(({ members }) => members.some(({ key }) => RESERVED_KEYS.has(key)));
  return isOrdinary || objects.length < value.items.length ? undefined : objects;
}

function readBranches(branches: readonly LocatedObject[], reading: PatternReading): PatternMember {
  for (const branch of branches) refuseReservedKeys(branch, reading.problems);
  return { kind: 'or', branches: branches.map((branch) => readPatternObject(branch, reading)) };
}

/** Below the branches' own keys a reserved one is an error. */
function refuseReservedKeys({ members }: LocatedObject, problems: PatternProblems): void {
  for (const { key, at, value } of members) {
    if (RESERVED_KEYS.has(key)) {
      problems.error('reserved-key', `'${key}' is reserved and cannot name a field inside '$or'`, at);
    }
    if (value.kind === 'object') refuseReservedKeys(value, problems);
  }
}

/** Of two lists under one key the last one counts, which is reported where the alternatives are written out. */
function warnOfRepeatedKeys({ members }: LocatedObject, problems: PatternProblems): void {
  const seen = new Map<string, LocatedJson['kind']>();
  for (const { key, at, value } of members) {
    const areLists = key !== '$or' && seen.get(key) === 'array' && value.kind === 'array';
    if (seen.has(key) && !areLists) {
      const message = `the key '${shortened(key)}' occurs here a second time, and AWS does not document that both count; merge them`;
      problems.warning('repeated-key', message, at);
    }
    seen.set(key, value.kind);
  }
}
