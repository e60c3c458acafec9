import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findPython, installPackages } from '../peers/python-environment';
import { undecidedMembers } from './calls-of-kind';
import { readIamServices } from './iam-actions';
import { renderCallKinds } from './render-call-kinds';
import { CALLS_PATH, renderCalls } from './render-calls';
import { readServiceModels } from './service-models';

/** Writes the catalogue of calls, from the models of botocore and the actions of iam-data, the rules by kind, and the page of kinds. */
async function main(): Promise<void> {
  const python = await findPython();
  if (typeof python === 'string') throw new Error(python);
  const commands = await installPackages(python, 'documents');
  const models = await readServiceModels(commands('python'));
  const undecided = undecidedMembers(models);
  if (undecided.length > 0)
    throw new Error(`decide in lib/core/calls/member-kinds.ts what is in ${undecided.join(', ')}`);
  const root = resolve(__dirname, '../..');
  writeFileSync(join(root, CALLS_PATH), renderCalls(models, readIamServices()));
  for (const [path, text] of renderCallKinds(models)) writeFileSync(join(root, path), text);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
