import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The command line as it is shipped. */
export const COMMAND_LINE = join(__dirname, '../../dist/bin/trailwatch.js');

/** `describe` for the tests that need it; they are skipped where `npm run build` has not made it. */
export const describeBuilt = existsSync(COMMAND_LINE) ? describe : describe.skip;
