import fc from 'fast-check';
import type { Place } from '../../../../lib/core/compile/predicate/to-explanation';
import {
  type HeldAtom,
  MAX_PLACES,
  toExplanation,
} from '../../../../lib/core/compile/predicate/to-explanation';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import type { Json, JsonObject } from '../../../../lib/core/json/json-value';
import type { Condition } from '../../../../lib/core/rule/condition';
import { cases } from '../../../jest/cases';
import { arbitraryCondition } from '../../../parity/arbitrary-condition';
import { arbitraryRecord } from '../../../parity/arbitrary-record';

const text = (kind: 'equals' | 'startsWith' | 'contains', field: string, ...values: string[]): Condition => ({
  kind,
  field,
  values,
  cased: false,
});

function placesOf(condition: Condition, record: JsonObject): readonly (readonly Place[])[] | undefined {
  return toExplanation(condition)(record)?.map(({ places }) => places);
}

describe('toExplanation', () => {
  const record: JsonObject = {
    eventName: 'PutBucketPolicy',
    list: [{ x: 'a' }, { x: 'b', y: ['c', ['d']] }],
    none: null,
    policy: '{"Statement":[{"Effect":"Allow","Principal":"*"}]}',
    open: { Statement: [{ Effect: 'Deny' }, { Effect: 'Allow', Principal: '*' }] },
    copy: 'putbucketpolicy',
    empty: [],
  };
  const statement: Condition = {
    kind: 'element',
    field: 'Statement',
    of: { kind: 'and', of: [text('equals', 'Effect', 'Allow'), text('equals', 'Principal', '*')] },
  };

  test.each<[string, Condition, readonly (readonly Place[])[] | undefined]>([
    ['a value', text('startsWith', 'eventName', 'Put'), [[['eventName']]]],
    ['a value in arrays', text('equals', 'list.x', 'b'), [[['list', 1, 'x']]]],
    ['a value in an array of arrays', text('equals', 'list.y', 'd'), [[['list', 1, 'y', 1, 0]]]],
    ['an empty array', text('equals', 'empty', '[]'), [[['empty']]]],
    ['null', { kind: 'isNull', field: 'none' }, [[['none']]]],
    ['absence', { kind: 'isNull', field: 'nowhere' }, [[]]],
    ['presence', { kind: 'exists', field: 'list' }, [[['list']]]],
    ['a negation', { kind: 'not', of: text('equals', 'eventName', 'x') }, [[]]],
    ['what does not hold', text('equals', 'eventName', 'x'), undefined],
    ['an empty and', { kind: 'and', of: [] }, []],
    ['an empty or', { kind: 'or', of: [] }, undefined],
    [
      'the members of an or that hold',
      { kind: 'or', of: [text('equals', 'eventName', 'x'), text('equals', 'list.x', 'a')] },
      [[['list', 0, 'x']]],
    ],
    [
      'two fields that are the same',
      { kind: 'sameAs', field: 'eventName', other: 'copy', relation: 'equals', cased: false },
      [[['eventName'], ['copy']]],
    ],
    [
      'a keyword',
      { kind: 'keyword', patterns: [[{ text: 'deny' }]], cased: false },
      [[['open', 'Statement', 0, 'Effect']]],
    ],
    [
      'one element of a document',
      { kind: 'document', field: 'open', of: statement },
      [[['open', 'Statement', 1, 'Effect']], [['open', 'Statement', 1, 'Principal']]],
    ],
    [
      'a document that is text',
      { kind: 'document', field: 'policy', of: statement },
      [[['policy']], [['policy']]],
    ],
  ])('tells where %s stands', (_, condition, places) => {
    expect(placesOf(condition, record)).toEqual(places);
  });

  test('tells in which elements and documents an atom looks', () => {
    const [held] = toExplanation({ kind: 'document', field: 'open', of: statement })(record) ?? [];
    expect(held?.within).toEqual(['open', 'Statement']);
  });

  test('gives a hundred places of a value that stands everywhere', () => {
    const many: JsonObject = { list: Array.from({ length: 5_000 }, () => 'x') };
    expect(placesOf(text('equals', 'list', 'x'), many)?.[0]).toHaveLength(MAX_PLACES);
  });

  test('explains what the predicate says yes to, and nothing else', () => {
    let explained = 0;
    const property = fc.property(arbitraryCondition, arbitraryRecord, (condition, any) => {
      const held = toExplanation(condition)(any);
      expect(held !== undefined).toBe(toPredicate(condition)(any));
      if (held === undefined) return;
      explained += held.length;
      for (const each of held) expectToHold(each, any);
    });
    fc.assert(property, { numRuns: 3_000 });
    expect(explained).toBeGreaterThan(cases(300));
  });
});

/** Every place is one of the record, and the atom holds of it; only an absence and a negation have none. */
function expectToHold({ atom, isNegated, within, places }: HeldAtom, record: JsonObject): void {
  if (within.length === 0) expect(toPredicate(atom)(record)).toBe(!isNegated);
  if (isNegated) expect(places).toEqual([]);
  else if (atom.kind !== 'isNull') expect(places.length).toBeGreaterThan(0);
  for (const place of places) {
    expect(valueAt(record, place)).toBeDefined();
    const standsAlone = within.length === 0 && atom.kind !== 'sameAs' && atom.kind !== 'outsideAccount';
    if (standsAlone) expect(toPredicate(atom)(only(record, place))).toBe(true);
  }
}

function valueAt(record: Json, place: Place): Json | undefined {
  let value: Json | undefined = record;
  for (const step of place) value = (value as Record<string | number, Json> | undefined)?.[step];
  return value;
}

/** The record without anything beside the value of a place. */
function only(record: JsonObject, place: Place): JsonObject {
  const value = valueAt(record, place) as Json;
  return place.reduceRight<Json>(
    (inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }),
    value,
  ) as JsonObject;
}
