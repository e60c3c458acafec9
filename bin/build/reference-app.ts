import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** How the app is started from its folder in an installed package. */
const START = 'node app.js';

/**
 * The reference app in `dist/app` as it runs from an installed package, without a compiler: `bin/app.ts` in JavaScript, with its
 * comments, beside a `cdk.json` with the flags of this repository. It imports `../lib/index`, which the library is compiled to.
 */
export function writeReferenceApp(root: string): void {
  const folder = join(root, 'dist/app');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const source = readFileSync(join(root, 'bin/app.ts'), 'utf8');
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  writeFileSync(join(folder, 'app.js'), ts.transpileModule(source, { compilerOptions }).outputText);
  const settings: object = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  writeFileSync(join(folder, 'cdk.json'), `${JSON.stringify({ ...settings, app: START }, undefined, 2)}\n`);
}
