import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import { RecordPrefilter } from '../../../lib/core/prefilter/record-prefilter';
import type { Condition } from '../../../lib/core/rule/condition';
import { gzippedLogFile } from '../record/log-file-reading';
import { compareSifted } from './compare-sifted';
import { builtModule } from './prefilter-module';
import { siftedRecord } from './sifted-record';

/** More than the 4,000 fields that are looked at. No two have a key in common, and each is as long as a path may be. */
const PATHS = Array.from({ length: 4_100 }, (_, at) => [...'abcdefgh'].map((letter) => `${letter}${at}`));

/** Those of which there are records: among them the last, which are not looked at beside all others. */
const TRIED = [...PATHS.keys()].filter((at) => at % 100 === 0 || at > 3_950);

const CONDITIONS: readonly Condition[] = PATHS.map((keys) => ({
  kind: 'equals',
  field: keys.join('.'),
  values: ['x'],
  cased: true,
}));

function record(at: number, value: string): object {
  const member = (PATHS[at] as string[]).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  return siftedRecord(at, member as object);
}

test('rules on more and deeper fields than are looked at hide no match', async () => {
  const file = [gzippedLogFile(TRIED.flatMap((at) => [record(at, 'x'), record(at, 'y')]))];
  const holds = CONDITIONS.map(toPredicate);
  const satisfied = (one: object) => holds.flatMap((each, place) => (each(one as never) ? [place] : []));
  const { parsed } = await compareSifted(
    () => file,
    new RecordPrefilter(builtModule(), CONDITIONS),
    satisfied,
  );
  expect(parsed).toBeGreaterThan(TRIED.length);
  // Without the fields that are not looked at, the others can be told from one another.
  const few = CONDITIONS.slice(0, 3_980);
  const ofFew = TRIED.filter((at) => at < few.length);
  const told = await compareSifted(
    () => file,
    new RecordPrefilter(builtModule(), few),
    (one) => satisfied(one).filter((place) => place < few.length),
  );
  expect(told).toMatchObject({ passed: 2 * TRIED.length - ofFew.length, parsed: ofFew.length });
});
