import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Detections } from '../../lib/core/correlation/detections';
import type { RecordSieve } from '../../lib/core/json/record-sieve';
import { sieveOf } from '../../lib/core/prefilter/sieve-of';
import { packageRoot } from '../cli/package-root';

/** What tells the records that satisfy none of the rules. */
export function openSieve(detections: Detections): RecordSieve | undefined {
  return sieveOf(detections, readFileSync(join(packageRoot(), 'dist/prefilter.wasm')));
}
