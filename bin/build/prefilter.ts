import { spawnSync } from 'node:child_process';

/** The compiler puts parts of its standard library into the prefilter, which both packages ship. */
export const PREFILTER_LIBRARY = 'node_modules/assemblyscript/std/assembly/rt/stub.ts';

/** AssemblyScript to WebAssembly, for the command line and the handler that reads log files. */
export function compilePrefilter(root: string): void {
  const compiler = require.resolve('assemblyscript/bin/asc.js');
  const source = 'lib/core/prefilter/assembly/index.ts';
  const options = ['--outFile', 'dist/prefilter.wasm', '--runtime', 'stub', '--use', 'abort=', '--noAssert'];
  const speed = ['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--enable', 'simd'];
  const { status } = spawnSync(process.execPath, [compiler, source, ...options, ...speed], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`the prefilter could not be compiled: asc ended with ${status}`);
}
