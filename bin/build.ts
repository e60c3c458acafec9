/**
 * Builds what the package ships into dist/: the built-in rules as one document, the jsii assembly of lib/, one bundle per
 * Lambda handler, the command line, the entry point `processing`, and the reference app. Every output folder is emptied first: a file left over would change
 * an asset's hash.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FileSystem } from 'aws-cdk-lib';
import { type BuildOptions, type BuildResult, build as bundle } from 'esbuild';
import ts from 'typescript';
import { renderProblem } from '../lib/core/problem/problem';
import { API_FILE } from '../lib/core/public-api/api-table';
import { hashMeanings } from '../lib/core/review/metadata/rule-meaning';
import { encodeRules } from '../lib/core/rule/rule-document';
import { ruleDocumentOf } from '../lib/core/sigma/sigma-file';
import { apiTableOf } from './build/api-table';
import { bundleCommandLine } from './build/command-line';
import { guardExports } from './build/guard-exports';
import { bundleHandlers } from './build/handlers';
import { toLazyRequires } from './build/lazy-modules';
import { packModules, synthesizedModules } from './build/pack-modules';
import { bundledPackages, type Described, renderBillOfMaterials, renderLicenses } from './build/third-party';
import { readBuiltInFiles } from './generators/built-in-rules';
import {
  COMMAND_LINE_FILES,
  COMMAND_LINE_FOLDER,
  commandLineManifest,
  type Manifest,
  toPackageReadme,
} from './package/command-line-package';
import { encodeCatalogue } from './rules/catalogue-document';

const README = 'docs/investigate/command-line.md';

/** The catalogue of calls, which the command line and the synthesis of rules read compressed. */
const CALLS = 'lib/core/calls/calls.txt';

/** The hashes of the Lambda handlers. */
const HANDLERS = 'dist/rules/handlers.json';

/** Texts on the bundled packages, by their paths in the package. */
type ThirdPartyTexts = (self: Manifest) => Readonly<Record<string, string>>;

const ROOT = resolve(__dirname, '..');
const LIBRARY = join(ROOT, 'dist/lib');

const BUNDLE: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  minify: true,
  legalComments: 'eof',
  metafile: true,
  // The SDK's ES modules tree-shake; its CommonJS ones do not.
  mainFields: ['module', 'main'],
  logLevel: 'warning',
};

/** The compiler includes parts of its standard library in the prefilter, which both packages ship. */
const PREFILTER_LIBRARY = 'node_modules/assemblyscript/std/assembly/rt/stub.ts';

/** AssemblyScript to WebAssembly, for the command line and the handler that reads log files. */
function compilePrefilter(root: string): void {
  const compiler = require.resolve('assemblyscript/bin/asc.js');
  const source = 'lib/core/prefilter/assembly/index.ts';
  const options = ['--outFile', 'dist/prefilter.wasm', '--runtime', 'stub', '--use', 'abort=', '--noAssert'];
  const speed = ['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--enable', 'simd'];
  const { status, stderr } = spawnSync(process.execPath, [compiler, source, ...options, ...speed], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  // The warning that another round of `--converge` gained nothing is ignored.
  process.stderr.write(stderr.replace(/^Last converge was suboptimal\.\r?\n?/m, ''));
  if (status !== 0) throw new Error(`the prefilter could not be compiled: asc ended with ${status}`);
}

/** Every file that is in a bundle of the command line, and in any other. */
const bundledFiles = { commandLine: new Set([PREFILTER_LIBRARY]), others: new Set<string>() };

async function build(options: BuildOptions, inputs = bundledFiles.others): Promise<BuildResult> {
  const result = await bundle(options);
  for (const input of Object.keys(result.metafile?.inputs ?? {})) inputs.add(input);
  return result;
}

/** The licenses of what is bundled, and the same as a bill of materials, by their paths in a package. */
function thirdPartyTexts(self: Described, files: readonly string[]): Readonly<Record<string, string>> {
  const packages = bundledPackages(ROOT, files);
  return {
    'dist/THIRD-PARTY-LICENSES.txt': renderLicenses(packages),
    'dist/sbom.cdx.json': renderBillOfMaterials(self, packages),
  };
}

function writeThirdParty(): void {
  const self = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Described;
  const texts = thirdPartyTexts(self, [...bundledFiles.commandLine, ...bundledFiles.others]);
  for (const [path, text] of Object.entries(texts)) writeFileSync(join(ROOT, path), text);
}

/** @param signal ends the compiler */
async function compileLibrary(signal: AbortSignal): Promise<void> {
  rmSync(LIBRARY, { recursive: true, force: true });
  const jsii = require.resolve('jsii/bin/jsii');
  const compiler = spawn(
    process.execPath,
    [jsii, '--generate-tsconfig', 'tsconfig.jsii.json', '--compress-assembly'],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' },
      signal,
    },
  );
  const [status] = (await once(compiler, 'exit')) as [number | null];
  if (status !== 0) throw new Error(`jsii failed with status ${status}`);
  prepareModules(LIBRARY);
}

/**
 * Removes source maps, for which jsii has no option: they contain every source again, which is more than half of each file.
 * Also makes modules load on first use.
 */
function prepareModules(folder: string): void {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const path of names.filter((name) => name.endsWith('.js')).map((name) => join(folder, name))) {
    const code = readFileSync(path, 'utf8');
    writeFileSync(path, toLazyRequires(code.replace(/^\/\/# sourceMappingURL=data:.*$/m, '')));
  }
}

/** Makes each export of the library pass `guardExport`, and writes the table of the public API that it reads. */
function guardApi(): void {
  const index = join(LIBRARY, 'index.js');
  const table = apiTableOf(ROOT, createRequire(index)(index));
  writeFileSync(join(ROOT, 'dist', API_FILE), `${JSON.stringify(table)}\n`);
  writeFileSync(index, guardExports(readFileSync(index, 'utf8')));
}

/**
 * The entry point `cdk-trailwatch/processing` and its declarations. The SDK is external: a user's clients and the commands that
 * are sent with them must have the same version.
 */
async function bundleProcessing(): Promise<void> {
  rmSync(join(ROOT, 'dist/processing'), { recursive: true, force: true });
  await build({
    ...BUNDLE,
    entryPoints: ['processing/index.ts'],
    outfile: 'dist/processing/index.js',
    target: 'node20',
    minify: false,
    external: ['@aws-sdk/*'],
  });
  const tsc = require.resolve('typescript/bin/tsc');
  const args = [tsc, '--project', 'processing/tsconfig.json'];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0)
    throw new Error(`the declarations of processing could not be written: tsc ended with ${status}`);
}

function writeHandlers(): Promise<void> {
  return bundleHandlers(ROOT, (options) => build({ ...BUNDLE, ...options }));
}

function writeCommandLine(): Promise<void> {
  return bundleCommandLine(ROOT, (options) => build({ ...BUNDLE, ...options }, bundledFiles.commandLine));
}

/**
 * Parsed here and not at synthesis: a consumer's synthesis then reads one file, and an invalid built-in rule fails the build.
 */
function encodeBuiltInRules(): void {
  const folder = join(ROOT, 'dist/rules');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const located = readBuiltInFiles().map(({ path, parsed }) => ({
    file: `lib/rules/${path}`,
    content: parsed,
  }));
  const files = located.map(({ content }) => content);
  const problems = files.flatMap((file) => file.problems);
  if (problems.length > 0) throw new Error(problems.map(renderProblem).join('\n'));
  const document = ruleDocumentOf(files);
  writeFileSync(join(folder, 'built-in.json'), encodeRules(document));
  writeFileSync(join(folder, 'meanings.json'), `${JSON.stringify(hashMeanings(document))}\n`);
  writeFileSync(join(folder, 'catalogue.json'), encodeCatalogue(located));
  writeFileSync(join(folder, 'calls.txt.gz'), gzipSync(readFileSync(join(ROOT, CALLS)), { level: 9 }));
}

/** Says what is done next, with the seconds since the start: a build takes half a minute, on a small machine minutes. */
function tell(step: string): void {
  process.stderr.write(`${(performance.now() / 1000).toFixed(1).padStart(5)} s  build: ${step}\n`);
}

/** The parts that run without the library: the rules, the module, the handlers and the command line. */
async function writeRuntime(): Promise<void> {
  tell('reading the built-in rules');
  encodeBuiltInRules();
  tell('compiling the WebAssembly module');
  compilePrefilter(ROOT);
  tell('bundling the Lambda handlers and the command line');
  await Promise.all([writeHandlers(), writeCommandLine()]);
  copyFileSync(join(ROOT, 'dist/prefilter.wasm'), join(ROOT, 'dist/lambda/log-processor/prefilter.wasm'));
  writeHandlerHashes();
}

/** By these, a review recognizes the code of a new function: the names that the CDK gives the handlers as assets. */
function writeHandlerHashes(): void {
  const folder = join(ROOT, 'dist/lambda');
  const hashes = readdirSync(folder).map((name) => FileSystem.fingerprint(join(folder, name)));
  writeFileSync(join(ROOT, HANDLERS), `${JSON.stringify(hashes.sort())}\n`);
}

/** What is made of the compiled library, and the other published parts: `processing`, and the licenses of all packages. */
async function writeLibrary(): Promise<void> {
  tell('packing the construct library');
  writeReferenceApp(ROOT);
  await bundleProcessing();
  guardApi();
  packModules(LIBRARY, synthesizedModules(ROOT, LIBRARY));
  writeThirdParty();
  stageCommandLine(ROOT, (self) => thirdPartyTexts(self, [...bundledFiles.commandLine]));
}

/** Builds everything, or with the argument `runtime` only what the demo runs: jsii takes most of the time. */
async function main(part?: string): Promise<void> {
  if (part !== undefined && part !== 'runtime')
    throw new Error(`"${part}" is no part of the build: runtime is`);
  if (part === 'runtime') return writeRuntime();
  const failed = new AbortController();
  tell('compiling the construct library with jsii');
  try {
    await Promise.all([compileLibrary(failed.signal), writeRuntime()]);
  } catch (error) {
    failed.abort();
    throw error;
  }
  await writeLibrary();
}

/** The command that runs the app from its folder in an installed package. */
const START = 'node app.js';

/**
 * The reference app in `dist/app`, for an installed package without a compiler: `bin/app.ts` in JavaScript, with its comments,
 * and a `cdk.json` with the flags of this repository. It imports `../lib/index`, which the library is compiled to.
 */
function writeReferenceApp(root: string): void {
  const folder = join(root, 'dist/app');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const source = readFileSync(join(root, 'bin/app.ts'), 'utf8');
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  writeFileSync(join(folder, 'app.js'), ts.transpileModule(source, { compilerOptions }).outputText);
  const settings: object = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  writeFileSync(join(folder, 'cdk.json'), `${JSON.stringify({ ...settings, app: START }, undefined, 2)}\n`);
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

/** Assembles the package `trailwatch` from the build output, in a folder that npm packs. */
function stageCommandLine(root: string, thirdParty: ThirdPartyTexts): void {
  const folder = join(root, COMMAND_LINE_FOLDER);
  rmSync(folder, { recursive: true, force: true });
  for (const path of COMMAND_LINE_FILES) copy(join(root, path), join(folder, path));
  const library = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const manifest = commandLineManifest(library) as Manifest;
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(
    join(folder, 'README.md'),
    toPackageReadme(readFileSync(join(root, README), 'utf8'), README, library),
  );
  for (const [path, text] of Object.entries(thirdParty(manifest))) writeFileSync(join(folder, path), text);
}

function copy(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target, { recursive: true });
}
