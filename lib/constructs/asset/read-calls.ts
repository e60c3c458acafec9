import { readFileSync } from 'node:fs';
import { CallCatalogue } from '../../core/calls/call-catalogue';
import { builtPath } from './package-root';

/** The calls of AWS. */
export const readCalls = CallCatalogue.reader(() => readFileSync(builtPath('rules/calls.txt.gz')));
