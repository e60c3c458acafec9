/**
 * The package as its users get it: packs the tarball, installs it in an empty project beside its peers, type-checks
 * and synthesizes an app there, and runs the command line. The project has no esbuild and synthesizes with an empty
 * PATH, so nothing is bundled and no Docker is started.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';

const ROOT = resolve(__dirname, '../..');

const APP = `import { App, Stack } from 'aws-cdk-lib';
import { Trailwatch } from 'cdk-trailwatch';

const app = new App();
const stack = new Stack(app, 'Audit', { env: { account: '111122223333', region: 'eu-west-1' } });
new Trailwatch(stack, 'Trailwatch', { emails: ['security@example.com'] });
app.synth();
`;

interface Failure {
  readonly what: string;
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const result = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (result.status !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} ended with ${result.status}\n${result.stdout}\n${result.stderr}`,
    );
  }
  return result.stdout;
}

function pack(folder: string): string {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], ROOT)) as {
    filename: string;
  }[];
  if (packed === undefined) throw new Error('npm pack named no file');
  return join(folder, packed.filename);
}

function installConsumer(project: string, tarball: string): void {
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  writeFileSync(join(project, 'app.ts'), APP);
  const peers = ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${own.devDependencies[name]}`);
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball, ...peers], project);
}

function compile(project: string): void {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const options = [
    '--strict',
    '--target',
    'es2022',
    '--module',
    'node16',
    '--skipLibCheck',
    '--types',
    'node',
  ];
  run(
    process.execPath,
    [tsc, ...options, '--typeRoots', join(ROOT, 'node_modules/@types'), 'app.ts'],
    project,
  );
}

function synthesize(project: string, out: string): void {
  run(process.execPath, ['app.js'], project, {
    CDK_OUTDIR: out,
    PATH: '',
    HOME: project,
    CDK_VALIDATION: 'false',
  });
}

function assetHashes(out: string): string[] {
  return readdirSync(out)
    .filter((name) => name.startsWith('asset.'))
    .sort();
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function millisecondsOf(args: readonly string[], cwd: string): number {
  const times = Array.from({ length: 7 }, () => {
    const begun = performance.now();
    run(process.execPath, args, cwd);
    return performance.now() - begun;
  });
  return times.sort((a, b) => a - b)[3] ?? Number.NaN;
}

function expect(holds: boolean, what: string, failures: Failure[]): void {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${what}`);
  if (!holds) failures.push({ what });
}

function checkProject(project: string, failures: Failure[]): void {
  compile(project);
  expect(true, 'the ten-line app type-checks against the shipped declarations', failures);
  synthesize(project, join(project, 'first.out'));
  synthesize(project, join(project, 'second.out'));
  const hashes = assetHashes(join(project, 'first.out'));
  expect(hashes.length >= 2, `the app synthesizes with an empty PATH (${hashes.length} assets)`, failures);
  expect(
    JSON.stringify(hashes) === JSON.stringify(assetHashes(join(project, 'second.out'))),
    'asset hashes are the same at every synth',
    failures,
  );
  const shipped = join(project, 'node_modules/cdk-trailwatch/dist/lambda/log-processor/index.js');
  expect(
    digest(shipped) === digest(join(ROOT, 'dist/lambda/log-processor/index.js')),
    'the shipped handler is the built one',
    failures,
  );
  expect(!existsSync(join(project, 'node_modules/esbuild')), 'no esbuild is installed', failures);
  const deep = spawnSync(process.execPath, ['-e', "require('cdk-trailwatch/dist/lib/core/rule/condition')"], {
    cwd: project,
  });
  expect(deep.status !== 0, 'the core cannot be imported', failures);
}

function checkCommandLine(folder: string, tarball: string, failures: Failure[]): void {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const help = run('npx', ['--yes', '--prefer-offline', '--package', tarball, 'trailwatch', '--help'], empty);
  expect(
    help.includes('scan') && help.includes('rules'),
    'npx --package <tarball> trailwatch --help works',
    failures,
  );
  const bare = millisecondsOf(['-e', '0'], empty);
  const started = millisecondsOf([join(ROOT, 'dist/bin/trailwatch.js'), '--help'], empty);
  console.log(
    `       --help ${started.toFixed(0)} ms, bare node ${bare.toFixed(0)} ms: ${(started / bare).toFixed(2)} times`,
  );
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-consumer-'));
  const failures: Failure[] = [];
  try {
    const tarball = pack(folder);
    installConsumer(join(folder, 'consumer'), tarball);
    checkProject(join(folder, 'consumer'), failures);
    checkCommandLine(folder, tarball, failures);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (failures.length > 0) process.exitCode = 1;
}

main();
