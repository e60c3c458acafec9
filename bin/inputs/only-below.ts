import { isAbsolute, relative, sep } from 'node:path';
import type { CommandIo } from '../cli/command-io';

/** The variable by which `trailwatch mcp` tells its commands which folders and files they may read, as JSON. */
export const ONLY_BELOW = 'TRAILWATCH_ONLY_BELOW';

/** Whether a real path is one of these folders and files, or below one. */
export function isInOne(folders: readonly string[], real: string): boolean {
  return folders.some((folder) => {
    const way = relative(folder, real);
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  });
}

/** The real paths outside of which links are not followed; undefined if they may lead anywhere. */
export function onlyBelow({ environment }: Pick<CommandIo, 'environment'>): readonly string[] | undefined {
  const text = environment[ONLY_BELOW];
  return text === undefined ? undefined : (JSON.parse(text) as readonly string[]);
}
