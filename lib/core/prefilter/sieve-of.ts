import type { Detections } from '../correlation/detections';
import type { RecordSieve } from '../json/record-sieve';
import { PrefilterModule } from './prefilter-module';
import { RecordPrefilter } from './record-prefilter';

/**
 * What tells the records that satisfy none of the rules; undefined where there is no WebAssembly with SIMD, so that every
 * record is parsed.
 *
 * @param module `dist/prefilter.wasm`
 */
export function sieveOf(detections: Detections, module: Uint8Array): RecordSieve | undefined {
  const compiled = PrefilterModule.of(module);
  return compiled === undefined ? undefined : new RecordPrefilter(compiled, detections.conditions);
}
