import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CallCatalogue } from '../../lib/core/calls/call-catalogue';
import { packageRoot } from '../cli/package-root';

let calls: CallCatalogue | undefined;

/** The calls of AWS, read once, when a command asks for them. */
export function readCallCatalogue(): CallCatalogue {
  calls ??= CallCatalogue.unpack(readFileSync(join(packageRoot(), 'dist/rules/calls.txt.gz')));
  return calls;
}
