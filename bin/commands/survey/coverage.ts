import { Coverage } from '../../../lib/core/survey/coverage';
import type { CommandIo } from '../../cli/command-io';
import { ExcludedFiles } from '../../inputs/excluded-files';
import { listInputs } from '../../inputs/list-inputs';
import { type SurveyOptions, SurveyReadings } from '../../survey/read-survey';

/** Prints what is logged and what is not, by the records and the names of their files. Returns the exit status. */
export async function coverage(
  paths: readonly string[],
  options: SurveyOptions,
  io: CommandIo,
): Promise<number> {
  const readings = new SurveyReadings({ paths, options, io });
  const found = new Coverage();
  await readings.read((record) => found.take(record));
  const named = paths.filter((path) => path !== '-');
  for await (const { name } of listInputs({ paths: named, io, except: new ExcludedFiles() }))
    found.takeFile(name);
  return readings.answer(found.report);
}
