import { AskedActor } from '../../../lib/core/lineage/asked-actor';
import { Timeline } from '../../../lib/core/survey/timeline';
import { readTraces } from '../../actor/read-traces';
import type { CommandIo } from '../../cli/command-io';
import { RecentTexts } from '../../records/recent-texts';
import { type SurveyOptions, SurveyReadings } from '../../survey/read-survey';

/** The options of `trailwatch timeline`, as the command line names them. */
export interface TimelineOptions extends SurveyOptions {
  readonly changes?: boolean;
}

/** Prints the calls of an actor, an address or a key in the order of time. Returns the exit status. */
export async function timeline(
  { actor, paths }: { readonly actor: string; readonly paths: readonly string[] },
  options: TimelineOptions,
  io: CommandIo,
): Promise<number> {
  const asked = new AskedActor(actor);
  const readings = new SurveyReadings({ paths, options, io });
  const found = await readTraces(asked, readings);
  const calls = new Timeline(options.changes === true);
  const notes: string[] = [];
  if (typeof found === 'string') notes.push(found);
  else {
    const { chain } = found;
    const seen = new RecentTexts();
    await readings.readAgain((record) => {
      if (chain.belonging(record) !== undefined && seen.addRecord(record)) calls.take(record);
    }, chain.condition([]));
  }
  if (calls.leftOut > 0) notes.push(`${calls.leftOut} more calls are left out: choose fewer days`);
  return readings.answer({ asked: actor, rows: calls.rows }, notes);
}
