import fc from 'fast-check';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import type { Condition } from '../../../lib/core/rule/condition';
import { arbitraryCondition } from '../../parity/arbitrary-condition';
import { arbitraryRecord } from '../../parity/arbitrary-record';

const isIam: Condition = { kind: 'equals', field: 'a', values: ['iam'], cased: false };

function holds(value: Json, of: Condition = isIam): boolean {
  return toPredicate({ kind: 'document', field: 'policy', of })({ policy: value });
}

describe('a condition on a document', () => {
  it.each<readonly [what: string, value: Json, expected: boolean]>([
    ['an object as it stands', { a: 'iam' }, true],
    ['an object as JSON text', '{"a":"iam"}', true],
    ['white space around it', ' \n{ "a" : "iam" }\n', true],
    ['percent-encoded text', '%7B%22a%22%3A%20%22iam%22%7D', true],
    ['percent-encoded text in lower case, with white space before it', '%0a%7b%22a%22%3a%22iam%22%7d', true],
    ['encoded braces alone', '%7B"a":"iam"%7D', true],
    ['a list in JSON text', '[{"a":"x"},{"a":"iam"}]', true],
    ['any element of an array', ['{', '{"a":"iam"}'], true],
    ['another value', '{"a":"x"}', false],
    ['text that is no JSON', '{"a":"iam"', false],
    ['a percent sign that encodes nothing', '%7B%22a%22%3A%22iam%22%zz%7D', false],
    ['JSON that is neither object nor list', '"iam"', false],
    ['text that was encoded twice', '%257B%2522a%2522%253A%2522iam%2522%257D', false],
    ['a number', 5, false],
    ['null', null, false],
    ['the empty text', '', false],
  ])('reads %s', (_what, value, expected) => {
    expect(holds(value)).toBe(expected);
  });

  it('does not hold where the field is absent, so that its negation does', () => {
    const document: Condition = { kind: 'document', field: 'policy', of: { kind: 'and', of: [] } };
    expect(toPredicate(document)({})).toBe(false);
    expect(toPredicate({ kind: 'not', of: document })({})).toBe(true);
  });

  it('keeps a percent sign that stands in plain JSON', () => {
    expect(holds('{"a":"%69am"}')).toBe(false);
  });

  it('reads a document of 262,144 characters and no longer one', () => {
    const withLength = (length: number) => '{"a":"iam"}'.padEnd(length);
    expect(holds(withLength(262_144))).toBe(true);
    expect(holds(withLength(262_145))).toBe(false);
  });

  it('does not look into a document that nests deeper than a record may', () => {
    const nesting = (depth: number) => `{"a":"iam","b":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(holds(nesting(199))).toBe(true);
    expect(holds(nesting(200))).toBe(false);
    expect(holds(nesting(100_000))).toBe(false);
  });

  it('says of an object, its text and its encoded text what the condition says of the object', () => {
    fc.assert(
      fc.property(arbitraryRecord, arbitraryCondition, (document, of) => {
        const expected = toPredicate({ kind: 'element', field: 'policy', of });
        const record = (policy: Json): JsonObject => ({ recipientAccountId: '111122223333', policy });
        const text = JSON.stringify(document);
        const verdicts = [document, text, encodeURIComponent(text)].map((policy) =>
          toPredicate({ kind: 'document', field: 'policy', of })(record(policy)),
        );
        expect(verdicts).toEqual(Array(3).fill(expected(record(document))));
      }),
      { numRuns: 1000 },
    );
  });
});
