import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { Diagnostics } from '../../outputs/diagnostics';
import { toStream } from '../../outputs/text-output';
import { PlaceError } from '../../places/ask-place';
import { findPlaces } from '../../places/find-places';
import { type AskedSession, sessionsOf } from '../../trails/posture/asked-session';
import { judgeEstate, POSTURE_CHECKS } from '../../trails/posture/posture-checks';
import { type PostureFormat, postureText } from '../../trails/posture/posture-text';
import { readEstate } from '../../trails/posture/read-estate';
import { formatOf, type TrailsOptions } from './trails';

/**
 * Judges live trails and what they need. Gives the exit status: 1 if a check failed, 2 if anything is unknown, whatever failed beside it.
 */
export async function trailsCheck(options: TrailsOptions, io: CommandIo): Promise<number> {
  const format: PostureFormat = options.format === 'sarif' ? 'sarif' : formatOf(options, io);
  const except = options.excludeCheck ?? [];
  const odd = except.find((name) => !POSTURE_CHECKS.some((check) => check.name === name));
  if (odd !== undefined)
    throw new UserError(`--exclude-check is '${odd}', and there is no such check; docs/trails.md lists them`);
  const fromMs = io.nowMs();
  const diagnostics = new Diagnostics(io);
  const onProblem = (sentence: string) => diagnostics.problem(sentence);
  const places = await findPlaces(options, { sessionName: 'trailwatch-trails', onProblem });
  try {
    const estate = await readEstate(await askedSessions(places, io), io);
    const findings = judgeEstate(estate, { nowMs: io.currentTime().getTime(), except });
    await toStream(io.stdout).write(postureText(format, findings, io));
    const count = (status: string) => findings.filter(({ verdict }) => verdict.status === status).length;
    const seconds = ((io.nowMs() - fromMs) / 1000).toFixed(2);
    diagnostics.finish(
      `trails=${estate.trails.length} places=${places.length} passed=${count('pass')} failed=${count('fail')} ` +
        `unknown=${count('unknown')} seconds=${seconds}`,
    );
    if (diagnostics.problems > 0 || count('unknown') > 0) return 2;
    return count('fail') > 0 ? 1 : 0;
  } finally {
    for (const { client } of places) client.destroy();
  }
}

/** The accounts that are asked; a mistake in the credentials is one sentence. */
export async function askedSessions(
  places: Parameters<typeof sessionsOf>[0],
  { wait }: Pick<CommandIo, 'wait'>,
): Promise<readonly AskedSession[]> {
  try {
    return await sessionsOf(places, wait);
  } catch (error) {
    if (error instanceof PlaceError) throw new UserError(error.message);
    throw error;
  }
}
