import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { BuildOptions, BuildResult, Plugin } from 'esbuild';
import { toCommonJs, toLazyChunk } from './lazy-modules';
import { bundledPackages, renderLicenses } from './third-party';

const TARGET = 'node20';
const FOLDER = 'dist/bin';

/**
 * Writes the command line, the code of its worker threads, and the program of the page that `trailwatch report` writes.
 *
 * @param root the repository
 * @param build esbuild's, with the options that all bundles for Node.js have
 */
export async function bundleCommandLine(
  root: string,
  build: (options: BuildOptions) => Promise<BuildResult>,
): Promise<void> {
  const folder = join(root, FOLDER);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await bundleCommands(folder, build);
  await bundleWorker(build);
  await bundleReportPage(root, build);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ type: 'commonjs' })}\n`);
}

/**
 * V8 parses all the code of a file before it runs any, so each command has its own files. esbuild splits only ES modules; they
 * are converted to CommonJS afterwards, which Node.js loads in half the time, and only when it is used.
 */
async function bundleCommands(
  folder: string,
  build: (options: BuildOptions) => Promise<BuildResult>,
): Promise<void> {
  const { outputFiles = [] } = await build({
    entryPoints: {
      trailwatch: 'bin/trailwatch.ts',
      // What worker threads run.
      'hash-job': 'bin/validate/hash-job.ts',
      'search-job': 'bin/scan/workers/search-job.ts',
      // Modules in separate files because they are large and rarely used: modules of the same commands share a file.
      'regular-expression': 'lib/core/rule/regular-expression.ts',
    },
    plugins: [WITHOUT_CHILD_PROCESS],
    ...{ target: TARGET, outdir: FOLDER, format: 'esm', splitting: true, minify: false, write: false },
    // Optional: installed by users who run queries, or a server for agents.
    external: ['@duckdb/node-api', '@modelcontextprotocol/sdk/*', 'zod'],
  });
  for (const { path, text } of outputFiles) {
    const code = await toCommonJs(await toLazyChunk(text, TARGET), { target: TARGET, minify: true });
    writeFileSync(join(folder, basename(path)), code);
  }
}

/**
 * commander can start external programs for subcommands, which are not used here; Node.js takes 10 ms to load the module for
 * it.
 */
const WITHOUT_CHILD_PROCESS: Plugin = {
  name: 'without-child-process',
  setup({ onResolve, onLoad }) {
    const isOfCommander = /[\\/]node_modules[\\/]commander[\\/]/;
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      isOfCommander.test(importer) ? { path, namespace: 'nothing' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** Piscina starts the `worker.js` in its own folder, which loads the file with the work. */
async function bundleWorker(build: (options: BuildOptions) => Promise<BuildResult>): Promise<void> {
  await build({
    ...{ target: TARGET, outdir: FOLDER },
    entryPoints: { worker: join(dirname(require.resolve('piscina')), 'worker.js') },
    // It changes the priority of a thread, which is not needed.
    external: ['@napi-rs/nice'],
  });
}

/** Browsers of 2023 and later, which support decompression natively. */
const PAGE_TARGET = ['chrome120', 'firefox120', 'safari17.4'];

/** The program of the page that `trailwatch report` writes, and its style. */
const PAGE: BuildOptions = {
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: PAGE_TARGET,
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  tsconfig: 'bin/report/page/tsconfig.json',
  entryPoints: {
    'report-page': 'bin/report/page/page.tsx',
    'report-page-style': 'bin/report/page/page.css',
  },
  outdir: 'dist/bin',
};

/**
 * Writes the page's program and its style, which are included in each page, and the licenses of the packages in it, because a
 * page is distributed without this package.
 *
 * @param build esbuild's, of the root of the repository
 */
async function bundleReportPage(
  root: string,
  build: (options: BuildOptions) => Promise<BuildResult>,
): Promise<void> {
  mkdirSync(join(root, 'dist/bin'), { recursive: true });
  const { metafile } = await build({ ...PAGE, absWorkingDir: root });
  const packages = bundledPackages(root, Object.keys(metafile?.inputs ?? {}));
  writeFileSync(join(root, 'dist/bin/report-page-licenses.txt'), renderLicenses(packages));
}
