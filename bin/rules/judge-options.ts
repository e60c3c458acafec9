import { patternName } from '../../lib/core/calls/judge-condition';
import { judgeName, wholeName } from '../../lib/core/calls/judge-name';
import type { WrittenName } from '../../lib/core/calls/written-name';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { toErrorText } from '../outputs/diagnostics';
import { readCallCatalogue } from './read-call-catalogue';

/**
 * Judges the names that options choose records by: a name that no record has is a {@link UserError}, one that is not known a note.
 *
 * @param options as the command line names them
 * @param named those that take names, with the fields of records that have the names
 */
export function judgeOptions(
  options: Readonly<Record<string, unknown>>,
  named: readonly (readonly [option: string, field: string])[],
  io: CommandIo,
): void {
  for (const [option, field] of named) {
    const flag = `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    for (const text of [options[option]].flat()) {
      if (typeof text !== 'string') continue;
      const fault = judgeName(field, writtenName(text), { calls: readCallCatalogue });
      if (fault?.isNever === true) throw new UserError(`${flag}: ${fault.message}`);
      if (fault !== undefined && io.isQuiet !== true)
        io.stderr.write(`trailwatch: note: ${flag}: ${toErrorText(fault.message)}\n`);
    }
  }
}

/** In an option, an asterisk stands for any characters. */
function writtenName(text: string): WrittenName {
  if (!text.includes('*')) return wholeName(text);
  const parts = text
    .split('*')
    .flatMap((part, index) => [
      ...(index === 0 ? [] : [{ any: true } as const]),
      ...(part === '' ? [] : [{ text: part }]),
    ]);
  return patternName(parts);
}
