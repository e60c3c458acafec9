import { type Condition, fieldsOf, type TextCondition } from '../rule/condition';
import { requiredTexts } from '../rule/required-texts';

/**
 * A value that trailwatch reads from a record: the text that a person or a query sees. It has one definition, from which the TypeScript
 * reader and SQL are compiled. An empty text is none.
 */
export type FactValue =
  /** The text, number or boolean of a field. A list has none, nor has what is in it: SQL of a view reads no lists. */
  | { readonly kind: 'field'; readonly field: string }
  | { readonly kind: 'text'; readonly text: string }
  /** What the first group of a regular expression captures in a value: none where it is not found. */
  | { readonly kind: 'part'; readonly of: FactValue; readonly expression: string }
  /** Another text for each text of a value: none for a text that is not listed. */
  | { readonly kind: 'mapped'; readonly of: FactValue; readonly texts: Readonly<Record<string, string>> }
  /** The text of ASCII characters in lower case. */
  | { readonly kind: 'lower'; readonly of: FactValue }
  /** All of them, separated by a text; none if one is missing. */
  | { readonly kind: 'joined'; readonly by: string; readonly of: readonly FactValue[] }
  /** The first of them that there is. */
  | { readonly kind: 'first'; readonly of: readonly FactValue[] }
  /** The value of the first case that holds; none if none does. */
  | { readonly kind: 'case'; readonly of: readonly FactCase[] };

/** A value, and when it is the one. */
export interface FactCase {
  readonly when: Condition;
  readonly value: FactValue;
}

/** No value. */
export const NOTHING: FactValue = { kind: 'text', text: '' };

export const ALWAYS: Condition = { kind: 'and', of: [] };
export const NEVER: Condition = { kind: 'or', of: [] };

/** Holds when all of them hold. */
export function all(...of: readonly Condition[]): Condition {
  return { kind: 'and', of };
}

/** Holds when any of them holds. */
export function any(...of: readonly Condition[]): Condition {
  return { kind: 'or', of };
}

/** Holds when the other does not. */
export function not(of: Condition): Condition {
  return { kind: 'not', of };
}

/** Holds when the field is absent or null. */
export function isNull(field: string): Condition {
  return { kind: 'isNull', field };
}

/** Holds when the field has any of the values, in any letter case. */
export function isAnyOf(field: string, ...values: readonly string[]): Condition {
  return { kind: 'equals', field, values, cased: false };
}

/** Holds when the field has exactly this value. */
export function isExactly(field: string, value: string): Condition {
  return { kind: 'equals', field, values: [value], cased: true };
}

/** Holds when a regular expression is found in the field. */
export function isMatch(field: string, expression: string): Condition {
  return { kind: 'matches', field, expression, flags: '' };
}

/** The text of a field. */
export function field(name: string): FactValue {
  return { kind: 'field', field: name };
}

/** The first of several values that there is. */
export function first(...of: readonly FactValue[]): FactValue {
  return { kind: 'first', of };
}

/** All of several values, separated by a text. */
export function joined(by: string, ...of: readonly FactValue[]): FactValue {
  return { kind: 'joined', by, of };
}

/** A value of ASCII characters in lower case. */
export function lower(of: FactValue): FactValue {
  return { kind: 'lower', of };
}

/** What the first group of a regular expression captures in a value. */
export function part(of: FactValue, expression: string): FactValue {
  return { kind: 'part', of, expression };
}

/** A text that is the same in every record. */
export function text(of: string): FactValue {
  return { kind: 'text', text: of };
}

/** The value of the first case that holds. */
export function choice(...of: readonly FactCase[]): FactValue {
  return { kind: 'case', of };
}

/** The fields that a value is made of, and those that decide which. */
export function fieldsOfValue(value: FactValue): readonly string[] {
  switch (value.kind) {
    case 'text':
      return [];
    case 'field':
      return [value.field];
    case 'part':
    case 'mapped':
    case 'lower':
      return fieldsOfValue(value.of);
    case 'joined':
    case 'first':
      return value.of.flatMap(fieldsOfValue);
    case 'case':
      return value.of.flatMap((one) => [...fieldsOf(one.when), ...fieldsOfValue(one.value)]);
    default:
      return value satisfies never;
  }
}

/** The fields by which a fact differs from event to event. */
const SPECIALISED_BY = ['eventSource', 'eventName'];

/**
 * The fact, given that a record satisfies the condition: what the event source and name that the condition requires decide is left out.
 * So "succeeded" of `iam.amazonaws.com` CreateUser is `errorCode: null`, which every engine can express, and of ConsoleLogin it asks for
 * the result of the sign-in, too.
 */
export function specialised(fact: Condition, required: Condition): Condition {
  const known = new Map(
    SPECIALISED_BY.flatMap((name) => {
      const texts = requiredTexts(required, name);
      return texts === undefined ? [] : [[name, texts] as const];
    }),
  );
  return known.size === 0 ? fact : simplified(fact, known);
}

type KnownTexts = ReadonlyMap<string, ReadonlySet<string>>;

function simplified(condition: Condition, known: KnownTexts): Condition {
  switch (condition.kind) {
    case 'and':
      return connected(
        'and',
        condition.of.map((each) => simplified(each, known)),
      );
    case 'or':
      return connected(
        'or',
        condition.of.map((each) => simplified(each, known)),
      );
    case 'not': {
      const of = simplified(condition.of, known);
      if (isConstant(of)) return of.kind === 'and' ? NEVER : ALWAYS;
      return of.kind === 'not' ? of.of : not(of);
    }
    case 'isNull':
      return known.has(condition.field) ? NEVER : condition;
    case 'equals':
    case 'endsWith':
      return decided(condition, known.get(condition.field));
    default:
      return condition;
  }
}

/** The test of a field with these texts, in one letter case: certain where all of them or none satisfy it. */
function decided(atom: TextCondition, texts: ReadonlySet<string> | undefined): Condition {
  if (texts === undefined) return atom;
  const values = atom.values.map((value) => value.toLowerCase());
  const satisfying = [...texts].filter((text) =>
    values.some((value) => (atom.kind === 'equals' ? text === value : text.endsWith(value))),
  );
  if (satisfying.length === 0) return NEVER;
  return satisfying.length === texts.size ? ALWAYS : atom;
}

function connected(kind: 'and' | 'or', members: readonly Condition[]): Condition {
  const flat = members.flatMap((member) => (member.kind === kind ? member.of : [member]));
  const swallowing = flat.find((member) => isConstant(member) && member.kind !== kind);
  if (swallowing !== undefined) return swallowing;
  const [first] = flat;
  return flat.length === 1 && first !== undefined ? first : { kind, of: flat };
}

function isConstant(condition: Condition): condition is Extract<Condition, { readonly kind: 'and' | 'or' }> {
  return (condition.kind === 'and' || condition.kind === 'or') && condition.of.length === 0;
}
