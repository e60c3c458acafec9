import fc from 'fast-check';
import type { Json } from '../../../lib/core/json/json-value';
import { compileFieldPath, hasField, readField, someValue } from '../../../lib/core/record/field-path';

const RECORD = JSON.parse(`{
  "eventName": "PutBucketPolicy",
  "errorCode": null,
  "empty": "",
  "nothing": [],
  "userIdentity": {"type": "IAMUser", "sessionContext": {"attributes": {"mfaAuthenticated": "false"}}},
  "resources": [
    {"ARN": "arn:aws:s3:::one", "tags": [{"key": "a"}, {"key": "b"}]},
    {"accountId": "111122223333"},
    "text",
    null,
    [{"ARN": "arn:aws:s3:::nested"}]
  ],
  "zero": {"0": "a key"},
  "__proto__": {"polluted": "own"},
  "": "the empty key"
}`) as Json;

describe('readField', () => {
  const cases: readonly (readonly [path: string, values: readonly Json[]])[] = [
    ['eventName', ['PutBucketPolicy']],
    ['userIdentity.type', ['IAMUser']],
    ['userIdentity.sessionContext.attributes.mfaAuthenticated', ['false']],
    ['userIdentity.sessionContext.attributes', [{ mfaAuthenticated: 'false' }]],
    ['errorCode', [null]],
    ['errorCode.x', []],
    ['eventName.length', []],
    ['empty', ['']],
    ['nothing', [[]]],
    ['nothing.x', []],
    ['nothing.length', []],
    ['resources.ARN', ['arn:aws:s3:::one', 'arn:aws:s3:::nested']],
    ['resources.accountId', ['111122223333']],
    ['resources.tags.key', ['a', 'b']],
    ['resources.0', []],
    ['zero.0', ['a key']],
    ['absent', []],
    ['userIdentity.absent.type', []],
    ['EventName', []],
    ['constructor', []],
    ['constructor.name', []],
    ['userIdentity.toString', []],
    ['userIdentity.__proto__', []],
    ['__proto__.polluted', ['own']],
    ['', ['the empty key']],
    ['userIdentity.', []],
  ];

  test.each(cases)('reads %p', (path, values) => {
    expect(readField(RECORD, compileFieldPath(path))).toEqual(values);
  });

  test.each([[null], ['text'], [1], [true]])('finds nothing in %p, which has no members', (root) => {
    expect(readField(root, compileFieldPath('x'))).toEqual([]);
  });
});

describe('hasField', () => {
  test.each(['errorCode', 'empty', 'nothing', 'resources.ARN', 'resources.tags', '__proto__'])(
    'finds %p',
    (path) => {
      expect(hasField(RECORD, compileFieldPath(path))).toBe(true);
    },
  );

  test.each(['absent', 'nothing.x', 'resources.absent', 'constructor', 'userIdentity.hasOwnProperty'])(
    'does not find %p',
    (path) => {
      expect(hasField(RECORD, compileFieldPath(path))).toBe(false);
    },
  );
});

describe('someValue', () => {
  test('stops at the first value that holds', () => {
    const seen: Json[] = [];
    const found = someValue(RECORD, compileFieldPath('resources.tags.key'), (value) => {
      seen.push(value);
      return true;
    });
    expect(found).toBe(true);
    expect(seen).toEqual(['a']);
  });

  test('says no when no value holds', () => {
    expect(someValue(RECORD, compileFieldPath('resources.ARN'), (value) => value === 'other')).toBe(false);
  });

  test('agrees with a plain recursive reading on any JSON and any path', () => {
    const key = fc.constantFrom('a', 'b', '0', '__proto__', 'constructor', 'length');
    const json = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom<Json>(null, true, 1, 'text', ''),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.array(fc.tuple(key, tie('value')), { maxLength: 3 }).map(jsonObject),
      ),
    })).value;
    fc.assert(
      fc.property(json, fc.array(key, { minLength: 1, maxLength: 4 }), (root, keys) => {
        const values = readField(root, compileFieldPath(keys.join('.')));
        expect(values).toEqual(plainlyRead(root, keys));
        expect(hasField(root, compileFieldPath(keys.join('.')))).toBe(values.length > 0);
      }),
      { numRuns: 2000 },
    );
  });
});

function jsonObject(members: readonly (readonly [string, Json])[]): Json {
  const written = members.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return JSON.parse(`{${written.join(',')}}`);
}

function plainlyRead(value: Json, keys: readonly string[]): Json[] {
  if (keys.length === 0) return [value];
  if (Array.isArray(value)) return value.flatMap((element) => plainlyRead(element, keys));
  if (typeof value !== 'object' || value === null) return [];
  const member = Object.entries(value).find(([key]) => key === keys[0]);
  return member === undefined ? [] : plainlyRead(member[1] as Json, keys.slice(1));
}
