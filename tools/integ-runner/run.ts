/**
 * Runs integ-runner on the examples, as users of the packed tarball: verifies the committed snapshots, and deploys only where it is asked to
 * (`npm run test:integ -- --update-on-failed`). integ-runner reads cloud assemblies up to schema 53, which is what aws-cdk-lib writes up to
 * 2.257.0: that version is installed here, and is within the range of peer dependencies.
 *
 * With `INTEG_TARBALL`, the package and the examples come from that file, and no snapshot is compared or written.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const TARBALL = process.env.INTEG_TARBALL;
const TESTS = 'tools/integ-runner';
const PACKAGES = [
  '@aws-cdk/integ-runner@2.197.10',
  '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
  'aws-cdk-lib@2.257.0',
  'constructs@10.8.1',
  'tsx@4',
];
/** What integ-runner compares: no assets, and no tree of constructs. */
const KEPT = /\.snapshot\/(cdk\.out|integ\.json|manifest\.json|[\w-]+\.(assets|metadata|template)\.json)$/;
/** Of the metadata, logical ids and messages; the rest says where on this machine the code is, and changes with each run. */
const KEPT_METADATA = /^aws:cdk:(?:logicalId|info|warning|error)$/;
const NPM_OPTIONS = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'];

function run(command: string, args: readonly string[], cwd: string): number {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  return status ?? 1;
}

function mustRun(command: string, args: readonly string[], cwd: string): void {
  const status = run(command, args, cwd);
  if (status !== 0) throw new Error(`${command} ${args[0]} ended with ${status}`);
}

/** A project with the tarball, the examples and the tests. */
function install(project: string): void {
  if (TARBALL === undefined) mustRun('npm', ['pack', '--silent', '--pack-destination', project], ROOT);
  const tarballs = TARBALL === undefined ? readdirSync(project).map((name) => `./${name}`) : [TARBALL];
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'integ', private: true }));
  mustRun('npm', ['install', '--silent', ...NPM_OPTIONS, ...tarballs, ...PACKAGES], project);
  const examples = TARBALL === undefined ? ROOT : join(project, 'node_modules/cdk-trailwatch');
  cpSync(join(examples, 'examples'), join(project, 'examples'), { recursive: true });
  cpSync(join(ROOT, TESTS), join(project, TESTS), {
    recursive: true,
    filter: (path) => TARBALL === undefined || !path.includes('.snapshot'),
  });
}

/** What integ-runner wrote, back to where it is committed. */
function takeSnapshots(project: string): void {
  const names = readdirSync(join(project, TESTS)).filter((name) => /^integ\..+\.snapshot$/.test(name));
  for (const name of names) {
    const [from, to] = [join(project, TESTS, name), join(ROOT, TESTS, name)];
    rmSync(to, { recursive: true, force: true });
    cpSync(from, to, { recursive: true, filter: (path) => path === from || KEPT.test(path) });
    for (const file of readdirSync(to)) if (file.endsWith('.metadata.json')) withoutTraces(join(to, file));
  }
}

function withoutTraces(file: string): void {
  const metadata: Readonly<Record<string, readonly { readonly type: string; readonly data: unknown }[]>> =
    JSON.parse(readFileSync(file, 'utf8'));
  const kept = Object.entries(metadata).flatMap(([path, entries]) => {
    const some = entries
      .filter(({ type }) => KEPT_METADATA.test(type))
      .map(({ type, data }) => ({ type, data }));
    return some.length === 0 ? [] : [[path, some] as const];
  });
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}

const project = mkdtempSync(join(tmpdir(), 'trailwatch-integ-'));
try {
  install(project);
  const tests = ['--directory', TESTS, '--language', 'typescript', '--app', 'node --import tsx {filePath}'];
  process.exitCode = run('npx', ['integ-runner', ...tests, ...process.argv.slice(2)], project);
  if (TARBALL === undefined) takeSnapshots(project);
} finally {
  rmSync(project, { recursive: true, force: true });
}
