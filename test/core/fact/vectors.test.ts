import { factsOf } from '../../../lib/core/compile/predicate/record-facts';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import VECTORS from './vectors.json';

test.each(VECTORS.map(({ about, record, facts }) => [about, record, facts] as const))(
  'the facts of %s',
  (_about, record, facts) => {
    expect(factsOf(record as unknown as CloudTrailRecord)).toEqual(facts);
  },
);
