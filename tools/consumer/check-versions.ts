import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type CdkVersions, NEWEST_CDK, oldestCdk, toPackages } from '../floor/cdk-versions';
import type { Outcome } from '../peers/outcome';
import { mustRun } from '../peers/run-process';

const ROOT = resolve(__dirname, '../..');

const APP = `import { App } from 'aws-cdk-lib';
import { addEstates } from './estates';

const app = new App({ analyticsReporting: false });
addEstates(app);
for (const { stackName, messages } of app.synth().stacks)
  for (const { id, entry } of messages) console.log(stackName + ' ' + id + ' ' + entry.data);
`;

/** What the estates make on one version of the CDK. */
interface Estates {
  /** Of the CDK that npm chose. */
  readonly version: string;
  /** By stack. */
  readonly templates: Readonly<Record<string, unknown>>;
  /** What synth warns of, a line each. */
  readonly warnings: string;
}

/**
 * The packed tarball beside the oldest CDK that it accepts and beside the newest of the registry: the same estates type-check,
 * synthesize, warn of the same, and make the same templates.
 */
export async function checkVersions(folder: string, tarball: string, outcome: Outcome): Promise<void> {
  const oldest = await synthesizeEstates(join(folder, 'oldest'), tarball, oldestCdk());
  const newest = await synthesizeEstates(join(folder, 'newest'), tarball, NEWEST_CDK);
  const versions = `${oldest.version} and ${newest.version}`;
  const stacks = Object.keys(newest.templates);
  outcome.check(stacks.length > 3, `the estates synthesize on aws-cdk-lib ${versions}`, stacks);
  const different = stacks.filter(
    (stack) => JSON.stringify(oldest.templates[stack]) !== JSON.stringify(newest.templates[stack]),
  );
  outcome.check(different.length === 0, 'and make the same templates on both', different);
  outcome.check(oldest.warnings === newest.warnings, 'and warn of the same', [
    oldest.warnings,
    newest.warnings,
  ]);
  outcome.check(
    !oldest.warnings.includes('noSubscriber'),
    'and do not warn of what is acknowledged on the construct',
    [oldest.warnings],
  );
}

async function synthesizeEstates(project: string, tarball: string, versions: CdkVersions): Promise<Estates> {
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  writeFileSync(join(project, 'app.ts'), APP);
  const estates = readFileSync(join(__dirname, 'estates.ts'), 'utf8');
  writeFileSync(join(project, 'estates.ts'), estates.replace('../../lib/index', 'cdk-trailwatch'));
  const packages = [tarball, ...toPackages(versions)];
  await mustRun('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], {
    cwd: project,
  });
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
  const options = ['--strict', '--target', 'es2022', '--module', 'node16', '--skipLibCheck', ...types];
  await mustRun(process.execPath, [tsc, ...options, 'app.ts'], { cwd: project });
  const out = join(project, 'cdk.out');
  const env = { CDK_OUTDIR: out, PATH: '', HOME: project, CDK_VALIDATION: 'false' };
  const warnings = await mustRun(process.execPath, ['app.js'], { cwd: project, env });
  return { version: installedCdk(project), templates: readTemplates(out), warnings };
}

function installedCdk(project: string): string {
  const file = join(project, 'node_modules/aws-cdk-lib/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function readTemplates(out: string): Readonly<Record<string, unknown>> {
  const names = readdirSync(out).filter((name) => name.endsWith('.template.json'));
  return Object.fromEntries(names.map((name) => [name, readTemplate(join(out, name))]));
}

function readTemplate(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
