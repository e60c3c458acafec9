import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import ts from 'typescript';
import type { ScannedResource } from '../../documents/scanner-controls';

const ROOT = join(__dirname, '../../..');

/** A folder that is deleted after each test. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'trailwatch-adopt-'));
    made.push(folder);
    return folder;
  };
}

/** The templates of a written app by the names of their stacks; `out` is where the assembly is written. */
export function synthesizeAdopted(
  folder: string,
  out: string,
  file = 'app.ts',
): Readonly<Record<string, Readonly<Record<string, ScannedResource>>>> {
  const { outputText } = ts.transpileModule(readFileSync(join(folder, file), 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const loaded = { ...require('aws-cdk-lib') };
  const apps: App[] = [];
  loaded.App = class extends App {
    constructor() {
      super({ outdir: out, analyticsReporting: false });
      apps.push(this);
    }
  };
  const modules = (name: string) => (name === 'cdk-trailwatch' ? require('../../../lib/index') : loaded);
  new Function('require', 'exports', outputText)(modules, {});
  const stacks = apps.flatMap((app) => app.synth().stacks);
  return Object.fromEntries(stacks.map(({ stackName, template }) => [stackName, template.Resources]));
}

/** What the compiler says of a written app, with the CDK of this repository. */
export function compileAdopted(folder: string): string {
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const compiler = join(ROOT, 'node_modules/typescript-7/bin/tsc');
  const options = ['--strict', '--noEmit', '--skipLibCheck', '--module', 'node16', '--target', 'es2022'];
  // The app needs no types but the CDK's, and a compiler that does not start has said nothing of it.
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [compiler, ...options, '--types', '', 'app.ts'],
    { cwd: folder, encoding: 'utf8' },
  );
  return status === 0 ? '' : `${stdout}${stderr}`;
}

/** The resource mapping of each stack, as `cdk import` takes it. */
export function mappingsOf(folder: string): Readonly<Record<string, Readonly<Record<string, object>>>> {
  const files = readdirSync(join(folder, 'import'));
  return Object.fromEntries(
    files.map((file) => [
      file.replace(/\.json$/, ''),
      JSON.parse(readFileSync(join(folder, 'import', file), 'utf8')),
    ]),
  );
}
