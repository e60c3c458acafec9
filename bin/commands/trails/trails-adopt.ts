import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { Diagnostics } from '../../outputs/diagnostics';
import { toStream } from '../../outputs/text-output';
import { findPlaces } from '../../places/find-places';
import { adoptEstate } from '../../trails/adopt/adopt-estate';
import { toFiles, toStacks } from '../../trails/adopt/adopted-app';
import { checkFolder, writeFiles } from '../../trails/adopt/write-app';
import { readEstate } from '../../trails/posture/read-estate';
import type { TrailsOptions } from './trails';
import { askedSessions } from './trails-check';

/** Writes a CDK app of what there is. Gives the exit status: 2 if anything could not be read, and is not in it therefore. */
export async function trailsAdopt(folder: string, options: TrailsOptions, io: CommandIo): Promise<number> {
  if (options.check === true) throw new UserError('--adopt and --check exclude each other; leave one out');
  if (options.format !== undefined || options.json === true)
    throw new UserError('--adopt writes an app, and takes no --format');
  if (options.excludeCheck !== undefined)
    throw new UserError('--exclude-check is of the checks of --check, and excludes --adopt');
  checkFolder(folder);
  const fromMs = io.nowMs();
  const diagnostics = new Diagnostics(io);
  const onProblem = (sentence: string) => diagnostics.problem(sentence);
  const places = await findPlaces(options, { sessionName: 'trailwatch-trails', onProblem });
  try {
    const sessions = await askedSessions(places, io);
    const estate = await readEstate(sessions, io);
    for (const { unreadRegions, unreadStores } of estate.accounts) {
      for (const why of new Set([...unreadRegions, ...unreadStores].map((one) => one.why))) onProblem(why);
    }
    const adoption = await adoptEstate(estate, sessions, io);
    for (const { resource, why, isUnknown } of adoption.leftOut) {
      if (isUnknown) onProblem(`${resource} is left out: ${why}`);
      else diagnostics.info(`${resource} is left out: ${why}`);
    }
    const stacks = toStacks(adoption.resources);
    if (stacks.length === 0)
      throw new UserError(
        'there is nothing to adopt: no trail or event data store of the accounts that were asked',
      );
    writeFiles(folder, toFiles(adoption));
    const commands = stacks.map(
      ({ name }) => `npx cdk import ${name} --resource-mapping import/${name}.json\n`,
    );
    await toStream(io.stdout).write(commands.join(''));
    const seconds = ((io.nowMs() - fromMs) / 1000).toFixed(2);
    diagnostics.finish(
      `stacks=${stacks.length} resources=${adoption.resources.length} left-out=${adoption.leftOut.length} seconds=${seconds}`,
    );
    return diagnostics.problems > 0 ? 2 : 0;
  } finally {
    for (const { client } of places) client.destroy();
  }
}
