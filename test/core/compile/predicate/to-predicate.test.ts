import { timePartOf, toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import type { Condition, TextCondition, WildcardPart } from '../../../../lib/core/rule/condition';

type Row = readonly [what: string, condition: Condition, record: JsonObject, holds: boolean];

const ANY: WildcardPart = { any: true };
const ONE: WildcardPart = { one: true };

const element: Condition = {
  kind: 'element',
  field: 'a',
  of: { kind: 'and', of: [text('equals', 'x', '1'), text('equals', 'y', '2')] },
};

describe('text atoms', () => {
  test.each<Row>([
    ['equal text', text('equals', 'a', 'x'), { a: 'x' }, true],
    ['equal text in another case', text('equals', 'a', 'X'), { a: 'x' }, true],
    [
      'equal text in another case that counts',
      { ...text('equals', 'a', 'X'), cased: true },
      { a: 'x' },
      false,
    ],
    ['any of the values', text('equals', 'a', 'y', 'x'), { a: 'x' }, true],
    ['an absent field', text('equals', 'a', 'x'), {}, false],
    ['an absent field, negated', not(text('equals', 'a', 'x')), {}, true],
    ['null', text('equals', 'a', 'null'), { a: null }, false],
    ['empty text', text('equals', 'a', ''), { a: '' }, true],
    ['empty text and an absent field', text('equals', 'a', ''), {}, false],
    ['a number', text('equals', 'a', '22'), { a: 22 }, true],
    ['a number with a fraction', text('contains', 'a', '.5'), { a: 0.5 }, true],
    ['a boolean', text('equals', 'a', 'True'), { a: true }, true],
    ['any element of an array', text('equals', 'a', 'y'), { a: ['x', 'y'] }, true],
    ['any element of arrays in an array', text('equals', 'a', 'y'), { a: [['x'], ['y']] }, true],
    ['a path through an array', text('endsWith', 'a.b', 'y'), { a: [{ b: 1 }, { c: 1 }, { b: 'xy' }] }, true],
    ['no element of an array, negated', not(text('equals', 'a', 'x')), { a: ['x', 'y'] }, false],
    ['an object searched as compact JSON', text('contains', 'a', '"b":"x"'), { a: { b: 'X' } }, true],
    ['an object in an array', text('contains', 'a', '{"b":1}'), { a: [{ b: 1 }] }, true],
    ['an object compared with a text', text('equals', 'a', 'b'), { a: { b: 1 } }, false],
    ['a key that objects inherit', text('contains', 'constructor', ''), {}, false],
    ['a prefix that folds to another length', text('startsWith', 'a', 'i'), { a: 'İstanbul' }, false],
    ['a capital sigma at the end', text('equals', 'a', 'ΟΣ'), { a: 'οσ' }, true],
  ])('%s', (_, condition, record, holds) => {
    expect(toPredicate(condition)(record)).toBe(holds);
  });
});

describe('wildcard atoms', () => {
  test.each<[string, readonly WildcardPart[], string, boolean]>([
    ['a*c', [{ text: 'a' }, ANY, { text: 'c' }], 'abbc', true],
    ['a*c', [{ text: 'a' }, ANY, { text: 'c' }], 'ac', true],
    ['a*c', [{ text: 'a' }, ANY, { text: 'c' }], 'acd', false],
    ['a?c', [{ text: 'a' }, ONE, { text: 'c' }], 'ac', false],
    ['a?c', [{ text: 'a' }, ONE, { text: 'c' }], 'a😀c', true],
    ['a?c', [{ text: 'a' }, ONE, { text: 'c' }], 'a\nc', true],
    ['*a*ab', [ANY, { text: 'a' }, ANY, { text: 'ab' }], 'aaab', true],
    ['*ab', [ANY, { text: 'ab' }], 'abab', true],
    ['?*', [ONE, ANY], '', false],
    ['', [], '', true],
  ])('%s on %j', (_, pattern, value, holds) => {
    const condition: Condition = { kind: 'wildcard', field: 'a', patterns: [pattern], cased: false };
    expect(toPredicate(condition)({ a: value })).toBe(holds);
  });

  test.each<[unknown, boolean]>([
    ['', true],
    [0, true],
    [{}, true],
    [[], true],
    [null, false],
    [[null], false],
  ])('a bare star on %j', (value, holds) => {
    const condition: Condition = { kind: 'wildcard', field: 'a', patterns: [[ANY]], cased: false };
    expect(toPredicate(condition)({ a: value } as JsonObject)).toBe(holds);
    expect(toPredicate(text('contains', 'a', ''))({ a: value } as JsonObject)).toBe(holds);
  });

  test('take time in proportion to both lengths', () => {
    const pattern = Array.from({ length: 50 }, () => [ANY, { text: 'a' }]).flat();
    const condition: Condition = {
      kind: 'wildcard',
      field: 'a',
      patterns: [[...pattern, { text: 'b' }]],
      cased: true,
    };
    expect(toPredicate(condition)({ a: 'a'.repeat(20_000) })).toBe(false);
  });
});

describe('other atoms', () => {
  test.each<Row>([
    ['null that is null', { kind: 'isNull', field: 'a' }, { a: null }, true],
    ['null that is absent', { kind: 'isNull', field: 'a.b' }, { a: {} }, true],
    ['null in an array', { kind: 'isNull', field: 'a' }, { a: ['x', null] }, true],
    ['null and an empty array', { kind: 'isNull', field: 'a' }, { a: [] }, false],
    ['null and empty text', { kind: 'isNull', field: 'a' }, { a: '' }, false],
    ['null behind an empty array', { kind: 'isNull', field: 'a.b' }, { a: [] }, true],
    ['exists with null', { kind: 'exists', field: 'a' }, { a: null }, true],
    ['exists with an empty array', { kind: 'exists', field: 'a' }, { a: [] }, true],
    ['exists on an object', { kind: 'exists', field: 'a' }, { a: {} }, true],
    ['exists in any element', { kind: 'exists', field: 'a.b' }, { a: [{}, { b: null }] }, true],
    ['exists without the field', { kind: 'exists', field: 'a.b' }, { a: 'b' }, false],
    ['an expression anywhere', matches('b+'), { a: 'abbc' }, true],
    ['an expression, case counting', matches('B'), { a: 'b' }, false],
    ['an expression, case ignored', { ...matches('B'), flags: 'i' }, { a: 'b' }, true],
    ['an anchor at a line, without m', matches('^b'), { a: 'a\nb' }, false],
    ['an anchor at a line, with m', { ...matches('^b'), flags: 'm' }, { a: 'a\nb' }, true],
    ['a dot at a line end, without s', matches('a.b'), { a: 'a\nb' }, false],
    ['a dot at a line end, with s', { ...matches('a.b'), flags: 's' }, { a: 'a\nb' }, true],
    ['an expression on an object', matches('"b":1'), { a: { b: 1 } }, true],
    ['a range', cidr('10.0.0.0/8'), { a: '10.1.2.3' }, true],
    ['a range and a service', cidr('10.0.0.0/8'), { a: 'ec2.amazonaws.com' }, false],
    ['a range and AWS itself', not(cidr('10.0.0.0/8')), { a: 'AWS Internal' }, true],
    ['an IPv6 range', cidr('2001:db8::/32'), { a: '2001:DB8:1::5' }, true],
    ['less than', compare('lt', 5), { a: 4 }, true],
    ['less than, of text that is a number', compare('lt', 5), { a: '4.5' }, true],
    ['less than, of text that is none', compare('lt', 5), { a: '4 ' }, false],
    ['at least, of a boolean', compare('gte', 0), { a: true }, false],
    ['at least, of empty text', compare('gte', 0), { a: '' }, false],
    ['less than, of null', compare('lt', 5), { a: null }, false],
    ['the same as another field', sameAs('equals'), { a: 'X', b: 'x' }, true],
    ['the same as an absent field', sameAs('equals'), { a: 'X' }, false],
    ['both absent', sameAs('equals'), {}, false],
    ['both null', sameAs('equals'), { a: null, b: null }, false],
    ['ends with another field', sameAs('endsWith'), { a: 'user/Bob', b: ['eve', 'bob'] }, true],
    ['one and the same element', element, { a: [{ x: 1, y: 2 }] }, true],
    ['two elements', element, { a: [{ x: 1 }, { y: 2 }] }, false],
    ['an object instead of an array', element, { a: { x: 1, y: 2 } }, true],
    ['an element, of no array', not(element), {}, true],
    ['a keyword in a value', keyword('obj'), { a: { b: ['x', 'GetObject'] } }, true],
    ['a keyword in a key', keyword('eventName'), { eventName: 'x' }, false],
    ['a keyword in a number', keyword('12'), { a: 3123 }, true],
    ['a keyword across two values', keyword('ab'), { x: 'a', y: 'b' }, false],
    ['no condition at all', { kind: 'and', of: [] }, {}, true],
    ['no alternative at all', { kind: 'or', of: [] }, {}, false],
  ])('%s', (_, condition, record, holds) => {
    expect(toPredicate(condition)(record)).toBe(holds);
  });
});

describe('comparisons', () => {
  const OPERATORS = {
    eq: [false, true, false],
    lt: [true, false, false],
    lte: [true, true, false],
    gt: [false, false, true],
    gte: [false, true, true],
  } as const;

  test.each(Object.entries(OPERATORS))(
    '%s of a number that is less, equal and greater',
    (operator, expected) => {
      const condition = { kind: 'compare', field: 'a', operator, value: 5 } as Condition;
      expect([4, 5, 6].map((a) => toPredicate(condition)({ a }))).toEqual(expected);
      expect(['', 'five', '5 ', null, {}].map((a) => toPredicate(condition)({ a }))).not.toContain(true);
    },
  );

  test.each(Object.entries(OPERATORS))(
    '%s of the hour of a time before, in and after it',
    (operator, expected) => {
      const condition = { kind: 'timePart', field: 'a', part: 'hour', operator, value: 5 } as Condition;
      const times = ['04:59:59', '05:00:00', '06:00:00'].map((time) => ({ a: `2026-11-20T${time}Z` }));
      expect(times.map((record) => toPredicate(condition)(record))).toEqual(expected);
      expect(toPredicate(condition)({ a: 'yesterday' })).toBe(false);
    },
  );
});

describe('the parts of a time', () => {
  const PARTS = ['year', 'month', 'week', 'day', 'hour', 'minute'] as const;

  test.each([
    ['2026-11-20T02:15:09Z', [2026, 11, 47, 20, 2, 15]],
    ['2026-11-20', [2026, 11, 47, 20, 0, 0]],
    ['2026-11-20T23:59:59Z', [2026, 11, 47, 20, 23, 59]],
    ['2026-11-20T01:30:00+05:45', [2026, 11, 47, 19, 19, 45]],
    ['2026-11-20T20:30:00-05:45', [2026, 11, 47, 21, 2, 15]],
    ['2024-02-29T00:00:00Z', [2024, 2, 9, 29, 0, 0]],
    // The year of a week is that of its Thursday.
    ['2021-01-03T00:00:00Z', [2021, 1, 53, 3, 0, 0]],
    ['2021-01-04T00:00:00Z', [2021, 1, 1, 4, 0, 0]],
    ['2024-12-30T00:00:00Z', [2024, 12, 1, 30, 0, 0]],
    ['2026-12-31T00:00:00Z', [2026, 12, 53, 31, 0, 0]],
  ])('of %s, in UTC', (time, expected) => {
    expect(PARTS.map((part) => timePartOf(time, part))).toEqual(expected);
  });

  test.each([
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-32T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:60Z',
    'yesterday',
    '',
  ])('%j has none', (time) =>
    expect(PARTS.map((part) => timePartOf(time, part))).toEqual(PARTS.map(() => undefined)),
  );
});

function text(kind: TextCondition['kind'], field: string, ...values: string[]): TextCondition {
  return { kind, field, values, cased: false };
}

function not(of: Condition): Condition {
  return { kind: 'not', of };
}

function matches(expression: string) {
  return { kind: 'matches', field: 'a', expression, flags: '' } as const;
}

function cidr(range: string): Condition {
  return { kind: 'cidr', field: 'a', ranges: [range] };
}

function compare(operator: 'lt' | 'gte', value: number): Condition {
  return { kind: 'compare', field: 'a', operator, value };
}

function sameAs(relation: TextCondition['kind']): Condition {
  return { kind: 'sameAs', field: 'a', other: 'b', relation, cased: false };
}

function keyword(word: string): Condition {
  return { kind: 'keyword', patterns: [[{ text: word }]], cased: false };
}
