import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions, BuildResult } from 'esbuild';
import { bundledPackages, renderLicenses } from './third-party';

/** Browsers of 2023 and later: they unpack data by themselves. */
const TARGET = ['chrome120', 'firefox120', 'safari17.4'];

/** The program of the page that `trailwatch report` writes, and its style. */
const PAGE: BuildOptions = {
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: TARGET,
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
 * Writes the page's program and its style, which go into each page, and the licenses of the packages in it, because a page is
 * handed on without this package.
 *
 * @param build esbuild's, of the root of the repository
 */
export async function bundleReportPage(
  root: string,
  build: (options: BuildOptions) => Promise<BuildResult>,
): Promise<void> {
  mkdirSync(join(root, 'dist/bin'), { recursive: true });
  const { metafile } = await build({ ...PAGE, absWorkingDir: root });
  const packages = bundledPackages(root, Object.keys(metafile?.inputs ?? {}));
  writeFileSync(join(root, 'dist/bin/report-page-licenses.txt'), renderLicenses(packages));
}
