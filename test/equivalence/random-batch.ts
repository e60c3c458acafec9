import fc from 'fast-check';
import type { CompileOptions } from '../../lib/core/compile/compile-result';
import type { JsonObject } from '../../lib/core/json/json-value';
import { TEXTS } from '../parity/arbitrary-record';
import { collidingDetectionOver, sigmaOf } from './colliding-rules';
import type { ComparedRule } from './compare-batch';
import { shapedRecordOver } from './shaped-record';

/** Rules and records that speak of the same few texts: every record is asked about every rule. */
export interface Batch {
  readonly rules: readonly ComparedRule[];
  readonly records: readonly JsonObject[];
}

/** Few enough that the two often meet. */
const TEXTS_OF_A_BATCH = { minLength: 4, maxLength: 9 };

/** What stands in every batch, so that each engine has something that it can say. */
const COMMON = ['GetObject', 's3.amazonaws.com'];

const OPTIONS: readonly CompileOptions[] = [
  {},
  {},
  {},
  {},
  { assumeCanonicalCase: false },
  { assumeFieldShape: false },
];

/** The same seed gives the same batch. */
export function randomBatch(seed: number, ruleCount: number, recordCount: number): Batch {
  const batch = fc.shuffledSubarray([...TEXTS], TEXTS_OF_A_BATCH).chain((drawn) => {
    const texts = [...new Set([...COMMON, ...drawn])];
    return fc.record({
      rules: listOf(
        ruleCount,
        fc.record({
          sigma: collidingDetectionOver(texts).map(sigmaOf),
          options: fc.constantFrom(...OPTIONS),
        }),
      ),
      records: listOf(recordCount, shapedRecordOver(texts)),
    });
  });
  const [drawn] = fc.sample(batch, { seed, numRuns: 1 });
  if (drawn === undefined) throw new Error('nothing was drawn');
  return drawn;
}

function listOf<T>(length: number, of: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(of, { minLength: length, maxLength: length, size: 'max' });
}
