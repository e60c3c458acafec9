import { join } from 'node:path';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { findResultSets, type ResultSet } from '../results/find-result-sets';
import { SavedCopy } from '../results/saved-copy';
import { verifyResultSet } from '../results/verify-result-set';
import { ResultsRun, type ResultsVerifyOptions } from './results-verify';

/** The options of `trailwatch results download`, as the command line names them. */
export interface ResultsDownloadOptions extends ResultsVerifyOptions {
  readonly out: string;
  readonly force?: boolean;
}

/** Copies saved results of CloudTrail Lake queries to a folder, each set only if all of it is proven. Returns the exit status. */
export async function resultsDownload(
  place: string,
  options: ResultsDownloadOptions,
  io: CommandIo,
): Promise<number> {
  if (!place.startsWith('s3://'))
    throw new UserError(`${place}: results are downloaded from s3://bucket/prefix`);
  const run = await ResultsRun.begin(options, io);
  const { sets, problems } = await findResultSets(place, io);
  for (const set of sets) {
    const { length } = commonFolder(sets);
    const copy = new SavedCopy(join(options.out, set.folder.slice(length)), options.force === true, io);
    try {
      const verified = await verifyResultSet(set, run.keysOf, (name, chunk) => copy.write(name, chunk));
      if (await run.report(set.folder, verified)) await copy.keep();
    } finally {
      await copy.discard();
    }
  }
  return run.finish(sets.length, problems);
}

/** What all folders begin with, up to the last slash: what comes after it tells them apart. */
function commonFolder(sets: readonly ResultSet[]): string {
  const [first = '', ...rest] = sets.map(({ folder }) => folder);
  let common = first;
  while (!rest.every((folder) => folder.startsWith(common))) common = common.replace(/[^/]*\/$/, '');
  return common;
}
