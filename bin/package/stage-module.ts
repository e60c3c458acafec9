import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/** What the languages' packages need of `package.json`. */
export interface ModuleManifest {
  readonly name: string;
  readonly version: string;
  readonly homepage: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly jsii: {
    readonly targets: {
      readonly python: { readonly distName: string };
      readonly java: { readonly maven: { readonly groupId: string; readonly artifactId: string } };
      readonly dotnet: { readonly packageId: string };
      readonly go: { readonly moduleName: string; readonly packageName: string };
    };
  };
}

export function readManifest(root: string): ModuleManifest {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as ModuleManifest;
}

/** The module as npm installs it, beside its oldest peers, for as long as `use` takes. */
export function withStagedModule(root: string, use: (moduleFolder: string) => void): void {
  const stage = mkdtempSync(join(tmpdir(), 'trailwatch-module-'));
  try {
    const manifest = readManifest(root);
    const packed = runTool('npm', ['pack', '--json', '--pack-destination', stage], root);
    const [{ filename = '' } = {}] = JSON.parse(packed) as { readonly filename?: string }[];
    installOldestPeers(manifest, stage, join(stage, filename));
    const moduleFolder = join(stage, 'node_modules', manifest.name);
    linkReadmeToRepository(moduleFolder, manifest);
    use(moduleFolder);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** The README that registries show is the one inside the assembly. */
function linkReadmeToRepository(moduleFolder: string, manifest: ModuleManifest): void {
  const file = join(moduleFolder, '.jsii.gz');
  const assembly = JSON.parse(gunzipSync(readFileSync(file)).toString()) as { readme: { markdown: string } };
  assembly.readme.markdown = withAbsoluteLinks(assembly.readme.markdown, manifest);
  writeFileSync(file, gzipSync(JSON.stringify(assembly)));
}

/** The part of `package.json` that says where the repository is. */
interface Origin {
  readonly homepage: string;
  readonly version: string;
}

/**
 * Markdown of the repository's root as registries show it that do not know the repository: links lead to the files of this
 * version.
 */
export function withAbsoluteLinks(markdown: string, { homepage, version }: Origin): string {
  const repository = homepage.replace(/#.*$/, '');
  return markdown.replace(
    /\]\((?!https?:|#)([^)\s]+)\)/g,
    (_link, target: string) => `](${repository}/blob/v${version}/${target})`,
  );
}

/** The part of `package.json` that says what a package is used with. */
interface Manifest {
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/**
 * Installs a packed module beside the oldest versions that its `peerDependencies` accept. Generated code repeats what it inherits from the CDK
 * and, for Go, names the version that it was generated beside as the oldest one that it accepts, so it is generated beside the oldest.
 */
function installOldestPeers({ peerDependencies }: Manifest, folder: string, tarball: string): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const packages = Object.entries(peerDependencies).map(([name, range]) => `${name}@${oldestOf(range)}`);
  const options = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--prefer-offline'];
  runTool('npm', ['install', ...options, tarball, ...packages], folder);
}

/** The oldest version of a range of the form `^1.2.3`. */
export function oldestOf(range: string): string {
  if (!/^\^\d+\.\d+\.\d+$/.test(range)) throw new Error(`the range '${range}' is not of the form ^1.2.3`);
  return range.slice(1);
}

/** Commands that Windows runs through a shell. */
const SCRIPTS = ['npm', 'mvn'];

/** The time of every file in what is built, which is that of the files in npm's packages: the same sources make the same bytes. */
export const TIME_OF_FILES = new Date('1985-10-26T08:15:00.000Z');

const EPOCH_SECONDS = `${TIME_OF_FILES.getTime() / 1_000}`;

/** Maven's names for it, and for pages of documentation without the time. */
const MAVEN_OPTIONS = [`-Dproject.build.outputTimestamp=${EPOCH_SECONDS}`, '-Dnotimestamp=true'];

/** Runs a tool to its end, and gives what it printed; throws with all of it if it fails. */
export function runTool(command: string, args: readonly string[], folder: string): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    shell: process.platform === 'win32' && SCRIPTS.includes(command),
    env: {
      ...process.env,
      JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
      SOURCE_DATE_EPOCH: EPOCH_SECONDS,
      MAVEN_OPTS: [process.env.MAVEN_OPTS ?? '', ...MAVEN_OPTIONS].join(' ').trim(),
    },
  });
  if (error !== undefined) throw error;
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}\n${stderr}`);
}

/** Whether a command is on this machine. */
export function hasTool(command: string, ...args: readonly string[]): boolean {
  const shell = process.platform === 'win32' && SCRIPTS.includes(command);
  return spawnSync(command, args, { stdio: 'ignore', shell }).status === 0;
}
