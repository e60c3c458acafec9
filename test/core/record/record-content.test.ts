import type { JsonObject } from '../../../lib/core/json/json-value';
import { contentOf } from '../../../lib/core/record/record-content';

describe('the content of a record', () => {
  it('does not depend on the order of members, and depends on that of elements', () => {
    expect(contentOf({ a: 1, b: { c: 'x', d: null } }).text).toBe(
      contentOf({ b: { d: null, c: 'x' }, a: 1 }).text,
    );
    expect(contentOf({ a: [1, 2] }).text).not.toBe(contentOf({ a: [2, 1] }).text);
  });

  it('is another one where a text has the characters in it that stand between texts', () => {
    const [inOne, inTwo] = [{ a: ['x\u0001y'] }, { a: ['x', 'y'] }];
    expect(contentOf(inOne).text).not.toBe(contentOf(inTwo).text);
    expect(contentOf(inTwo).text).toContain('x\u0001y');
  });

  it('leaves out what JSON leaves out', () => {
    expect(contentOf({ a: undefined, b: 1 }).text).toBe(contentOf({ b: 1 }).text);
  });

  it('is another one for each kind of object, of more than are remembered', () => {
    const known = new Set(
      Array.from({ length: 5_000 }, (_, at) => contentOf({ [`name${at}`]: 1, [`a${at}`]: 2 }).text),
    );
    expect(known.size).toBe(5_000);
    expect(contentOf({ name7: 1, a7: 2 }).text).toBe(contentOf({ a7: 2, name7: 1 }).text);
  });

  it('is the same whether escapes are written or not', () => {
    const plain = '{"eventName":"ä/b"}';
    const escaped = '{"eventName":"\\u00e4\\/b"}';
    expect(contentOf(JSON.parse(escaped) as JsonObject, escaped).text).toBe(
      contentOf(JSON.parse(plain) as JsonObject, plain).text,
    );
  });
});

describe('what is written of a record', () => {
  it.each([
    '{"eventName":"StopLogging","readOnly":false,"a":[1,{"b":null},[]],"c":{},"d":{"e":[{}]}}',
    '{"a":"v1.5","b":-17}',
    '{"a":"ä\u2028\ud83d\ude00"}',
  ])('is its JSON: %s', (written) => {
    expect(contentOf(JSON.parse(written) as JsonObject, written).json).toBe(written);
  });

  it.each([
    ['space between tokens', '{"a": 1}'],
    ['a number with a fraction', '{"a":1.50}'],
    ['numbers with exponents that are as long together', '{"a":10e1,"b":1e3}'],
    ['a number that is not kept', '{"a":12345678901234567890}'],
    ['minus zero', '{"a":-0}'],
    ['a name that comes again', '{"a":1,"a":2}'],
    ['names that change their places', '{"b":1,"0":2}'],
    ['an escape', '{"a":"\\/"}'],
  ])('is not taken for its JSON if there is %s', (_what, written) => {
    expect(contentOf(JSON.parse(written) as JsonObject, written).json).toBeUndefined();
  });
});
