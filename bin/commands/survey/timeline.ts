import { ActorTraces } from '../../../lib/core/lineage/actor-traces';
import { AskedActor } from '../../../lib/core/lineage/asked-actor';
import { Timeline } from '../../../lib/core/survey/timeline';
import { notFound, SimilarActors } from '../../actor/similar-actors';
import type { CommandIo } from '../../cli/command-io';
import { openTempStore } from '../../outputs/temp-store';
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
  const traces = new ActorTraces(asked, openTempStore);
  const similar = new SimilarActors();
  await readings.read((record) => {
    traces.take(record);
    if (!traces.isFound) similar.add(record);
  });
  const calls = new Timeline(options.changes === true);
  const notes: string[] = [];
  if (traces.isFound) {
    const chain = traces.chain();
    await readings.read((record) => {
      if (chain.belonging(record) !== undefined) calls.take(record);
    });
  } else notes.push(notFound(asked, similar.near(asked.text)));
  if (calls.leftOut > 0) notes.push(`${calls.leftOut} more calls are left out: choose fewer days`);
  return readings.answer({ asked: actor, rows: calls.rows }, notes);
}
