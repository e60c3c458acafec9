import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../cli/package-root';

/** The code of the prefilter, as it was built. */
export function readPrefilter(): Uint8Array {
  return readFileSync(join(packageRoot(), 'dist/prefilter.wasm'));
}
