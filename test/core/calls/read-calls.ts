import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CallCatalogue } from '../../../lib/core/calls/call-catalogue';

const TEXT = join(__dirname, '../../../lib/core/calls/calls.txt');

/** The committed catalogue, not that of the last build. */
export const readCalls = CallCatalogue.reader(() => gzipSync(readFileSync(TEXT)));
