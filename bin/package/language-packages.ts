import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PackageBuilder, PackageFolders } from './package-builder';
import { hasTool, runTool, TIME_OF_FILES } from './run-tool';
import { readManifest, withStagedModule } from './stage-module';

const PACMAK = require.resolve('jsii-pacmak/bin/jsii-pacmak');
const ROSETTA = join(dirname(require.resolve('jsii-rosetta/package.json')), 'bin/jsii-rosetta');

/** jsii-pacmak writes when it ran into what it makes. */
const SAME_TIME = `data:text/javascript,Date.prototype.toISOString=()=>'${TIME_OF_FILES.toISOString()}'`;

/** A language as jsii calls it, which is also its folder among the packages. */
export type Language = 'python' | 'java' | 'dotnet' | 'go';

export interface LanguageOptions {
  /** Whether the examples of README and documentation are translated, which takes a minute the first time. */
  readonly translated: boolean;
  /** The languages of which the sources are made and not compiled: Go, whose packages are sources, unless others are said. */
  readonly sourcesOnly?: readonly Language[];
}

/** Makes the packages of one or several languages, in a folder for each. */
export function buildLanguages(
  languages: readonly Language[],
  { root, out }: PackageFolders,
  { translated, sourcesOnly = ['go'] }: LanguageOptions,
): void {
  for (const language of languages) rmSync(join(out, language), { recursive: true, force: true });
  withStagedModule(root, (moduleFolder) => {
    if (translated) translateExamples(root, moduleFolder);
    const generate = (some: readonly Language[], ...options: readonly string[]) => {
      if (some.length === 0) return;
      const all = ['--targets', ...some, '--outdir', out, ...options];
      runTool(process.execPath, ['--import', SAME_TIME, PACMAK, ...all, moduleFolder], root);
    };
    generate(languages.filter((language) => !sourcesOnly.includes(language)));
    // What is published for Go is its sources; pacmak would compile the CDK for Go to see that they compile.
    generate(
      languages.filter((language) => sourcesOnly.includes(language)),
      '--code-only',
    );
    if (languages.includes('go')) trimGoModules(join(out, 'go'));
  });
}

/** `go.mod` without what the CDK for Go requires itself: npm has versions of that which Go does not have. */
export function withoutIndirect(goMod: string): string {
  return goMod.replace(/^.*\/\/ indirect\n/gm, '');
}

function trimGoModules(folder: string): void {
  for (const file of filesBelow(folder).filter((path) => path.endsWith('go.mod'))) {
    writeFileSync(file, withoutIndirect(readFileSync(file, 'utf8')));
  }
}

/** Every file below a folder, by path. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Compiles every example against the module, and fails if one does not compile or cannot be translated. */
function translateExamples(root: string, moduleFolder: string): void {
  const stage = dirname(dirname(moduleFolder));
  const cache = ['--cache', join(root, 'dist/examples.tabl.json')];
  const options = ['extract', '--compile', '--fail', '--directory', stage, ...cache];
  runTool(process.execPath, [ROSETTA, ...options, moduleFolder], stage);
}

/** The assembly with its symbols. */
export const DOTNET_PACKAGE: PackageBuilder = {
  name: 'dotnet',
  missing: () => (hasTool('dotnet', '--list-sdks') ? undefined : 'the .NET SDK'),
  build: async (folders) => {
    buildLanguages(['dotnet'], folders, { translated: true });
    const { version, jsii } = readManifest(folders.root);
    const files = filesBelow(join(folders.out, 'dotnet'));
    return [{ registry: 'NuGet', name: jsii.targets.dotnet.packageId, version, files }];
  },
};
