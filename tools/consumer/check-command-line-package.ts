import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { NPM_PACKAGES } from '../../bin/package/package-builders';
import { writePackageList } from '../../bin/package/package-list';
import { writeEveryForm } from '../../test/bin/every-form';
import { locationDatabase } from '../../test/bin/location-database';
import { logFile, RULE, record } from '../../test/bin/scan-folder';
import type { Outcome } from '../peers/outcome';
import { mustRun } from '../peers/run-process';
import { checkWorkers } from './check-workers';

const ROOT = resolve(__dirname, '../..');

/** Goals of the package: what it takes on the disk, and what `--help` loads of it. An SDK alone would be more. */
const MAX_INSTALLED_BYTES = 15_000_000;
const MAX_LOADED_BYTES = 120_000;

/** What the command line may add to the tarball of the constructs. */
const MAX_ADDED_BYTES = 1_300_000;

/** What may be in the tarball, and nothing else. */
const SHIPPED =
  /^(ci\/([\w-]+\.mjs|gitlab\.yml)|LICENSE|README\.md|package\.json|dist\/(THIRD-PARTY-LICENSES\.txt|sbom\.cdx\.json|prefilter\.wasm)|dist\/bin\/([\w-]+\.js|package\.json|report-page-(style\.css|licenses\.txt))|dist\/rules\/((built-in|catalogue|handlers)\.json|calls\.txt\.gz)|lib\/rules\/.+\.yml)$/;

/** Two commands of a consumer: with the package of the command line alone, and with that of the constructs. */
export interface Consumers {
  /** An empty folder for this check. */
  readonly folder: string;
  /** A project in which `cdk-trailwatch` is installed from its tarball. */
  readonly library: string;
  readonly libraryTarball: string;
}

/**
 * The package `trailwatch` as its users get it: installed from its tarball into an empty project, it brings no CDK, is small, starts at
 * once, and every command that reads files of the package prints what the command line of `cdk-trailwatch` prints.
 */
export async function checkCommandLinePackage(consumers: Consumers, outcome: Outcome): Promise<void> {
  const { folder, library, libraryTarball } = consumers;
  mkdirSync(folder);
  const built = await NPM_PACKAGES.build({ root: ROOT, out: folder });
  const [packedLibrary, packed] = built.map(({ files }) => files[0] ?? '');
  outcome.check(
    digest(packedLibrary ?? '') === digest(libraryTarball),
    'packing the constructs again gives the same bytes',
  );
  writePackageList(folder, built);
  await checkReleasePlan(folder, [packedLibrary ?? '', packed ?? ''], outcome);
  const project = await install(folder, packed ?? '');
  checkInstalled(project, outcome);
  checkWeight(library, outcome);
  checkCommands({ folder: join(folder, 'inputs'), project, library }, outcome);
  checkForms({ folder: join(folder, 'inputs'), project, library }, outcome);
  checkWorkers(project, outcome, 'trailwatch');
  checkStart(project, outcome);
  const help = await mustRun(
    'npx',
    ['--yes', '--prefer-offline', '--package', packed ?? '', 'trailwatch', '--help'],
    {
      cwd: folder,
    },
  );
  outcome.check(help.includes('scan'), 'npx with the tarball of trailwatch prints the help');
}

async function checkReleasePlan(
  folder: string,
  tarballs: readonly string[],
  outcome: Outcome,
): Promise<void> {
  const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
  const argv = [tsx, join(ROOT, 'bin/release.ts'), '--dry-run', '--packages', folder];
  const plan = await mustRun(process.execPath, argv);
  outcome.check(
    tarballs.every((file) => plan.includes(digest(file))) && plan.includes('nothing was published'),
    'a dry run of the release names both tarballs with their checksums',
    [plan],
  );
}

async function install(folder: string, tarball: string): Promise<string> {
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'analyst', private: true }));
  await mustRun('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], { cwd: project });
  return project;
}

function checkInstalled(project: string, outcome: Outcome): void {
  const modules = join(project, 'node_modules');
  const names = readdirSync(modules).filter((name) => !name.startsWith('.'));
  outcome.check(names.join() === 'trailwatch', 'trailwatch installs itself alone, without the CDK', names);
  const paths = filesIn(join(modules, 'trailwatch'));
  const superfluous = paths.filter((path) => !SHIPPED.test(path));
  outcome.check(superfluous.length === 0, `it holds only what is used (${paths.length} files)`, superfluous);
  // Whole blocks, as a disk keeps them.
  const sizeBytes = filesIn(modules).reduce(
    (sum, path) => sum + statSync(join(modules, path)).blocks * 512,
    0,
  );
  outcome.check(
    sizeBytes < MAX_INSTALLED_BYTES,
    `it takes ${inMegabytes(sizeBytes)} of the disk, below ${inMegabytes(MAX_INSTALLED_BYTES)}`,
  );
}

/** The constructs carry the same command line, once: so much of the tarball, and nothing of a synthesis. */
function checkWeight(library: string, outcome: Outcome): void {
  const installed = join(library, 'node_modules/cdk-trailwatch');
  const bundles = readdirSync(join(installed, 'dist/bin')).map((name) =>
    readFileSync(join(installed, 'dist/bin', name)),
  );
  const addedBytes = gzipSync(Buffer.concat(bundles)).length;
  outcome.check(
    addedBytes < MAX_ADDED_BYTES,
    `the command line is ${inMegabytes(addedBytes)} of the tarball of the constructs, below ${inMegabytes(MAX_ADDED_BYTES)}`,
  );
  const loaded = `process.on('exit', () => console.error(Object.keys(require.cache).filter((file) => /cdk-trailwatch.dist.bin/.test(file)).length + ' loaded'))`;
  writeFileSync(join(library, 'count-loaded.cjs'), loaded);
  const { status, stderr } = spawnSync(process.execPath, ['--require', './count-loaded.cjs', 'app.js'], {
    cwd: library,
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: join(library, 'loaded.out'), CDK_VALIDATION: 'false' },
  });
  outcome.check(status === 0 && /^0 loaded$/m.test(stderr), 'and a synthesis loads nothing of it', [stderr]);
  const own = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { dependencies: object };
  const names = Object.keys(own.dependencies).join();
  outcome.check(names === 're2js,yaml', 'nor does it bring a dependency', [names]);
}

interface Compared {
  readonly folder: string;
  readonly project: string;
  readonly library: string;
}

/** Each reads a file of the package: rules, their document, their sources, the prefilter, the workers, the version. */
function checkCommands({ folder, project, library }: Compared, outcome: Outcome): void {
  writeInputs(folder);
  const commands: readonly (readonly string[])[] = [
    ['--version'],
    ['scan', 'log.json', '--format', 'ndjson'],
    ['scan', 'log.json', '--format', 'sarif'],
    ['scan', 'log.json', '--rules', 'rules', '--geoip', 'places.mmdb', '--format', 'ndjson'],
    ['actor', '198.51.100.7', 'log.json'],
    ['view', 'log.json', '--format', 'ndjson'],
    ['rules', 'list'],
    ['rules', 'show', 'trail-stopped-or-deleted'],
    ['rules', 'compile', 'trail-stopped-or-deleted', '--to', 'event-pattern'],
    ['rules', 'check', 'rules'],
    ['query', 'list'],
    [
      'trails',
      'policy',
      'bucket',
      'logs',
      '--trail',
      'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit',
    ],
    ['review', join(library, 'second.out'), '--base', join(library, 'first.out')],
    ['rules', 'match', 'metric-filter', '{ $.eventName = "StopLogging" }', 'log.json'],
  ];
  for (const command of commands) {
    const [alone, beside] = [
      join(project, 'node_modules/trailwatch'),
      join(library, 'node_modules/cdk-trailwatch'),
    ].map((installed) => run(installed, command, folder));
    outcome.check(
      alone !== undefined && alone.stdout !== '' && alone.status !== 2 && alone.stdout === beside?.stdout,
      `trailwatch ${command.join(' ')} prints the same from both packages`,
      [`${alone?.status} ${alone?.stderr}`, `${beside?.status} ${beside?.stderr}`],
    );
  }
  // The page names the time at which it was made.
  const page = run(join(project, 'node_modules/trailwatch'), ['report', 'log.json', '--out', '-'], folder);
  outcome.check(
    page.status !== 2 && page.stdout.startsWith('<!doctype html>') && page.stdout.includes('<style'),
    `report writes its page (${page.stdout.length} characters)`,
    [page.stderr],
  );
  const query = run(join(project, 'node_modules/trailwatch'), ['query', 'SELECT 1', 'log.json'], folder);
  outcome.check(
    query.status === 2 && query.stderr.includes('npm install @duckdb/node-api'),
    'query names the package that it needs',
    [query.stderr],
  );
}

/** Every form of docs/investigate/inputs.md, by the code as it is shipped: a bundle may lack what the sources have. */
function checkForms({ folder, project, library }: Compared, outcome: Outcome): void {
  const { files, records } = writeEveryForm(join(folder, 'forms'));
  for (const installed of [
    join(project, 'node_modules/trailwatch'),
    join(library, 'node_modules/cdk-trailwatch'),
  ]) {
    const { status, stderr } = run(installed, ['scan', 'forms'], folder);
    outcome.check(
      status === 0 &&
        stderr.startsWith(`files=${files} records=${records} `) &&
        stderr.includes(' rejected=0 '),
      `${basename(installed)} reads every form of docs/investigate/inputs.md (${files} files)`,
      [stderr],
    );
  }
}

function writeInputs(folder: string): void {
  mkdirSync(join(folder, 'rules'), { recursive: true });
  writeFileSync(join(folder, 'rules/own.yml'), RULE);
  const stopped = { ...record('StopLogging', 'e1'), sourceIPAddress: '198.51.100.7' };
  writeFileSync(join(folder, 'log.json'), logFile(stopped));
  const place = { country: { iso_code: 'NL', names: { en: 'Netherlands' } } };
  writeFileSync(join(folder, 'places.mmdb'), locationDatabase({ '198.51.100.0/24': place }));
}

function run(installed: string, command: readonly string[], cwd: string) {
  const argv = [join(installed, 'dist/bin/trailwatch.js'), ...command];
  return spawnSync(process.execPath, argv, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, TRAILWATCH_CACHE_DIR: '' },
  });
}

const PRINT_LOADED =
  "process.on('exit', () => console.error(JSON.stringify(Object.keys(require('node:module')._cache))))";

/** Bytes rather than time, which depends on what else the machine does; `npm run bench` measures the time. */
function checkStart(project: string, outcome: Outcome): void {
  const preload = join(project, 'print-loaded.cjs');
  writeFileSync(preload, PRINT_LOADED);
  const installed = join(project, 'node_modules/trailwatch/dist/bin/trailwatch.js');
  const { stderr } = spawnSync(process.execPath, ['--require', preload, installed, '--help'], {
    encoding: 'utf8',
  });
  const loaded = (JSON.parse(stderr) as string[]).filter((file) => file !== preload);
  const bytes = loaded.reduce((sum, file) => sum + statSync(file).size, 0);
  outcome.check(
    loaded.length > 0 && bytes < MAX_LOADED_BYTES,
    `trailwatch --help loads ${loaded.length} files of ${bytes} bytes, below ${MAX_LOADED_BYTES}`,
  );
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'));
}

function inMegabytes(sizeBytes: number): string {
  return `${(sizeBytes / 1e6).toFixed(2)} MB`;
}

function digest(file: string): string {
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'missing';
}
