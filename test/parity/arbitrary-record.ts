import fc from 'fast-check';
import type { Json, JsonObject } from '../../lib/core/json/json-value';

/** Paths that random rules ask for: at the top, nested, through arrays, at objects, and where nothing ever is. */
export const FIELDS = [
  'eventName',
  'eventSource',
  'a',
  'b',
  'o',
  'o.x',
  'o.y.z',
  'list',
  'list.x',
  'list.y.z',
  'none.x',
];

/** Texts that differ from one another by what engines get wrong: case, wildcards, escapes, numbers, other alphabets. */
export const TEXTS = [
  ...[
    'GetObject',
    'getobject',
    'GetObjectAcl',
    'DeleteObject',
    's3.amazonaws.com',
    'S3.AMAZONAWS.COM',
    'iam',
  ],
  ...[
    '',
    ' ',
    '*',
    'a*b',
    'a?b',
    'axb',
    'ab',
    'a\\b',
    'a\\*b',
    '\\',
    '%',
    '_',
    '-a',
    '/a',
    '\u2013a',
    'x -a /b',
  ],
  ...[
    '5',
    '05',
    '5.0',
    '-1',
    '1e1',
    '10',
    '12',
    'true',
    'false',
    'null',
    '[]',
    '{}',
    '{"x":5}',
    '{"x":"ab"}',
  ],
  ...['ß', 'SS', 'İ', 'i̇', 'Σ', 'ς', 'σ', 'ÄB', 'äb', '😀', 'a😀b', 'a\nb', '\u0000', 'Ｋ', 'K'],
  ...[
    '10.1.2.3',
    '10.1.2.3/8',
    '2001:db8::1',
    '2001:DB8::1',
    '::ffff:10.1.2.3',
    'ec2.amazonaws.com',
    '10.1.2',
  ],
  ...['2023-07-10T12:05:00Z', '2023-07-10', '2021-01-03T23:59:59Z', '2020-12-31 00:00:00', 'Jul 10, 2023'],
  ...['{"a":{"x":"ab"}}', '[{"x":"iam"}]', '%7B%22a%22%3A%22iam%22%7D', '%7B%22x', '{"x"'],
  ...['111122223333', '444455556666', 'arn:aws:iam::444455556666:root', 'arn:aws:s3:::iam'],
  ...['YQ==', 'YWI', 'FiYg', 'a\u0000', 'xYWJyeQ=='],
] as const;

const text = fc.constantFrom(...TEXTS);
const scalar: fc.Arbitrary<Json> = fc.oneof(
  { weight: 8, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false) },
  { weight: 1, arbitrary: fc.constantFrom(5, 10, -1, 12, 0.5, 1e21) },
);
const member: fc.Arbitrary<Json> = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.array(scalar, { maxLength: 2 }), { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.record({ x: scalar, z: scalar }, { requiredKeys: [] }) },
);
const nested: fc.Arbitrary<Json> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ x: member, y: fc.oneof(member, fc.record({ z: member })) }, { requiredKeys: [] }),
  },
  { weight: 1, arbitrary: member },
);

/** Records in which every field may be absent, null, empty, or of any type. */
export const arbitraryRecord: fc.Arbitrary<JsonObject> = fc.record(
  {
    eventName: fc.oneof({ weight: 6, arbitrary: text }, { weight: 1, arbitrary: member }),
    eventSource: fc.oneof({ weight: 6, arbitrary: text }, { weight: 1, arbitrary: member }),
    a: member,
    b: member,
    recipientAccountId: fc.constantFrom('111122223333', '555566667777'),
    o: nested,
    list: fc.oneof(fc.array(nested, { maxLength: 3 }), nested),
  },
  { requiredKeys: [] },
);
