import { factsOf } from '../../../lib/core/compile/predicate/record-facts';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import { FACT_TESTS } from '../../../lib/core/fact/fact-tests';
import type { JsonObject } from '../../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import VECTORS from './vectors.json';

/** The fields in which AWS writes an empty text for nothing, in some events. */
const FIELDS = ['errorCode', 'userIdentity.arn', 'userIdentity.accessKeyId'];

test.each(VECTORS.map(({ about, ...vector }) => [about, vector] as const))(
  'the facts of %s',
  (_about, { record, facts, absent }) => {
    expect(factsOf(record as unknown as CloudTrailRecord)).toEqual(facts);
    const isAbsent = (field: string) =>
      toPredicate(FACT_TESTS.absent?.test([field]) ?? { kind: 'or', of: [] })(record as JsonObject);
    expect(FIELDS.filter(isAbsent)).toEqual(absent);
  },
);

test.each(FIELDS)('an empty %s is absent in some events only', (field) => {
  const [owner = '', member] = field.split('.');
  const empty = VECTORS.filter(({ record }) => {
    const value = (record as JsonObject)[owner];
    return (member === undefined ? value : (value as JsonObject | undefined)?.[member]) === '';
  });
  expect(empty.some(({ absent }) => absent.includes(field))).toBe(true);
});
