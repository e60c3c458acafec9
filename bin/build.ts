/**
 * Builds what the package ships into dist/: the jsii assembly of lib/, one bundle per Lambda handler, and the
 * command line as one file. Every output folder is emptied first: a file left over would change an asset's hash.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const ROOT = resolve(__dirname, '..');

const BUNDLE: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  minify: true,
  legalComments: 'none',
  // The SDK's ES modules tree-shake; its CommonJS ones do not.
  mainFields: ['module', 'main'],
  logLevel: 'warning',
};

function compileLibrary(): void {
  rmSync(join(ROOT, 'dist/lib'), { recursive: true, force: true });
  const jsii = require.resolve('jsii/bin/jsii');
  const result = spawnSync(
    process.execPath,
    [jsii, '--generate-tsconfig', 'tsconfig.jsii.json', '--compress-assembly'],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' },
    },
  );
  if (result.status !== 0) throw new Error(`jsii failed with status ${result.status}`);
}

async function bundleHandlers(): Promise<void> {
  rmSync(join(ROOT, 'dist/lambda'), { recursive: true, force: true });
  const jobs = readdirSync(join(ROOT, 'lambda'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'aws')
    .map((entry) => entry.name);
  await Promise.all(
    jobs.map((job) =>
      build({
        ...BUNDLE,
        entryPoints: [`lambda/${job}/index.ts`],
        outfile: `dist/lambda/${job}/index.js`,
        target: 'node22',
      }),
    ),
  );
}

async function bundleCommandLine(): Promise<void> {
  rmSync(join(ROOT, 'dist/bin'), { recursive: true, force: true });
  await build({
    ...BUNDLE,
    entryPoints: ['bin/trailwatch.ts'],
    outfile: 'dist/bin/trailwatch.js',
    target: 'node20',
    banner: { js: '#!/usr/bin/env node' },
  });
}

async function main(): Promise<void> {
  compileLibrary();
  await Promise.all([bundleHandlers(), bundleCommandLine()]);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
