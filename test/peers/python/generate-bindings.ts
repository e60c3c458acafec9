import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cachedFolder } from '../cached-folder';
import { mustRun } from '../run-process';

/** Generates the Python package of a jsii module, as it is before it is built; gives the folder to import from. */
export async function generatePythonSource(moduleFolder: string, outFolder: string): Promise<string> {
  const pacmak = require.resolve('jsii-pacmak/bin/jsii-pacmak');
  const options = ['--code-only', '--targets', 'python', '--outdir', outFolder];
  const env = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };
  await mustRun(process.execPath, [pacmak, ...options, moduleFolder], { env });
  return join(outFolder, 'python/src');
}

/**
 * The Python packages of jsii modules and of all that they depend on, in one folder to import from. Those of aws-cdk-lib
 * take most of a minute, so the folder is kept until a version changes. They are generated from what npm installed:
 * Python's registry need not have that version.
 *
 * @param roots names of modules that `node_modules` holds
 */
export async function generateBindings(roots: readonly string[]): Promise<string> {
  const modules = [...new Set(roots.flatMap((name) => withDependencies(name, __dirname)))];
  const versions = modules.map((folder) => `${folder}@${manifestOf(folder).version}`);
  return cachedFolder('bindings', versions, async (empty) => {
    for (const [index, moduleFolder] of modules.entries()) {
      const generated = join(empty, `generated-${index}`);
      // several modules share the Python package aws_cdk
      cpSync(await generatePythonSource(moduleFolder, generated), empty, { recursive: true });
      rmSync(generated, { recursive: true });
    }
  });
}

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** The folders of a module and of the jsii modules below it; none when it is no jsii module. */
function withDependencies(name: string, from: string): readonly string[] {
  const folder = folderOf(name, from);
  if (folder === undefined || !existsSync(join(folder, '.jsii'))) return [];
  const { dependencies = {}, peerDependencies = {} } = manifestOf(folder);
  const below = Object.keys({ ...dependencies, ...peerDependencies });
  return [...below.flatMap((dependency) => withDependencies(dependency, folder)), folder];
}

/** Where node finds a package, whatever its `exports` let be seen. */
function folderOf(name: string, from: string): string | undefined {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return folder;
  return dirname(from) === from ? undefined : folderOf(name, dirname(from));
}
