/**
 * The constructs on the oldest AWS CDK that `peerDependencies` accepts: `lib` is type-checked against its declarations, so that it
 * uses nothing newer, and the tests of the constructs run on it. The CDK is installed into a cache folder on first use.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cachedFolder } from '../peers/cached-folder';
import { Outcome } from '../peers/outcome';
import { mustRun, runProcess } from '../peers/run-process';
import { oldestCdk, toPackages } from './cdk-versions';
import { jestConfigBeside, TESTS_OF_THE_OLDEST } from './jest-config';

const ROOT = resolve(__dirname, '../..');

async function installOldest(): Promise<string> {
  const packages = toPackages(oldestCdk());
  return cachedFolder('cdk-floor', packages, async (folder) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
    await mustRun('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], {
      cwd: folder,
    });
  });
}

async function checkTypes(folder: string, outcome: Outcome): Promise<void> {
  const modules = join(folder, 'node_modules');
  const paths = Object.fromEntries(
    ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'].map((name) => [name, [join(modules, name)]]),
  );
  const project = join(folder, 'tsconfig.json');
  const compilerOptions = { paths, typeRoots: [join(ROOT, 'node_modules/@types')], types: ['node'] };
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions,
      include: [join(ROOT, 'lib/index.ts')],
    }),
  );
  const tsc = join(ROOT, 'node_modules/typescript-7/bin/tsc');
  const { status, stdout } = await runProcess(process.execPath, [tsc, '--noEmit', '--project', project]);
  outcome.check(status === 0, 'lib type-checks against the declarations of the oldest CDK', [stdout]);
}

async function runConstructTests(folder: string, outcome: Outcome): Promise<void> {
  const config = join(folder, 'jest.json');
  writeFileSync(config, JSON.stringify(jestConfigBeside(join(folder, 'node_modules'))));
  const options = ['--config', config, '--testNamePattern', TESTS_OF_THE_OLDEST];
  const jest = ['--max-semi-space-size=64', join(ROOT, 'node_modules/jest/bin/jest.js')];
  const { status, stderr } = await runProcess(process.execPath, [...jest, ...options, 'test/constructs'], {
    cwd: ROOT,
  });
  const summary = /^Tests: .*$/m.exec(stderr)?.[0] ?? 'no test ran';
  outcome.check(status === 0, `the tests of the constructs pass on the oldest CDK (${summary})`, [stderr]);
}

async function main(): Promise<void> {
  const outcome = new Outcome();
  console.log(`the oldest CDK: ${toPackages(oldestCdk()).join(', ')}`);
  const folder = await installOldest();
  await checkTypes(folder, outcome);
  await runConstructTests(folder, outcome);
  if (outcome.failed > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
