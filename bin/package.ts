/**
 * `npm run package`: makes every package that this machine has the tools for, and prints their names and sizes. What it cannot
 * make it names; `--all` makes that a failure. `--only npm,python` makes some of them.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PACKAGE_BUILDERS } from './package/package-builders';
import {
  type BuiltPackage,
  type PackageBuilder,
  removePackageList,
  renderPackage,
  writePackageList,
} from './package/package-list';

const ROOT = resolve(__dirname, '..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { all: { type: 'boolean' }, only: { type: 'string' }, out: { type: 'string' } },
  });
  const out = resolve(values.out ?? join(ROOT, 'dist/packages'));
  const chosen = chooseBuilders(values.only);
  if (!existsSync(join(ROOT, 'dist/bin/trailwatch.js')))
    throw new Error('nothing is built: run npm run build first');
  mkdirSync(out, { recursive: true });
  removePackageList(out);
  const built: BuiltPackage[] = [];
  for (const builder of chosen) {
    const missing = builder.missing();
    if (missing === undefined) built.push(...(await buildPackages(builder, out)));
    else console.log(`left out: ${builder.name}, as ${missing} is not on this machine`);
    if (missing !== undefined && values.all === true) process.exitCode = 1;
  }
  writePackageList(out, built);
}

async function buildPackages(builder: PackageBuilder, out: string): Promise<readonly BuiltPackage[]> {
  const built = await builder.build({ root: ROOT, out });
  for (const one of built) console.log(renderPackage(one));
  return built;
}

function chooseBuilders(only: string | undefined): readonly PackageBuilder[] {
  if (only === undefined) return PACKAGE_BUILDERS;
  const names = only.split(',').map((name) => name.trim());
  const known = PACKAGE_BUILDERS.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--only is '${unknown}'; it may be ${known.join(', ')}`);
  return PACKAGE_BUILDERS.filter(({ name }) => names.includes(name));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
