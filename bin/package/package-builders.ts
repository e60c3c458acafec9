import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { COMMAND_LINE_FOLDER } from './command-line-package';
import type { BuiltPackage, PackageBuilder, PackageFolders } from './package-list';
import { hasTool, readManifest, runTool, TIME_OF_FILES, withStagedModule } from './stage-module';

const PYTHON = process.platform === 'win32' ? 'python' : 'python3';

/** A source distribution has the times and the owner of its files, which differ from build to build. */
const REPACK = `import gzip, io, os, sys, tarfile
time = int(os.environ['SOURCE_DATE_EPOCH'])
written = io.BytesIO()
with tarfile.open(sys.argv[1]) as old, tarfile.open(fileobj=written, mode='w', format=tarfile.PAX_FORMAT) as new:
    for member in sorted(old.getmembers(), key=lambda member: member.name):
        data = old.extractfile(member) if member.isfile() else None
        member.mtime, member.uid, member.gid, member.uname, member.gname, member.pax_headers = time, 0, 0, '', '', {}
        new.addfile(member, data)
with open(sys.argv[1], 'wb') as out, gzip.GzipFile('', 'wb', fileobj=out, mtime=time) as packed:
    packed.write(written.getvalue())
`;

const PACMAK = require.resolve('jsii-pacmak/bin/jsii-pacmak');

const ROSETTA = join(dirname(require.resolve('jsii-rosetta/package.json')), 'bin/jsii-rosetta');

/** jsii-pacmak writes when it ran into what it makes. */
const SAME_TIME = `data:text/javascript,Date.prototype.toISOString=()=>'${TIME_OF_FILES.toISOString()}'`;

/** A language as jsii calls it, which is also its folder among the packages. */
type Language = 'python' | 'java' | 'dotnet' | 'go';

interface LanguageOptions {
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

/** The wheel and the source distribution. */
const PYTHON_PACKAGE: PackageBuilder = {
  name: 'python',
  missing: () => (hasTool(PYTHON, '-c', 'import venv, ensurepip') ? undefined : 'Python 3 with venv'),
  build: async (folders) => {
    buildLanguages(['python'], folders, { translated: true });
    const { version, jsii } = readManifest(folders.root);
    const files = filesBelow(join(folders.out, 'python'));
    for (const file of files.filter((path) => path.endsWith('.tar.gz')))
      runTool(PYTHON, ['-c', REPACK, file], folders.out);
    return [{ registry: 'PyPI', name: jsii.targets.python.distName, version, files }];
  },
};

/** The jar with its sources and documentation, in a Maven repository of its own. */
const JAVA_PACKAGE: PackageBuilder = {
  name: 'java',
  missing: () => {
    if (!hasTool('javac', '-version')) return 'a Java compiler';
    return hasTool('mvn', '--version') ? undefined : 'Maven';
  },
  build: async (folders) => {
    buildLanguages(['java'], folders, { translated: true });
    const { version, jsii } = readManifest(folders.root);
    const { groupId, artifactId } = jsii.targets.java.maven;
    const folder = join(folders.out, 'java');
    // Of the repository on this machine, with the time.
    for (const file of filesBelow(folder)) if (basename(file).startsWith('maven-metadata')) rmSync(file);
    const files = filesBelow(folder);
    return [{ registry: 'Maven Central', name: `${groupId}:${artifactId}`, version, files }];
  },
};

/** The sources of the module, which are committed to its repository and tagged `<package>/v<version>`. Needs no Go. */
const GO_PACKAGE: PackageBuilder = {
  name: 'go',
  missing: () => undefined,
  build: async (folders) => {
    buildLanguages(['go'], folders, { translated: true });
    const { version, jsii } = readManifest(folders.root);
    const { moduleName, packageName } = jsii.targets.go;
    const files = filesBelow(join(folders.out, 'go', packageName));
    return [{ registry: 'Go', name: `${moduleName}/${packageName}`, version, files }];
  },
};

/** `trailwatch`, the command line alone, and `cdk-trailwatch`. npm writes the same bytes for the same files. */
export const NPM_PACKAGES: PackageBuilder = {
  name: 'npm',
  missing: () => undefined,
  build: async ({ root, out }: PackageFolders) => {
    const folder = join(out, 'js');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return [root, join(root, COMMAND_LINE_FOLDER)].map((source) => {
      const packed = packFolder(source, folder);
      const billOfMaterials = join(out, `${packed.name}.cdx.json`);
      copyFileSync(join(source, 'dist/sbom.cdx.json'), billOfMaterials);
      return { ...packed, billOfMaterials };
    });
  },
};

interface Packed {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

function packFolder(source: string, destination: string): BuiltPackage {
  const args = ['pack', '--json', '--pack-destination', destination];
  const { status, stdout, stderr } = spawnSync('npm', args, {
    cwd: source,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm pack in ${source} ended with ${status}\n${stderr}`);
  const [packed] = JSON.parse(stdout) as Packed[];
  if (packed === undefined) throw new Error(`npm pack in ${source} named no file`);
  return {
    registry: 'npm',
    name: packed.name,
    version: packed.version,
    files: [join(destination, packed.filename)],
    contents: { fileCount: packed.files.length, sizeBytes: packed.unpackedSize },
  };
}

/** Every builder, in the order in which they run. */
export const PACKAGE_BUILDERS: readonly PackageBuilder[] = [
  NPM_PACKAGES,
  PYTHON_PACKAGE,
  JAVA_PACKAGE,
  DOTNET_PACKAGE,
  GO_PACKAGE,
];
