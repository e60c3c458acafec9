import { MAKES_OR_ENDS } from '../../../lib/core/case/lasting-things';
import { Persistence } from '../../../lib/core/survey/persistence';
import type { CommandIo } from '../../cli/command-io';
import { type SurveyOptions, SurveyReadings } from '../../survey/read-survey';

/** Prints what was made that lasts, by whom, and whether it was used or ended since. Returns the exit status. */
export async function persistence(
  paths: readonly string[],
  options: SurveyOptions,
  io: CommandIo,
): Promise<number> {
  const readings = new SurveyReadings({ paths, options, io });
  const found = new Persistence();
  await readings.read((record) => found.take(record), MAKES_OR_ENDS);
  const { callers } = found;
  if (!callers.isEmpty) await readings.read((record) => callers.take(record), callers.condition);
  const notes =
    found.leftOut === 0 ? [] : [`${found.leftOut} more things or ends are left out: choose fewer days`];
  return readings.answer({ rows: found.rows(callers) }, notes);
}
