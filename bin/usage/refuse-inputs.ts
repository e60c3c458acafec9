import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../cli/user-error';
import { ExcludedFiles, isSame, statOf } from '../inputs/excluded-files';
import { expandGlob, type InputPaths, isGlob, listInputs } from '../inputs/list-inputs';
import { isOutputOfTrailwatch } from '../outputs/check-output-file';

/** What usage calls a path that a command reads. */
const READ = new Set(['file', 'folder', 'path', 'rules', 'cdk.out', 'template', 'archive', 'place']);

/** Options with such a name whose path the command does not read. */
const NOT_READ = new Set(['--out', '--adopt', '--temp-dir']);

/**
 * Rejects an `--out` that would replace a file that the same command reads: one that any of its arguments and options names,
 * through any path or link, and one that a folder or a pattern among them leads to. What trailwatch wrote is no input where it
 * is only in a folder.
 *
 * @throws {@link UserError} if the output is rejected
 */
export async function refuseInputs(command: Command, io: InputPaths['io']): Promise<void> {
  const { out, force } = command.optsWithGlobals<{ out?: string; force?: boolean }>();
  const target = out === undefined ? undefined : statOf(out);
  if (out === undefined || target?.isFile() !== true) return;
  const refuse = (): never => {
    throw new UserError(`--out ${out} is an input of the same command; name another file`);
  };
  // One call each, since a shell or a pattern can name hundreds of thousands.
  const foldersOf = (paths: readonly string[]): readonly string[] =>
    paths.filter((path) => {
      const found = statOf(path);
      if (isSame(target, found)) refuse();
      return found?.isDirectory() === true;
    });
  const paths = readPathsOf(command).filter((path) => path !== '-' && !path.startsWith('s3://'));
  const folders = foldersOf(paths);
  // One that cannot be read is replaced with --force only.
  if (await isOutputOfTrailwatch(out).catch(() => false)) return;
  const real = await realpath(out);
  const realFolders = await Promise.all(folders.map((path) => realpath(path).catch(() => path)));
  if (realFolders.some((folder) => real.startsWith(join(folder, sep)))) refuse();
  // Without --force the file is not replaced anyway.
  if (force !== true) return;
  const patterns = paths.filter((path) => isGlob(path) && !existsSync(path));
  const matches = (await Promise.all(patterns.map(expandGlob))).flat();
  const inside = { paths: [...folders, ...foldersOf(matches)], io, except: new ExcludedFiles([out], refuse) };
  for await (const _ of listInputs(inside));
}

/** The values of all arguments and options, of a command and those above it, that are paths to read. */
function readPathsOf(command: Command): readonly string[] {
  const options = command.options.filter(({ long, flags }) => !NOT_READ.has(long ?? '') && isRead(flags));
  const values = [
    ...options.map((option) => command.getOptionValue(option.attributeName()) as unknown),
    ...command.registeredArguments.map((argument, place) =>
      isRead(`<${argument.name()}>`) ? command.processedArgs[place] : undefined,
    ),
  ];
  const above = command.parent === null ? [] : readPathsOf(command.parent);
  return [...values.flat().filter((value) => typeof value === 'string'), ...above];
}

/** Whether flags such as `--own-accounts <file|id>` take a path. */
function isRead(flags: string): boolean {
  const [, name = ''] = /<(.*)>/.exec(flags) ?? [];
  return name.split('|').some((one) => READ.has(one));
}
