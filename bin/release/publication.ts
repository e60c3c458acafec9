import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { delimiter, join, relative, sep } from 'node:path';
import { sha256Hex } from '../../lib/core/record/sha256';
import { type BuiltPackage, type Registry, renderSize } from '../package/package-list';
import { changelogSection } from './changelog';

/** What a release is checked against. */
interface Candidate {
  /** The Git tag; undefined if there is none yet. */
  readonly tag: string | undefined;
  /** In `package.json`. */
  readonly version: string;
  /** The text of `CHANGELOG.md`. */
  readonly changelog: string;
}

/** A version of Semantic Versioning, without build metadata, which registries drop. */
const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;

/** Why this cannot be released, a sentence each. Empty if it can. */
export function checkVersion({ tag, version, changelog }: Candidate): readonly string[] {
  if (!VERSION.test(version))
    return [`the version in package.json is '${version}'; it must be of the form 1.2.3 or 1.2.3-rc.1`];
  const problems: string[] = [];
  if (tag !== undefined && tag !== `v${version}`)
    problems.push(
      `the tag is '${tag}' and the version in package.json is '${version}'; the tag must be 'v${version}'`,
    );
  const section = changelogSection(changelog, version);
  const heading = `## ${version} - YYYY-MM-DD`;
  if (section === undefined)
    problems.push(`CHANGELOG.md has no section for ${version}; write '${heading}' below "Unreleased"`);
  else if (section.date === undefined)
    problems.push(`the section ${version} of CHANGELOG.md has no date; write '${heading}'`);
  if (section?.text === '') problems.push(`the section ${version} of CHANGELOG.md is empty`);
  return problems;
}

/** Whether npm must not give this version to those who name none. */
export function isPrerelease(version: string): boolean {
  return version.includes('-');
}

/** A program with its arguments and what it finds in its environment beside secrets. */
interface PublishCommand {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** One upload: packages of one registry that one program publishes. */
export interface Publication {
  readonly registry: Registry;
  readonly packages: readonly BuiltPackage[];
  /** How the workflow proves who it is. */
  readonly authentication: string;
  readonly commands: readonly PublishCommand[];
}

const OIDC = 'trusted publishing (OIDC)';

/** Of the commit in the repository of the Go module. */
const AUTHOR = {
  GIT_USER_NAME: 'github-actions[bot]',
  GIT_USER_EMAIL: '41898282+github-actions[bot]@users.noreply.github.com',
};

/** publib publishes what jsii-pacmak lays out, a folder for each registry. */
const BY_PUBLIB: Readonly<Record<Exclude<Registry, 'npm'>, Omit<Publication, 'registry' | 'packages'>>> = {
  PyPI: {
    authentication: `${OIDC}, with attestations`,
    commands: [{ argv: ['publib-pypi', 'python'], environment: { PYPI_TRUSTED_PUBLISHER: '1' } }],
  },
  'Maven Central': {
    authentication: 'token of the publisher portal, and a signature of every file (GPG)',
    commands: [{ argv: ['publib-maven', 'java'], environment: { MAVEN_SERVER_ID: 'central-ossrh' } }],
  },
  NuGet: {
    authentication: OIDC,
    commands: [{ argv: ['publib-nuget', 'dotnet'], environment: { NUGET_TRUSTED_PUBLISHER: '1' } }],
  },
  Go: {
    authentication: 'token that may write to the repository of the module alone',
    commands: [{ argv: ['publib-golang', 'go'], environment: AUTHOR }],
  },
};

/** npm first: the packages of the other registries are made from it, and what fails there has published nothing. */
const ORDER: readonly Registry[] = ['npm', 'PyPI', 'Maven Central', 'NuGet', 'Go'];

/** @param folder where the packages are, and where the commands run */
export function planPublications(built: readonly BuiltPackage[], folder: string): readonly Publication[] {
  return ORDER.flatMap((registry) => {
    const packages = built.filter((one) => one.registry === registry);
    if (packages.length === 0) return [];
    return [
      { registry, packages, ...(registry === 'npm' ? npmUploads(packages, folder) : BY_PUBLIB[registry]) },
    ];
  });
}

/** npm writes the provenance itself, when it runs in a workflow. */
function npmUploads(
  packages: readonly BuiltPackage[],
  folder: string,
): Pick<Publication, 'authentication' | 'commands'> {
  const commands = packages.flatMap(({ files, version }) =>
    files.map((file) => {
      const tag = isPrerelease(version) ? 'next' : 'latest';
      const options = ['--provenance', '--access', 'public', '--tag', tag];
      return { argv: ['npm', 'publish', `./${pathIn(folder, file)}`, ...options], environment: {} };
    }),
  );
  return { authentication: `${OIDC}, with provenance`, commands };
}

/** The path of a file in a folder, the same on every system. */
export function pathIn(folder: string, file: string): string {
  return relative(folder, file).split(sep).join('/');
}

/** Whether two builds of the same sources must make a file the same to the byte; the other tools write times into archives. */
export function isReproducible(path: string): boolean {
  return ['js', 'go'].includes(path.split('/')[0] ?? '') || path.endsWith('.cdx.json');
}

/** Runs one program to its end, in a folder. */
export type RunCommand = (command: PublishCommand) => {
  readonly status: number | null;
  readonly stdout: string;
};

/** A run of programs that are installed with this repository, in the folder of the packages. */
export function runIn(folder: string, root: string): RunCommand {
  return ({ argv: [program = '', ...args], environment }) => {
    const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`;
    const env = { ...process.env, ...environment, PATH: path };
    const { status, stdout, error } = spawnSync(program, args, {
      ...{ cwd: folder, env, encoding: 'utf8' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (error !== undefined) throw new Error(`${program} cannot be run: ${error.message}`);
    return { status, stdout };
  };
}

/**
 * Uploads the packages of one registry. A version that npm has already is left out if it is the same to the byte, so that a release that
 * failed halfway can run again; the other registries' programs do so by themselves. Throws when an upload fails.
 */
export function publish(publication: Publication, run: RunCommand, log: (line: string) => void): void {
  for (const [position, command] of publication.commands.entries()) {
    const one = publication.registry === 'npm' ? publication.packages[position] : undefined;
    if (one !== undefined && isPublished(one, run)) {
      log(`${one.name} ${one.version} is published already`);
      continue;
    }
    const { status, stdout } = run(command);
    log(stdout.trimEnd());
    if (status !== 0)
      throw new Error(`${command.argv.join(' ')} ended with ${status}; run the failed job again`);
  }
}

function isPublished({ name, version, files }: BuiltPackage, run: RunCommand): boolean {
  const argv = ['npm', 'view', `${name}@${version}`, 'dist.integrity', '--silent'];
  const published = run({ argv, environment: {} }).stdout.trim();
  if (published === '') return false;
  const own = `sha512-${createHash('sha512')
    .update(readFileSync(files[0] ?? ''))
    .digest('base64')}`;
  if (published === own) return true;
  throw new Error(
    `npm has another ${name} ${version} (${published}); a version cannot be published twice, raise it`,
  );
}

/** SHA-256 of files by their paths, which are relative and have `/` between their parts. */
export type Checksums = ReadonlyMap<string, string>;

/** The checksums of files in a folder. */
export function checksumsOf(folder: string, paths: readonly string[]): Checksums {
  const sorted = [...paths].sort();
  return new Map(sorted.map((path) => [path, sha256Hex(readFileSync(join(folder, path)))]));
}

/** As `sha256sum` writes them, and `sha256sum --check` reads them. */
export function renderChecksums(checksums: Checksums): string {
  return [...checksums].map(([path, sum]) => `${sum}  ${path}\n`).join('');
}

/** Throws on a line that `sha256sum` would not write. */
export function parseChecksums(text: string): Checksums {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [, sum, path] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
      if (sum === undefined || path === undefined)
        throw new Error(`'${line.slice(0, 200)}' is no line of checksums`);
      return [path, sum];
    }),
  );
}

/** The paths whose files are not the same, or are in one of the two only. */
export function differentFiles(one: Checksums, other: Checksums): readonly string[] {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => one.get(path) !== other.get(path)).sort();
}

/** More files than these are summed up in a line. */
const MAX_LISTED_FILES = 12;

/** What would be published where, with sizes and checksums. */
export function renderPublication(publication: Publication, folder: string, checksums: Checksums): string {
  const { registry, packages, authentication, commands } = publication;
  const names = packages.map(({ name, version }) => `${name} ${version}`).join(', ');
  const files = packages.flatMap((one) => one.files);
  const listed = files.slice(0, MAX_LISTED_FILES).map((file) => {
    const path = pathIn(folder, file);
    return `  ${checksums.get(path)}  ${renderSize(statSync(file).size).padStart(8)}  ${path}`;
  });
  const rest = files.slice(MAX_LISTED_FILES);
  const restBytes = rest.reduce((sum, file) => sum + statSync(file).size, 0);
  return [
    `${registry}: ${names}`,
    `  by ${authentication}`,
    ...commands.map(({ argv }) => `  $ ${argv.join(' ')}`),
    ...listed,
    ...(rest.length === 0
      ? []
      : [`  and ${rest.length} more files, ${renderSize(restBytes)}, in SHA256SUMS`]),
    '',
  ].join('\n');
}
