import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expectedRecords } from '../../../lib/core/placement/expected-records';
import { loggedOf, nothingLoggedBy } from '../../../lib/core/placement/logged-records';
import { decodeRules } from '../../../lib/core/rule/rule-document';
import { OPERATORS } from '../../../lib/core/selector/operator';
import type { AdvancedSelector, BasicSelector, Selection } from '../../../lib/core/selector/selection';
import { cases } from '../../jest/cases';

const { rules } = decodeRules(readFileSync(join(__dirname, '../../../dist/rules/built-in.json'), 'utf8'));
const EXPECTED = rules.map(({ condition }) => expectedRecords(condition));

const value = fc.constantFrom(
  ...['Management', 'Data', 'NetworkActivity', 'true', 'false', 'AWS::S3::Object', 'AWS::Lambda::Function'],
  ...['s3.amazonaws.com', 'iam.amazonaws.com', 'PutObject', 'CreateUser', 'Get', 'arn:aws:s3:::logs/'],
);
const values = fc.option(fc.uniqueArray(value, { minLength: 1, maxLength: 3 }), { nil: undefined });
const field = fc.constantFrom(
  ...[
    'eventCategory',
    'resources.type',
    'resources.ARN',
    'eventName',
    'eventSource',
    'readOnly',
    'errorCode',
  ],
);
const advanced: fc.Arbitrary<AdvancedSelector> = fc.record({
  fieldSelectors: fc.array(
    fc.record({ field, ...Object.fromEntries(OPERATORS.map(({ name }) => [name, values])) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
}) as fc.Arbitrary<AdvancedSelector>;
const basic: fc.Arbitrary<BasicSelector> = fc.record({
  readWriteType: fc.constantFrom('All', 'ReadOnly', 'WriteOnly'),
  includeManagementEvents: fc.boolean(),
  dataResources: fc.array(
    fc.record({
      type: fc.constantFrom('AWS::S3::Object', 'AWS::Lambda::Function'),
      values: fc.array(fc.constantFrom('arn:aws:s3', 'arn:aws:s3:::logs/', 'arn:aws:lambda')),
    }),
    { maxLength: 2 },
  ),
}) as fc.Arbitrary<BasicSelector>;
const destination = 'trail' as const;
const selection: fc.Arbitrary<Selection> = fc.oneof(
  fc.constant<Selection>({ destination }),
  fc.array(advanced, { minLength: 1, maxLength: 3 }).map((each) => ({ destination, advanced: each })),
  fc.array(basic, { minLength: 1, maxLength: 2 }).map((each) => ({ destination, basic: each })),
);

test('that nothing of a rule is logged is what the explanation says, of all built-in rules', () => {
  const verdicts = { none: 0, other: 0 };
  const property = fc.property(selection, (each) => {
    const isNothingLogged = nothingLoggedBy(each);
    for (const expected of [...EXPECTED, []]) {
      const isNone = loggedOf(expected, each).amount === 'none';
      expect(isNothingLogged(expected)).toBe(isNone);
      verdicts[isNone ? 'none' : 'other'] += 1;
    }
  });
  fc.assert(property, { numRuns: 20 });
  expect(verdicts.none).toBeGreaterThan(cases(1000));
  expect(verdicts.other).toBeGreaterThan(cases(1000));
});
