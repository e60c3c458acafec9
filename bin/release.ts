/**
 * `npm run release`: checks that tag, package.json and CHANGELOG.md name one version, and publishes what `npm run package` made.
 *
 *     --dry-run          prints what would be published where, with sizes and checksums, and publishes nothing
 *     --check            checks the version alone, before anything is built
 *     --tag TAG          the tag of the release, such as v1.2.3; a tag that does not fit ends the run
 *     --packages FOLDER  where the packages are; dist/packages by default
 *     --only REGISTRY    npm, PyPI, "Maven Central", NuGet or Go
 *     --write            writes SHA256SUMS and NOTES.md, the section of the changelog, beside the packages
 *     --compare FILE     checksums of another build of the same sources, with which this one must agree
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CHECKSUMS_FILE, LIST_FILE, NOTES_FILE, readPackageList } from './package/package-list';
import { changelogSection } from './release/changelog';
import {
  type Checksums,
  checksumsOf,
  checkVersion,
  differentFiles,
  isReproducible,
  type Publication,
  parseChecksums,
  pathIn,
  planPublications,
  publish,
  renderChecksums,
  renderPublication,
  runIn,
} from './release/publication';

const ROOT = resolve(__dirname, '..');

interface Options {
  readonly 'dry-run'?: boolean;
  readonly check?: boolean;
  readonly tag?: string;
  readonly packages?: string;
  readonly only?: string;
  readonly write?: boolean;
  readonly compare?: string;
}

function main(): void {
  const options = parseOptions();
  const version = checkedVersion(options);
  if (options.check === true) return;
  const folder = resolve(options.packages ?? join(ROOT, 'dist/packages'));
  if (!existsSync(join(folder, LIST_FILE)))
    throw new Error(`${folder} has no packages; run npm run build and npm run package first`);
  const built = readPackageList(folder);
  const other = built.find((one) => one.registry === 'npm' && one.version !== version);
  if (other !== undefined)
    throw new Error(
      `${other.name} is packed as ${other.version} and package.json has ${version}; run npm run package again`,
    );
  const files = built.flatMap((one) => [
    ...one.files,
    ...(one.billOfMaterials === undefined ? [] : [one.billOfMaterials]),
  ]);
  const checksums = checksumsOf(
    folder,
    files.map((file) => pathIn(folder, file)),
  );
  verifyChecksums(folder, checksums);
  if (options.compare !== undefined) compare(checksums, options.compare);
  const publications = planPublications(built, folder);
  const chosen = choose(publications, options.only);
  for (const publication of chosen) console.log(renderPublication(publication, folder, checksums));
  if (options.write === true) writeTexts(folder, checksums, version);
  if (options['dry-run'] === true) console.log('nothing was published: this was a dry run');
  else for (const publication of chosen) publish(publication, runIn(folder, ROOT), console.log);
}

function parseOptions(): Options {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    'dry-run': flag,
    check: flag,
    write: flag,
    tag: text,
    packages: text,
    only: text,
    compare: text,
  };
  return parseArgs({ options }).values;
}

/** The version in package.json. Without a tag, a dry run or a check shows what is left to do before the release; all else ends with it. */
function checkedVersion({ tag, ...options }: Options): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const problems = checkVersion({ tag, version, changelog: readChangelog() });
  if ((options['dry-run'] === true || options.check === true) && tag === undefined)
    for (const problem of problems) console.log(`before the release: ${problem}`);
  else if (problems.length > 0) throw new Error(problems.join('\n'));
  else if (tag === undefined)
    throw new Error('--tag is missing: name the tag of the release, or use --dry-run');
  return version;
}

/** What was built in another job must arrive as it was. */
function verifyChecksums(folder: string, checksums: Checksums): void {
  const file = join(folder, CHECKSUMS_FILE);
  if (!existsSync(file)) return;
  const different = differentFiles(checksums, parseChecksums(readFileSync(file, 'utf8')));
  if (different.length > 0)
    throw new Error(
      `${CHECKSUMS_FILE} does not agree with ${different.join(', ')}; run npm run package again`,
    );
}

function compare(checksums: Checksums, file: string): void {
  const different = differentFiles(checksums, parseChecksums(readFileSync(file, 'utf8')));
  const wrong = different.filter(isReproducible);
  if (wrong.length > 0) throw new Error(`two builds of the same sources differ in ${wrong.join(', ')}`);
  const rest = different.length === 0 ? '' : `, but for ${different.join(', ')}, whose tools write times`;
  console.log(`two builds made the same ${checksums.size - different.length} files${rest}`);
}

function choose(publications: readonly Publication[], only: string | undefined): readonly Publication[] {
  if (only === undefined) return publications;
  const chosen = publications.filter(({ registry }) => registry === only);
  const known = publications.map(({ registry }) => registry).join(', ');
  if (chosen.length === 0) throw new Error(`--only is '${only}'; there are packages for ${known}`);
  return chosen;
}

function writeTexts(folder: string, checksums: Checksums, version: string): void {
  const changelog = readChangelog();
  const section = changelogSection(changelog, version) ?? changelogSection(changelog, 'Unreleased');
  writeFileSync(join(folder, CHECKSUMS_FILE), renderChecksums(checksums));
  writeFileSync(join(folder, NOTES_FILE), `${section?.text ?? ''}\n`);
}

function readChangelog(): string {
  return readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
