import { readFile } from 'node:fs/promises';
import { parseCounts } from '../../lib/core/cost/archive-counts';
import type { Counts } from '../../lib/core/cost/counts';
import { failing } from '../cli/user-error';
import type { Diagnostics } from '../outputs/diagnostics';

/** The counts of a file; an invalid one is a problem. */
export async function readCounts(path: string, diagnostics: Diagnostics): Promise<Counts> {
  const text = await readFile(path, 'utf8').catch(failing(path));
  const { counts, problems } = parseCounts(text);
  for (const problem of problems) diagnostics.problem(`${path}: ${problem}`);
  return counts;
}
