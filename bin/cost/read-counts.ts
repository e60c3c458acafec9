import { parseCounts } from '../../lib/core/cost/archive-counts';
import type { Counts } from '../../lib/core/cost/counts';
import { readOptionFile } from '../cli/user-error';
import type { Diagnostics } from '../outputs/diagnostics';

/** The counts of a file; an invalid one is a problem. */
export async function readCounts(path: string, diagnostics: Diagnostics): Promise<Counts> {
  const text = await readOptionFile(path);
  const { counts, problems } = parseCounts(text);
  for (const problem of problems) diagnostics.problem(`--counts ${path}: ${problem}`);
  return counts;
}
