import { RESULT_SIGN_NAME } from '../../lib/core/digest/signature/parse-result-sign';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { ExcludedFiles } from '../inputs/excluded-files';
import type { InputFile } from '../inputs/input-file';
import { listInputs } from '../inputs/list-inputs';

/** The saved results of one query: the files of one folder. */
export interface ResultSet {
  /** With the last slash. */
  readonly folder: string;
  /** Absent where the sign file is. */
  readonly sign?: InputFile;
  /** The files of results by their names. */
  readonly files: ReadonlyMap<string, InputFile>;
}

/** What a place holds. */
export interface FoundResults {
  readonly sets: readonly ResultSet[];
  /** What could not be read, a sentence each. */
  readonly problems: readonly string[];
}

interface FoundSet {
  sign?: InputFile;
  readonly files: Map<string, InputFile>;
}

/** How CloudTrail Lake names them; unpacked ones are no longer what was signed. */
const RESULT_NAME = /^result_\d+\.csv(?:\.gz)?$/;

/**
 * All saved results in a folder or below a prefix of S3, by folder.
 *
 * @throws {@link UserError} if there are none
 */
export async function findResultSets(
  place: string,
  io: Pick<CommandIo, 'stdin' | 'environment' | 'wait'>,
): Promise<FoundResults> {
  const sets = new Map<string, FoundSet>();
  const problems: string[] = [];
  for await (const input of listInputs({ paths: [place], io, except: new ExcludedFiles() })) {
    if ('reason' in input) problems.push(`${input.name}: ${input.reason}`);
    if (!('open' in input)) continue;
    const [, folder = '', name = ''] = /^(.*[/\\])?([^/\\]*)$/s.exec(input.name) ?? [];
    if (name !== RESULT_SIGN_NAME && !RESULT_NAME.test(name)) continue;
    if (input.named) throw new UserError(`${place}: it is one file; name the folder that it is in`);
    const set: FoundSet = sets.get(folder) ?? { files: new Map() };
    sets.set(folder, set);
    if (name === RESULT_SIGN_NAME) set.sign = input;
    else set.files.set(name, input);
  }
  const [problem] = problems;
  if (sets.size === 0)
    throw new UserError(
      problem ??
        `${place}: there are no saved results; they are result_1.csv.gz and so on, beside ${RESULT_SIGN_NAME}`,
    );
  return { sets: [...sets].map(([folder, set]) => ({ folder, ...set })), problems };
}
