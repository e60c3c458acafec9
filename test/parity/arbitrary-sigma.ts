import fc from 'fast-check';
import { FIELDS, TEXTS } from './arbitrary-record';
import type { OracleDetection } from './sigma-oracle';

type Item = readonly [key: string, value: unknown];

/** Detections that use all of Sigma, over these fields and values. All of them are valid. */
export function detectionOver(
  fields: readonly string[],
  texts: readonly string[],
): fc.Arbitrary<OracleDetection> {
  const map = fc
    .array(itemOver(fc.constantFrom(...fields), sigmaTextOver(texts)), { minLength: 1, maxLength: 3 })
    .map((items) => Object.fromEntries(items));
  const selection: fc.Arbitrary<unknown> = fc.oneof(
    { weight: 6, arbitrary: map },
    { weight: 2, arbitrary: fc.array(map, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: keywordOver(sigmaTextOver(texts)) },
  );
  return fc
    .tuple(fc.tuple(...NAMES.map(() => selection)), oneOrMore(expression))
    .map(([selections, condition]) => ({
      ...Object.fromEntries(NAMES.map((name, index) => [name, selections[index]])),
      condition,
    }));
}

const sigmaTextOver = (texts: readonly string[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...texts) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        'Get*',
        '*object',
        '*OBJ*',
        'G?tObject',
        'a\\*b',
        'a\\\\*b',
        'a\\\\\\*b',
        '\\\\',
        '?',
        '**',
        'a\\',
      ),
    },
  );
const oneOrMore = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
const withoutWildcards = fc.constantFrom('ab', '-a', 'GetObject', 'ß', '😀', 'bar');

function itemOver(field: fc.Arbitrary<string>, sigmaText: fc.Arbitrary<string>): fc.Arbitrary<Item> {
  const plain = fc.oneof(
    { weight: 8, arbitrary: sigmaText },
    fc.constantFrom<unknown>(5, 10, true, false, -1),
  );
  const keyed = (modifiers: readonly string[], value: fc.Arbitrary<unknown>): fc.Arbitrary<Item> =>
    fc
      .tuple(field, fc.constantFrom(...modifiers), value)
      .map(([name, chain, values]) => [`${name}${chain}`, values]);
  return fc.oneof(
    {
      weight: 5,
      arbitrary: keyed(
        ['', '|contains', '|startswith', '|endswith', '|cased', '|contains|cased'],
        oneOrMore(plain),
      ),
    },
    { weight: 2, arbitrary: keyed(['|neq', '|contains|neq', '|startswith|neq'], oneOrMore(plain)) },
    {
      weight: 2,
      arbitrary: keyed(
        ['|all', '|contains|all', '|all|neq'],
        fc.array(plain, { minLength: 2, maxLength: 3 }),
      ),
    },
    keyed(['', '|neq'], fc.constant(null)),
    keyed(['|exists', '|exists|neq'], fc.boolean()),
    keyed(
      ['|re', '|re|i', '|re|s', '|re|i|s'],
      oneOrMore(fc.constantFrom('^Get', 'object$', 'a.b', '^[0-9]+$', '^.$', 'a|b')),
    ),
    keyed(
      ['|cidr', '|cidr|neq'],
      oneOrMore(fc.constantFrom('10.0.0.0/8', '10.1.2.3', '2001:db8::/32', '::/0', '0.0.0.0/0')),
    ),
    keyed(['|lt', '|lte', '|gt', '|gte'], oneOrMore(fc.constantFrom(5, 10, 0.5, -1))),
    keyed(
      [
        '|fieldref',
        '|fieldref|contains',
        '|fieldref|startswith',
        '|endswith|fieldref',
        '|fieldref|neq',
        '|fieldref|cased',
      ],
      field,
    ),
    keyed(
      ['|hour', '|minute|gte', '|week', '|day|lt', '|month', '|year|gt'],
      oneOrMore(fc.constantFrom(5, 7, 12)),
    ),
    keyed(
      ['|base64', '|base64offset|contains', '|windash|contains', '|contains|windash'],
      oneOrMore(withoutWildcards),
    ),
    keyed(['|wide|base64offset|contains', '|utf16be|base64'], fc.constantFrom('ab', 'a', 'Get')),
    keyed(['|utf16le', '|wide|contains', '|utf16be|startswith'], fc.constantFrom('a', 'ab', 'Get*')),
  );
}

const keywordOver = (sigmaText: fc.Arbitrary<string>): fc.Arbitrary<unknown> =>
  fc.oneof(
    oneOrMore(sigmaText),
    fc.array(sigmaText, { minLength: 2, maxLength: 3 }).map((values) => ({ '|all': values })),
    fc.constantFrom('^Get', 'a.b').map((value) => ({ '|re': value })),
  );
const NAMES = ['sel_a', 'sel_b', 'filter_a', 'other', '_hidden'];
const operand = fc.constantFrom(
  ...NAMES,
  '1 of sel_*',
  'all of sel_*',
  '1 of them',
  'all of them',
  '1 of *_a',
  '1 of _*',
);
const expression = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 3 },
    operand,
    tie('text').map((inner) => `not ${inner}`),
    tie('text').map((inner) => `(${inner})`),
    fc.tuple(tie('text'), fc.constantFrom('and', 'or'), tie('text')).map((parts) => parts.join(' ')),
  ),
})).text;

/** Detections over the fields and values of random records. */
export const arbitraryDetection = detectionOver(FIELDS, TEXTS);
