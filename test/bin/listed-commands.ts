import { runTrailwatch } from './run-trailwatch';

/** Headings of a help that are not of commands. */
const OTHERS = /^(?:Usage|Arguments|Options|Examples|Exit status):/;

/** The commands that a help lists under any heading, without `help` itself. */
export function commandsIn(help: string): readonly string[] {
  const blocks = help
    .split('\n\n')
    .filter((block) => /^[A-Z][A-Za-z ]+:\n/.test(block) && !OTHERS.test(block));
  const names = blocks.flatMap((block) =>
    [...block.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = '']) => name),
  );
  return names.filter((name) => name !== 'help');
}

/** The commands below a path that the help of a path lists. */
export async function commandsBelow(path: readonly string[]): Promise<readonly string[]> {
  return commandsIn((await runTrailwatch([...path, '--help'])).stdout);
}
