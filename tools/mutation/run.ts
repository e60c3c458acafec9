/**
 * Mutation tests of one room: Stryker changes one thing in its files at a time, and the room's tests have to fail.
 *
 *     npm run test:mutation -- lambda/raise
 *     npm run test:mutation -- lib/core/digest --every 10 --only lib/core/digest/coverage.ts
 *
 * Prints what survived and the score. docs/extend/testing.md has the scores.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOMS, type Room } from './rooms';
import { type Mutant, type MutationReport, scoreOf } from './score';

const ROOT = join(__dirname, '../..');

/** Texts are messages for people and keys of documents: a third of all mutants, most of which say nothing about a guard. */
const LEFT_OUT = ['StringLiteral'];

function settingsOf(room: Room, every: number, folder: string) {
  return {
    mutate: room.mutate,
    testRunner: 'jest',
    jest: {
      enableFindRelatedTests: false,
      config: {
        // Stryker's environment extends the project's, and does not know what <rootDir> is.
        testEnvironment: join(ROOT, 'test/jest/test-environment.cjs'),
        // A test that waits for what never comes fails, in place of running out of time.
        testTimeout: 20_000,
        // Jest loads every test file that it knows of for each mutant, whichever tests are then run.
        testMatch: room.testFiles.map((pattern) => `<rootDir>/${pattern}`),
        roots: ['lib', 'lambda', 'test'].map((folder) => `<rootDir>/${folder}`),
      },
    },
    coverageAnalysis: 'perTest',
    // What runs when a file is loaded, such as a table, would need every test of the room.
    ignoreStatic: true,
    // Jest's transform removes types without reading them.
    disableTypeChecks: false,
    warnings: { unknownOptions: false },
    mutator: { excludedMutations: LEFT_OUT },
    plugins: ['@stryker-mutator/jest-runner', join(__dirname, 'sample-checker.mjs')],
    checkers: every === 1 ? [] : ['sample'],
    sampleEvery: every,
    ignorePatterns: ['/dist', '/examples/**/cdk.out'],
    tempDirName: join(folder, 'sandbox'),
    reporters: ['progress-append-only', 'json'],
    jsonReporter: { fileName: join(folder, 'report.json') },
    concurrency: 1,
    dryRunTimeoutMinutes: 15,
    // A machine that does other work is no endless loop, most of which Stryker notices by their rounds.
    timeoutMS: 40_000,
  };
}

/** Settings, sandbox and report of a run are in a folder of the room's own, which the build leaves alone. */
function runStryker(name: string, room: Room, every: number): MutationReport {
  const folder = join(ROOT, 'dist/mutation', name.replaceAll('/', '-'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, 'stryker.json');
  writeFileSync(settings, JSON.stringify(settingsOf(room, every, folder)));
  const stryker = join(ROOT, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  // A mutant has its modules for itself.
  const env = { ...process.env, TRAILWATCH_ISOLATED: 'true' };
  const { status } = spawnSync(process.execPath, [stryker, 'run', settings], {
    cwd: ROOT,
    stdio: 'inherit',
    env,
  });
  if (status !== 0) throw new Error('Stryker did not come to an end');
  return JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as MutationReport;
}

function lineOf({ file, location, mutatorName, replacement, status }: Mutant): string {
  const place = `${file}:${location.start.line}:${location.start.column}`;
  const text = (replacement ?? '').replaceAll(/\s+/g, ' ').slice(0, 100);
  return `${place} ${status} ${mutatorName} ${text}`;
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { every: { type: 'string' }, only: { type: 'string', multiple: true } },
  });
  const [name = ''] = positionals;
  const room = ROOMS[name];
  if (room === undefined) throw new Error(`name a room: ${Object.keys(ROOMS).join(', ')}`);
  const every = values.every === undefined ? room.every : Number(values.every);
  if (!Number.isInteger(every) || every < 1) throw new Error('--every takes a whole number from 1');
  const { killed, undecided, tried, all, survivors } = scoreOf(
    runStryker(name, { ...room, mutate: values.only ?? room.mutate }, every),
  );
  for (const survivor of survivors) console.log(lineOf(survivor));
  const percent = ((100 * killed) / tried).toFixed(1);
  console.log(
    `${name}: ${killed} of ${tried} mutants noticed (${percent} %), a sample of one in ${every} of ${all}; ${undecided} more ran out of time`,
  );
}

main();
