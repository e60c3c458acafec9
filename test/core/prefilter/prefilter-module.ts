import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PrefilterModule } from '../../../lib/core/prefilter/prefilter-module';

/** The module as it was built. */
export function builtModule(): PrefilterModule {
  const module = PrefilterModule.of(readFileSync(join(__dirname, '../../../dist/prefilter.wasm')));
  if (module === undefined) throw new Error('this machine has no WebAssembly with SIMD');
  return module;
}
