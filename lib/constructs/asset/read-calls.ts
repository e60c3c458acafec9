import { readFileSync } from 'node:fs';
import { CallCatalogue } from '../../core/calls/call-catalogue';
import { builtPath } from './package-root';

let calls: CallCatalogue | undefined;

/** The calls of AWS, read once, when there is a name to judge. */
export function readCalls(): CallCatalogue {
  calls ??= CallCatalogue.unpack(readFileSync(builtPath('rules/calls.txt.gz')));
  return calls;
}
