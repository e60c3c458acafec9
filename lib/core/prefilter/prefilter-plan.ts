import { atomFields } from '../compile/predicate/atom-fields';
import { mayHold } from '../compile/predicate/candidate-test';
import type { Json, JsonObject } from '../json/json-value';
import { ALERT_MEMBER } from '../record/is-record';
import type { Condition } from '../rule/condition';
import { foldCondition } from '../rule/fold-case';
import { requiredTexts } from '../rule/required-texts';

/** The fields that every record is identified by, and that of alerts, which are none; they have the first numbers. */
export const IDENTITY_FIELDS: readonly string[] = [
  ...['eventName', 'eventSource', 'eventTime', 'eventID', 'recipientAccountId'],
  ALERT_MEMBER,
];

/** The field with the id of a request, which differs in each record like its own id and its time. */
export const REQUEST_FIELD = 'requestID';

/**
 * Fields that are looked at, at most: their keys have numbers of 16 bits in `assembly/keys.ts`. Rules that need others are tried
 * on more records; the built-in rules read 570.
 */
const MAX_FIELDS = 4_000;

/** The longest path that is looked at, in keys. */
const MAX_KEYS = 8;

/** A condition, and the numbers of the fields that it reads and that are looked at. */
export interface PlannedCondition {
  readonly condition: Condition;
  readonly fields: readonly number[];
  /** The numbers of the fields that counts read of records which satisfy it; undefined if one of them is not looked at. */
  readonly counted: readonly number[] | undefined;
  /** Whether nothing else is done with these records. */
  readonly isOnlyCounted: boolean;
}

/** The fields that counts read of the records that satisfy a condition. */
interface CountedReads {
  readonly fields: readonly string[];
  /** Whether nothing else is done with these records. */
  readonly isOnlyCounted: boolean;
}

/** That of the condition of a place; undefined if nothing counts its records. */
export type CountedFields = (place: number) => CountedReads | undefined;

/** Which fields of a record are read to find that no rule holds, and what for. */
export interface PrefilterPlan {
  readonly tree: FieldTree;
  readonly conditions: readonly PlannedCondition[];
  /** For each field, whether its value alone may rule conditions out that hold of records of any name and source. */
  readonly isMasking: readonly boolean[];
  /** For each field, whether it is looked at in each record; the others only where a rule may hold. */
  readonly isEarly: readonly boolean[];
}

/**
 * Plans the search for records that may satisfy one of the conditions.
 *
 * @param further fields that are looked at, whatever the conditions read
 * @param countedFields what counts read of the records of a condition, by its place
 */
export function planPrefilter(
  conditions: readonly Condition[],
  further: readonly string[] = [],
  countedFields: CountedFields = () => undefined,
): PrefilterPlan {
  const reads = conditions.map(fieldsOf);
  const isBroadOf = conditions.map(isBroad);
  const broadest = reads.flatMap((fields, at) => (isBroadOf[at] === true ? [...fields] : []));
  const counts = conditions.map((_, at) => countedFields(at));
  const counted = counts.flatMap((reads) => (reads?.fields ?? []).filter(isReadable));
  const wanted = new Set([REQUEST_FIELD, ...further, ...broadest, ...counted, ...mostRead(reads)]);
  const tree = toFieldTree(IDENTITY_FIELDS, [...wanted].slice(0, MAX_FIELDS));
  const numbers = new Map(tree.fields.map((field, number) => [field, number]));
  const planned = conditions.map((condition, at) => ({
    condition,
    fields: [...(reads[at] as ReadonlySet<string>)].flatMap((field) => numbers.get(field) ?? []),
    counted: numbersOf(counts[at]?.fields ?? [], numbers),
    isOnlyCounted: counts[at]?.isOnlyCounted ?? false,
  }));
  const broad = new Set(planned.flatMap(({ fields }, at) => (isBroadOf[at] === true ? fields : [])));
  const isMasking = tree.fields.map((_, field) => field >= IDENTITY_FIELDS.length && broad.has(field));
  const isEarly = tree.fields.map(
    (path, field) => field < IDENTITY_FIELDS.length || isMasking[field] === true || further.includes(path),
  );
  return { tree, conditions: planned, isMasking, isEarly };
}

/** The numbers of fields; undefined if one of them has none. */
function numbersOf(
  fields: readonly string[],
  numbers: ReadonlyMap<string, number>,
): readonly number[] | undefined {
  const found = fields.flatMap((field) => numbers.get(field) ?? []);
  return found.length === fields.length ? found : undefined;
}

/** A record that has only the given fields: the keys of their paths, and their values. A path below one that has a value is left out. */
export function recordWith(values: Iterable<readonly [keys: readonly string[], value: Json]>): JsonObject {
  const record: { [key: string]: Json } = {};
  for (const [keys, value] of values) {
    let object = record;
    for (let at = 0; at < keys.length - 1; at++) {
      const key = keys[at] as string;
      const inner = Object.hasOwn(object, key) ? object[key] : undefined;
      object = isOwnObject(inner) ? inner : define(object, key);
    }
    define(object, keys.at(-1) as string, value);
  }
  return record;
}

/** Whether no record can be ruled out by its fields one by one: every record must be read in full. */
export function isUnfilterable(condition: Condition): boolean {
  return [...fieldsOf(condition)].every((field) => {
    const known = new Set([field]);
    const other = recordWith([[field.split('.'), NO_VALUE]]);
    return mayHold(condition, {}, known) && mayHold(condition, other, known);
  });
}

/** A value that no rule requires. */
const NO_VALUE = '\u0001';

function fieldsOf(condition: Condition): ReadonlySet<string> {
  const fields = new Set<string>();
  foldCondition<void>(condition, {
    atom: (atom) => {
      for (const field of atomFields(atom).reads ?? []) if (isReadable(field)) fields.add(field);
    },
    all: () => undefined,
    any: () => undefined,
    not: () => undefined,
  });
  return fields;
}

function isReadable(field: string): boolean {
  const keys = field.split('.');
  const [first] = keys;
  const isBelowIdentity = keys.length > 1 && IDENTITY_FIELDS.some((name) => name === first);
  return (
    keys.length <= MAX_KEYS &&
    !isBelowIdentity &&
    keys.every((key) => /^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/.test(key))
  );
}

/** The fields that most conditions read. */
function mostRead(reads: readonly ReadonlySet<string>[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const fields of reads) for (const field of fields) counts.set(field, (counts.get(field) ?? 0) + 1);
  const sorted = [...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
  return sorted.map(([field]) => field);
}

/** Whether a condition may hold of records of any name and source. */
function isBroad(condition: Condition): boolean {
  if (requiredTexts(condition, 'eventName') !== undefined) return false;
  return mayHold(condition, { eventName: NO_VALUE, eventSource: NO_VALUE });
}

function isOwnObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Also `__proto__` is a member like any other; all others are set at a tenth of the time. */
function define<T extends Json>(object: object, key: string, value: T): T;
function define(object: object, key: string): { [key: string]: Json };
function define(object: object, key: string, value: Json = {}): Json {
  if (key !== '__proto__') (object as { [key: string]: Json })[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  return value;
}

/** A member of an object on the way to fields. */
interface FieldEdge {
  readonly key: string;
  /** The number of the field whose path ends here; -1 if none does. */
  readonly field: number;
  /** The number of the node below; -1 if there is none. */
  readonly below: number;
  /** The fields that end here or further down are those from `first` up to, and without, `behind`. */
  readonly first: number;
  readonly behind: number;
}

/** Fields as a tree of keys. The first node is the record. */
interface FieldTree {
  /** Paths in the order of their numbers, and the keys of each. */
  readonly fields: readonly string[];
  readonly keys: readonly (readonly string[])[];
  readonly nodes: readonly (readonly FieldEdge[])[];
}

interface Branch {
  isField: boolean;
  readonly members: Map<string, Branch>;
}

/**
 * Numbers fields so that those below one key are neighbours.
 *
 * @param first top-level keys that get the numbers 0, 1, 2 …, whether or not they are among the others
 * @param paths dotted paths; one that begins with a key of `first` must not lead below it
 */
function toFieldTree(first: readonly string[], paths: readonly string[]): FieldTree {
  const root: Branch = { isField: false, members: new Map() };
  for (const path of [...first, ...paths]) {
    let branch = root;
    for (const key of path.split('.')) {
      const next = branch.members.get(key) ?? { isField: false, members: new Map() };
      branch.members.set(key, next);
      branch = next;
    }
    branch.isField = true;
  }
  const keys: (readonly string[])[] = [];
  const nodes: FieldEdge[][] = [];
  number(root, [], { keys, nodes });
  return { fields: keys.map((path) => path.join('.')), keys, nodes };
}

function number(
  branch: Branch,
  path: readonly string[],
  tree: { readonly keys: (readonly string[])[]; readonly nodes: FieldEdge[][] },
): number {
  const node = tree.nodes.length;
  const edges: FieldEdge[] = [];
  tree.nodes.push(edges);
  for (const [key, member] of branch.members) {
    const here = [...path, key];
    const first = tree.keys.length;
    const field = member.isField ? tree.keys.push(here) - 1 : -1;
    const below = member.members.size > 0 ? number(member, here, tree) : -1;
    edges.push({ key, field, below, first, behind: tree.keys.length });
  }
  return node;
}
