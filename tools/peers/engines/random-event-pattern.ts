import fc from 'fast-check';

const TEXTS = [
  ...[
    'a',
    'A',
    'ab',
    'aB',
    'abc',
    'b',
    'ba',
    'x*y',
    'xzy',
    '\\',
    '',
    ' ',
    '"',
    'ß',
    'SS',
    'Å',
    'å',
    'true',
    'null',
    '5',
  ],
  ...['10.1.2.3', '10.1.2.4', '010.1.2.3', '10.1.2', '256.1.1.1', '50.1.2.3', '254.128.0.1', '0.0.0.0'],
  ...[
    'a00::1',
    '2001:db8::1',
    '2001:DB8:0::1',
    '::ffff:a01:203',
    '::ffff:10.1.2.3',
    '::',
    '1::2::3',
    '00001::',
    'fe80::1',
  ],
  ...['10.0.0.0/8', '2001:db8::/32'],
];
const NUMBERS = [
  '5',
  '5.0',
  '50e-1',
  '0',
  '-0',
  '-1',
  '0.5',
  '1e3',
  '300',
  '300.0',
  '301.8',
  '3.018e2',
  '5000000000',
];
const RANGES = [
  ...[
    '10.0.0.0/8',
    '10.1.2.0/24',
    '10.1.2.3/31',
    '10.1.2.3/32',
    '0.0.0.0/0',
    '10.1.2.3',
    '010.0.0.0/8',
    '10.0.0.0/33',
  ],
  ...[
    '2001:db8::/32',
    '2000::/3',
    '::/0',
    'fe80::/10',
    '2001:db8::1/127',
    '2001:db8::1/128',
    '::ffff:a00:0/104',
    'x/8',
    '/8',
  ],
  ...['10.0.0.0/', '10.0.0.0/08', '10.0.0.0/-1', '10.0.0.0/8/8'],
];
const WILDCARDS = [
  'a*',
  '*b',
  'a*b',
  '*',
  '**',
  'a**b',
  '\\*',
  'a\\',
  '\\a',
  '*a*b*',
  'x\\*y',
  '',
  '\\\\',
  '*\\\\',
];

const json = (value: unknown) => JSON.stringify(value);
const text = fc.constantFrom(...TEXTS).map(json);
const number = fc.constantFrom(...NUMBERS);
const bad = fc.constantFrom('null', 'true', '[]', '{}', '{"a":1}', '[["a"]]', '""', '5', '["a","b"]', '"x"');

const operator = (name: string, value: fc.Arbitrary<string>) => value.map((found) => `{"${name}":${found}}`);
const list = (item: fc.Arbitrary<string>, min = 1) =>
  fc.array(item, { minLength: min, maxLength: 3 }).map((items) => `[${items.join(',')}]`);
const oneOrList = (item: fc.Arbitrary<string>) => fc.oneof(item, list(item));

const caseless = operator('equals-ignore-case', text);
const wildcard = fc.constantFrom(...WILDCARDS).map(json);
const range = fc.constantFrom(...RANGES).map(json);
const sign = fc.constantFrom('"="', '"<"', '"<="', '">"', '">="', '"!="');
const bounds = fc.oneof(
  fc.tuple(sign, number).map((pair) => `[${pair.join(',')}]`),
  fc
    .tuple(fc.constantFrom('">"', '">="', '"="'), number, fc.constantFrom('"<"', '"<="'), number)
    .map((four) => `[${four.join(',')}]`),
  bad,
);
const except = fc.oneof(
  oneOrList(text),
  oneOrList(number),
  list(fc.oneof(text, number)),
  operator('prefix', oneOrList(text)),
  operator('suffix', oneOrList(text)),
  operator('prefix', caseless),
  operator('equals-ignore-case', oneOrList(text)),
  operator('wildcard', oneOrList(wildcard)),
  operator('cidr', range),
  bad,
);

const matcher: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: number },
  { weight: 1, arbitrary: fc.constantFrom('true', 'false', 'null') },
  { weight: 2, arbitrary: operator('prefix', fc.oneof(text, caseless)) },
  { weight: 2, arbitrary: operator('suffix', fc.oneof(text, caseless)) },
  { weight: 2, arbitrary: caseless },
  { weight: 2, arbitrary: operator('wildcard', wildcard) },
  { weight: 3, arbitrary: operator('anything-but', except) },
  { weight: 2, arbitrary: operator('numeric', bounds) },
  { weight: 2, arbitrary: operator('cidr', range) },
  {
    weight: 2,
    arbitrary: operator('exists', fc.constantFrom('true', 'false', 'true', 'false', '"true"', 'null')),
  },
  { weight: 1, arbitrary: operator('suffix', bad) },
  { weight: 1, arbitrary: fc.constantFrom('{}', '{"unknown":"a"}', '[]', '{"prefix":"a","suffix":"b"}') },
);

const KEYS = ['a', 'b', 'c', 'd'];
const key = fc.constantFrom(...KEYS, ...KEYS, ...KEYS, 'a.b', 'x y').map(json);

const { pattern } = fc.letrec<{ pattern: string; member: string; or: string }>((tie) => ({
  member: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 5, arbitrary: fc.tuple(key, list(matcher)).map(([name, matchers]) => `${name}:${matchers}`) },
    { weight: 2, arbitrary: fc.tuple(key, tie('pattern')).map(([name, of]) => `${name}:${of}`) },
    { weight: 1, arbitrary: tie('or') },
    {
      weight: 1,
      arbitrary: fc.tuple(key, fc.oneof(bad, list(matcher, 0))).map(([name, of]) => `${name}:${of}`),
    },
  ),
  or: fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .array(tie('pattern'), { minLength: 2, maxLength: 3 })
        .map((all) => `"$or":[${all.join(',')}]`),
    },
    { weight: 1, arbitrary: fc.constantFrom('[]', '["a","b"]', '[{}]').map((of) => `"$or":${of}`) },
  ),
  pattern: fc.array(tie('member'), { minLength: 1, maxLength: 3 }).map((members) => `{${members.join(',')}}`),
}));

const { value } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { weight: 5, arbitrary: text },
    { weight: 2, arbitrary: number },
    { weight: 1, arbitrary: fc.constantFrom('true', 'false', 'null', '[]', '{}') },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`) },
    { weight: 2, arbitrary: tie('object') },
  ),
  object: fc
    .uniqueArray(fc.constantFrom(...KEYS), { maxLength: 3 })
    .chain((keys) => fc.tuple(...keys.map((name) => tie('value').map((of) => `${json(name)}:${of}`))))
    .map((members) => `{${members.join(',')}}`),
}));

const event = fc
  .uniqueArray(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 4 })
  .chain((keys) => fc.tuple(...keys.map((name) => value.map((of) => `${json(name)}:${of}`))))
  .map((members) => `{${members.join(',')}}`);

/**
 * Patterns of the whole grammar, most of them not valid, and events with the same few keys and values. No key is empty,
 * and `$or` is no name of a field: what EventBridge does with these is not documented.
 */
export function randomPatternCases(
  seed: number,
  patterns: number,
  events: number,
): {
  readonly patterns: readonly string[];
  readonly events: readonly string[];
} {
  return {
    patterns: fc.sample(pattern, { seed, numRuns: patterns }),
    events: fc.sample(event, { seed: seed + 1, numRuns: events }),
  };
}
