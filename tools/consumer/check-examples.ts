import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Outcome } from '../peers/outcome';
import { mustRun } from '../peers/run-process';

const ROOT = resolve(__dirname, '../..');

/** Runs the apps one after the other, each in its folder and with the settings of its `cdk.json`, as the CDK's command line does. */
const RUN_APPS = `const { readFileSync } = require('node:fs');
const { join } = require('node:path');

for (const folder of process.argv.slice(2)) {
  process.chdir(folder);
  process.env.CDK_OUTDIR = join(folder, 'cdk.out');
  process.env.CDK_CONTEXT_JSON = JSON.stringify(JSON.parse(readFileSync('cdk.json', 'utf8')).context);
  require(join(folder, 'bin/app.js'));
}
`;

/** What the compiler is told for all examples at once; it finds the package as it was installed. */
const SETTINGS = {
  compilerOptions: {
    ...{ target: 'es2022', module: 'node20', strict: true, noImplicitOverride: true, skipLibCheck: true },
    types: ['node', 'jest'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
  },
  include: ['.'],
};

/** The examples that the installed package has, copied out of it as users do: they type-check, and each app synthesizes. */
export async function checkExamples(project: string, outcome: Outcome): Promise<void> {
  const copies = join(project, 'examples');
  cpSync(join(project, 'node_modules/cdk-trailwatch/examples'), copies, { recursive: true });
  writeFileSync(join(copies, 'tsconfig.json'), JSON.stringify(SETTINGS));
  writeFileSync(join(copies, 'run-apps.cjs'), RUN_APPS);
  await mustRun(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc')], { cwd: copies });
  const names = readdirSync(copies);
  outcome.check(names.length > 8, 'the examples of the package type-check, with their tests', names);
  const apps = names
    .map((name) => join(copies, name))
    .filter((folder) => existsSync(join(folder, 'bin/app.js')));
  const env = { PATH: '', HOME: project, CDK_VALIDATION: 'false' };
  await mustRun(process.execPath, ['run-apps.cjs', ...apps], { cwd: copies, env });
  const without = apps.filter((folder) => !existsSync(join(folder, 'cdk.out/manifest.json')));
  outcome.check(apps.length > 5 && without.length === 0, `${apps.length} examples synthesize`, without);
}
