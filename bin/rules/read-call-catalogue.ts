import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CallCatalogue } from '../../lib/core/calls/call-catalogue';
import { packageRoot } from '../cli/package-root';

/** The calls of AWS. */
export const readCallCatalogue = CallCatalogue.reader(() =>
  readFileSync(join(packageRoot(), 'dist/rules/calls.txt.gz')),
);
