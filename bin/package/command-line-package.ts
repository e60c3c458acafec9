import { posix } from 'node:path';

/** Where the build stages the package, below the repository. */
export const COMMAND_LINE_FOLDER = 'dist/packages/trailwatch';

/** What both packages ship, at the same paths: the command line finds its files by them, and `ci` the command line. */
export const COMMAND_LINE_FILES = [
  'ci',
  'dist/bin',
  'dist/rules/built-in.json',
  'dist/rules/calls.txt.gz',
  'dist/rules/catalogue.json',
  'dist/rules/handlers.json',
  'dist/prefilter.wasm',
  'lib/rules',
  'LICENSE',
];

/** The part of the one `package.json` that the package of the command line takes over. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly author: object;
  readonly repository: object;
  readonly homepage: string;
  readonly bugs: string;
  readonly engines: object;
  readonly bin: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, object>>;
}

/** The packages for queries and for agents: large, so users install them only if needed. */
const OPTIONAL = ['@duckdb/node-api', '@modelcontextprotocol/sdk', 'zod'];

/** The `package.json` of `trailwatch`: no dependencies, as all is bundled, and no CDK. */
export function commandLineManifest(library: Manifest): object {
  const { version, license, author, repository, homepage, bugs, engines, bin } = library;
  return {
    name: 'trailwatch',
    version,
    description: 'Searches, verifies and explains AWS CloudTrail log files, and reviews what watches them',
    keywords: ['aws', 'cloudtrail', 'sigma', 'audit', 'detection', 'security', 'forensics', 'cli'],
    ...{ license, author, repository, homepage, bugs },
    type: 'commonjs',
    engines,
    bin,
    files: [...COMMAND_LINE_FILES, 'dist/THIRD-PARTY-LICENSES.txt', 'dist/sbom.cdx.json'],
    peerDependencies: Object.fromEntries(OPTIONAL.map((name) => [name, '*'])),
    peerDependenciesMeta: Object.fromEntries(
      OPTIONAL.map((name) => [name, library.peerDependenciesMeta[name]]),
    ),
    publishConfig: { access: 'public', provenance: true },
  };
}

/** The page at a path from the root as the README of a package: its links lead to the pages of this version. */
export function toPackageReadme(page: string, path: string, { homepage, version }: Manifest): string {
  const repository = homepage.replace(/#.*$/, '');
  return page.replace(
    /\]\((?!https?:|#)([^)\s]+)\)/g,
    (_link, target: string) => `](${repository}/blob/v${version}/${posix.join(posix.dirname(path), target)})`,
  );
}
