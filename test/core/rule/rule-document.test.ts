import fc from 'fast-check';
import type { Correlation } from '../../../lib/core/rule/correlation';
import type { Rule } from '../../../lib/core/rule/rule';
import {
  decodeInOrder,
  decodeRules,
  decodeShippedRules,
  encodeInOrder,
  encodeRules,
} from '../../../lib/core/rule/rule-document';
import { parseSigma } from '../../../lib/core/sigma/sigma-file';
import { cases } from '../../jest/cases';
import { arbitraryCondition } from '../../parity/arbitrary-condition';
import { ruleWith } from '../sigma/sigma-text-fixture';

const RULE = parseSigma(ruleWith('s: {eventName: x}\ncondition: s'), 'a.yml').rules[0]!.rule;

const { condition: _, ...METADATA } = RULE;
const CORRELATION: Correlation = {
  ...METADATA,
  id: 'many',
  kind: 'event_count',
  rules: [RULE],
  groupBy: ['user'],
  aliases: { user: { [RULE.id]: 'userIdentity.arn' } },
  timespanSeconds: 300,
  fields: [],
  bounds: [{ operator: 'gte', value: 5 }],
  generate: false,
};

test('what is written with the keys as they come is read with them', () => {
  const document = { rules: [RULE], correlations: [CORRELATION] };
  const read = decodeInOrder(encodeInOrder(document));
  expect(read).toEqual(document);
  expect(encodeRules(read)).toBe(encodeRules(document));
});

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function mapValues(record: Readonly<Record<string, string>>, change: (text: string) => unknown) {
  return Object.fromEntries(Object.entries(record).map(([key, text]) => [key, change(text)]));
}

describe('a rule document', () => {
  test('gives back the rules that were written', () => {
    const property = fc.property(fc.array(arbitraryCondition), (conditions) => {
      const rules = conditions.map((condition): Rule => ({ ...RULE, condition }));
      expect(decodeRules(encodeRules({ rules, correlations: [] })).rules).toEqual(rules);
    });
    fc.assert(property, { numRuns: 300 });
  });

  test('is the same text for the same rules, in whatever order their keys stand', () => {
    const turned = Object.fromEntries(Object.entries(RULE).reverse()) as unknown as Rule;
    const text = encodeRules({ rules: [RULE], correlations: [CORRELATION] });
    expect(encodeRules({ correlations: [CORRELATION], rules: [turned] })).toBe(text);
    expect(text).toMatch(
      /^\{"correlations":\[\{"aliases":.*\}\],"rules":\[\{"author":"",.*\}\],"version":2\}\n$/,
    );
    expect(decodeRules(text)).toEqual({ rules: [RULE], correlations: [CORRELATION] });
  });

  test('is the text that JSON.stringify gives with all keys in order', () => {
    let moved = 0;
    const property = fc.property(fc.array(fc.dictionary(fc.string(), fc.json())), (values) => {
      const aliases = values.map((value) => mapValues(value, (text) => JSON.parse(text)));
      const correlations = aliases.map((each) => ({
        ...CORRELATION,
        aliases: each as Correlation['aliases'],
      }));
      const text = encodeRules({ rules: [RULE], correlations });
      expect(text).toBe(`${JSON.stringify({ version: 2, rules: [RULE], correlations }, sortKeys)}\n`);
      moved += text.includes(JSON.stringify(aliases)) ? 0 : 1;
    });
    fc.assert(property, { numRuns: 300 });
    expect(moved).toBeGreaterThan(cases(50));
  });

  test('of the release is read as any other', () => {
    const text = encodeRules({ rules: [RULE], correlations: [CORRELATION] });
    expect(decodeShippedRules(text)).toEqual(decodeRules(text));
    expect(() => decodeShippedRules('{"version":1}')).toThrow('the rule document has version 1');
  });

  test.each([
    ['{', 'the rule document is not JSON'],
    ['[]', 'the rule document has version none, and 2 is understood; build both from one release'],
    ['null', 'the rule document is not a JSON object'],
    [
      '{"version":1,"rules":[]}',
      'the rule document has version 1, and 2 is understood; build both from one release',
    ],
    ['{"version":2}', 'the rule document is damaged: rules is no list'],
    ['{"version":2,"rules":[]}', 'the rule document is damaged: correlations is no list'],
    [
      '{"version":2,"rules":[],"correlations":[null]}',
      'the rule document is damaged: correlations[0] is no correlation',
    ],
    ['{"version":2,"rules":[5]}', 'the rule document is damaged: rules[0] is no rule'],
  ])('fails for %s', (text, message) => {
    expect(() => decodeRules(text)).toThrow(message);
  });

  test.each<[object, string]>([
    [{ title: 5 }, '.title is missing or of the wrong type'],
    [{ severity: 'loud' }, '.severity is missing or of the wrong type'],
    [{ tags: ['a', 5] }, '.tags is missing or of the wrong type'],
    [{ condition: undefined }, '.condition is no condition'],
    [{ condition: { kind: 'constructor' } }, '.condition.kind is not known'],
    [{ condition: { kind: 'exists' } }, '.condition.field is missing or of the wrong type'],
    [{ condition: { kind: 'and', of: {} } }, '.condition.of is no list'],
    [{ condition: { kind: 'not', of: { kind: 'or', of: [null] } } }, '.condition.of.of[0] is no condition'],
    [
      { condition: { kind: 'wildcard', field: 'a', patterns: [[{ some: 1 }]], cased: true } },
      '.condition.patterns is missing or of the wrong type',
    ],
  ])('fails for a rule with %j', (change, fault) => {
    const text = JSON.stringify({ version: 2, rules: [RULE, { ...RULE, ...change }], correlations: [] });
    expect(() => decodeRules(text)).toThrow(new Error(`the rule document is damaged: rules[1]${fault}`));
  });

  test.each<[object, string]>([
    [{ kind: 'value_sum' }, '.kind is missing or of the wrong type'],
    [{ severity: 'loud' }, '.severity is missing or of the wrong type'],
    [{ bounds: [{ operator: 'near', value: 1 }] }, '.bounds is missing or of the wrong type'],
    [{ aliases: { a: { b: 5 } } }, '.aliases is missing or of the wrong type'],
    [{ rules: undefined }, '.rules is no list'],
    [{ rules: [{ ...RULE, title: 5 }] }, '.rules[0].title is missing or of the wrong type'],
  ])('fails for a correlation with %j', (change, fault) => {
    const text = JSON.stringify({ version: 2, rules: [], correlations: [{ ...CORRELATION, ...change }] });
    expect(() => decodeRules(text)).toThrow(
      new Error(`the rule document is damaged: correlations[0]${fault}`),
    );
  });
});
