import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findPython, installPackages } from '../peers/python-environment';
import { ABSENT_TYPES_PATH, renderAbsentTypes } from './absent-types';
import { findRegionData } from './region-data';

/** Writes the table of resource types that some Regions do not have, from cfn-lint's data. */
async function main(): Promise<void> {
  const root = resolve(__dirname, '../..');
  const python = await findPython();
  if (typeof python === 'string') throw new Error(python);
  const data = await findRegionData(await installPackages(python, 'emulator'));
  writeFileSync(join(root, ABSENT_TYPES_PATH), renderAbsentTypes(root, data));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
