/**
 * The package as its users get it: packs the tarball, installs it in an empty project beside its peers, type-checks
 * and synthesizes an app there, and runs the command line. The project has no esbuild and synthesizes with an empty
 * PATH, so nothing is bundled and no Docker is started. Then the same beside the oldest CDK that the package accepts and
 * beside the newest.
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
import { Outcome } from '../peers/outcome';
import { checkCommandLinePackage } from './check-command-line-package';
import { checkExamples } from './check-examples';
import { checkVersions } from './check-versions';
import { checkWorkers } from './check-workers';
import { checkProcessor, writeProcessor } from './processor';

const ROOT = resolve(__dirname, '../..');

const APP = `import { App, Stack } from 'aws-cdk-lib';
import { Trailwatch } from 'cdk-trailwatch';

const app = new App();
const stack = new Stack(app, 'Audit', { env: { account: '111122223333', region: 'eu-west-1' } });
new Trailwatch(stack, 'Trailwatch', { emails: ['security@example.com'] });
app.synth();
`;

/** The same without a compiler, as an ES module, with a rule of one's own. */
const PLAIN_APP = `import { App, Stack } from 'aws-cdk-lib';
import { RuleSet, Trailwatch } from 'cdk-trailwatch';

const app = new App();
const stack = new Stack(app, 'Audit', { env: { account: '111122223333', region: 'eu-west-1' } });
new Trailwatch(stack, 'Trailwatch', { rules: RuleSet.fromDirectory('rules') });
app.synth();
`;

/** A trail of each kind of selection, by the file that stands beside this one. */
const SELECTIONS_APP = `import { App } from 'aws-cdk-lib';
import { addSelectingTrails } from './selecting-trails';

const app = new App();
addSelectingTrails(app);
app.synth();
`;

/** What only some of the trails have, each by one kind of selection or another. */
const KINDS_OF_SELECTORS = [
  'AdvancedEventSelectors',
  'AggregationConfigurations',
  'EventSelectors',
  'InsightSelectors',
];

const RULE = `title: A key of ours was used
level: high
logsource: { product: aws, service: cloudtrail }
detection: { use: { eventName|re: '^Decrypt' }, condition: use }
`;

/** What may be in the tarball, and nothing else. */
const SHIPPED =
  /^(ci\/([\w-]+\.mjs|gitlab\.yml)|LICENSE|(README|SECURITY|CHANGELOG|CONTRIBUTING|API)\.md|docs\/.+\.(md|json)|examples\/[\w-]+\/(README\.md|(package|tsconfig|cdk)\.json|(bin|lib|test)\/[\w.-]+\.ts|rules\/[\w-]+\.yml)|dist\/app\/(app\.js|cdk\.json)|package\.json|dist\/THIRD-PARTY-LICENSES\.txt|dist\/sbom\.cdx\.json|\.jsii(\.gz)?|dist\/lib\/.+(\.js|\.d\.ts)|dist\/lambda\/[a-z-]+\/(index\.js|[\w-]+-[A-Z0-9]{8}\.js)|dist\/(lambda\/log-processor\/)?prefilter\.wasm|dist\/bin\/([\w-]+\.js|package\.json|report-page-(style\.css|licenses\.txt))|dist\/processing\/(index\.js|types\/.+\.d\.ts)|dist\/rules\/((built-in|catalogue|handlers|meanings)\.json|calls\.txt\.gz)|dist\/api\.json|lib\/rules\/.+\.yml|node_modules\/(yaml|re2js)\/.+)$/;

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

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

function pack(folder: string): Packed {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], ROOT)) as Packed[];
  if (packed === undefined) throw new Error('npm pack named no file');
  return packed;
}

function checkContents({ files, size }: Packed, failures: Failure[]): void {
  const paths = files.map(({ path }) => path);
  const superfluous = paths.filter((path) => !SHIPPED.test(path));
  expect(
    superfluous.length === 0,
    `the tarball holds only what is used (${paths.length} files, ${Math.round(size / 1024)} KB)${superfluous.map((path) => `\n       ${path}`).join('')}`,
    failures,
  );
  const mapped = paths.filter(
    (path) =>
      /^dist\/.*\.js$/.test(path) && readFileSync(join(ROOT, path), 'utf8').includes('sourceMappingURL='),
  );
  expect(mapped.length === 0, 'no file carries a source map', failures);
}

function installConsumer(project: string, tarball: string): void {
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  writeFileSync(join(project, 'app.ts'), APP);
  writeFileSync(join(project, 'plain.mjs'), PLAIN_APP);
  writeFileSync(join(project, 'selections.ts'), SELECTIONS_APP);
  const trails = readFileSync(join(__dirname, 'selecting-trails.ts'), 'utf8');
  writeFileSync(join(project, 'selecting-trails.ts'), trails.replace('../../lib/index', 'cdk-trailwatch'));
  writeProcessor(project);
  mkdirSync(join(project, 'rules'));
  writeFileSync(join(project, 'rules/own.yml'), RULE);
  const named = ['aws-cdk-lib', 'constructs', '@aws-sdk/client-s3', '@aws-sdk/client-sqs'];
  const peers = named.map((name) => `${name}@${own.devDependencies[name]}`);
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
    [
      tsc,
      ...options,
      '--typeRoots',
      join(ROOT, 'node_modules/@types'),
      'app.ts',
      'selections.ts',
      'processor.ts',
    ],
    project,
  );
}

function synthesize(project: string, app: string, out: string): void {
  run(process.execPath, [app], project, {
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

/** The names of all properties that the app's trails have, in a stack of this name. */
function trailProperties(out: string, stackName: string): Set<string> {
  const template = JSON.parse(readFileSync(join(out, `${stackName}.template.json`), 'utf8')) as {
    Resources: Record<string, { Type: string; Properties: object }>;
  };
  const trails = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::CloudTrail::Trail');
  return new Set(trails.flatMap(({ Properties }) => Object.keys(Properties)));
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function expect(holds: boolean, what: string, failures: Failure[]): void {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${what}`);
  if (!holds) failures.push({ what });
}

function checkProject(project: string, failures: Failure[]): void {
  compile(project);
  expect(true, 'the ten-line app type-checks against the shipped declarations', failures);
  synthesize(project, 'app.js', join(project, 'first.out'));
  synthesize(project, 'app.js', join(project, 'second.out'));
  const hashes = assetHashes(join(project, 'first.out'));
  expect(hashes.length >= 2, `the app synthesizes with an empty PATH (${hashes.length} assets)`, failures);
  expect(
    JSON.stringify(hashes) === JSON.stringify(assetHashes(join(project, 'second.out'))),
    'asset hashes are the same at every synth',
    failures,
  );
  synthesize(project, 'plain.mjs', join(project, 'plain.out'));
  expect(true, 'an ES module in plain JavaScript with a rule of its own synthesizes', failures);
  synthesize(project, 'selections.js', join(project, 'selections.out'));
  const chosen = trailProperties(join(project, 'selections.out'), 'Selections');
  expect(
    KINDS_OF_SELECTORS.every((kind) => chosen.has(kind)),
    'trails of each kind of selection type-check and synthesize',
    failures,
  );
  synthesize(project, 'node_modules/cdk-trailwatch/dist/app/app.js', join(project, 'reference.out'));
  expect(
    existsSync(join(project, 'reference.out/Trailwatch.template.json')),
    'the reference app of the package synthesizes where it is installed',
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
}

async function main(): Promise<void> {
  const outcome = new Outcome();
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-consumer-'));
  const failures: Failure[] = [];
  try {
    const packed = pack(folder);
    checkContents(packed, failures);
    const tarball = join(folder, packed.filename);
    installConsumer(join(folder, 'consumer'), tarball);
    checkProject(join(folder, 'consumer'), failures);
    checkProcessor((file) => run(process.execPath, [file], join(folder, 'consumer')), outcome);
    checkCommandLine(folder, tarball, failures);
    checkWorkers(join(folder, 'consumer'), outcome);
    await checkExamples(join(folder, 'consumer'), outcome);
    const library = join(folder, 'consumer');
    await checkCommandLinePackage(
      { folder: join(folder, 'analyst'), library, libraryTarball: tarball },
      outcome,
    );
    await checkVersions(folder, tarball, outcome);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (failures.length + outcome.failed > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
