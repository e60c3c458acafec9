import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Outcome } from '../peers/outcome';
import { ABSENT_TYPES_PATH, renderAbsentTypes } from './absent-types';
import { findRegionData } from './region-data';

/** The table of resource types that some Regions do not have is that of cfn-lint's data. */
export async function checkAbsentTypes(command: (name: string) => string, outcome: Outcome): Promise<void> {
  const root = resolve(__dirname, '../..');
  const data = await findRegionData(command);
  const found = readFileSync(join(root, ABSENT_TYPES_PATH), 'utf8');
  outcome.check(
    withoutSpaces(found) === withoutSpaces(renderAbsentTypes(root, data)),
    `resource types by Region are those of cfn-lint ${data.version}: npm run write:absent-types`,
  );
}

/** The formatter may break lines elsewhere. */
function withoutSpaces(text: string): string {
  return text.replace(/\s+/g, '');
}
