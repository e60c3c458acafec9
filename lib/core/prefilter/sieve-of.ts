import type { Detections } from '../correlation/detections';
import type { RecordChoice, RecordSieve } from '../json/record-sieve';
import { LateSieve } from './late-sieve';
import { PrefilterModule } from './prefilter-module';
import { MAX_BLOCK_BYTES, RecordPrefilter } from './record-prefilter';

/**
 * Finds the records that satisfy none of the rules, or only rules that are counted, after the first thousand. Without WebAssembly with SIMD, it finds none.
 *
 * @param module `dist/prefilter.wasm`
 * @param choice which records are searched; without it, all of them
 */
export function sieveOf(detections: Detections, module: Uint8Array, choice?: RecordChoice): RecordSieve {
  return new LateSieve(MAX_BLOCK_BYTES, () => {
    const compiled = PrefilterModule.of(module);
    return compiled === undefined
      ? undefined
      : new RecordPrefilter(compiled, detections.conditions, choice, (place) =>
          detections.countedFields(place),
        );
  });
}
