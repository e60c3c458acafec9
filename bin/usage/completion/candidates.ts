import type { Command, Option } from 'commander';

/**
 * What may stand in the place of the last word, by the commands and options themselves: subcommands, options, or the choices of an option.
 * Nothing where a file or free text is expected.
 *
 * @param words of the command line after `trailwatch`, the last one as far as it is written
 */
export function candidatesFor(program: Command, words: readonly string[]): readonly string[] {
  const before = words.slice(0, -1);
  const [word = ''] = words.slice(-1);
  const command = commandOf(program, before);
  const options = [...command.options, ...program.options, ...(command.parent?.options ?? [])];
  const asked = options.find((option) => takesValue(option) && isNamed(option, before.at(-1)));
  if (asked !== undefined) return startingWith(asked.argChoices ?? [], word);
  if (word.startsWith('-'))
    return startingWith(['--help', ...options.flatMap(({ long }) => long ?? [])], word);
  return startingWith(
    command.commands.map((each) => each.name()),
    word,
  );
}

/** The innermost command that the words name. */
function commandOf(program: Command, words: readonly string[]): Command {
  return words.reduce(
    (command, word) => command.commands.find((each) => each.name() === word) ?? command,
    program,
  );
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

function isNamed({ long, short }: Option, word: string | undefined): boolean {
  return word !== undefined && (word === long || word === short);
}

function startingWith(texts: readonly string[], word: string): readonly string[] {
  return [...new Set(texts)].filter((text) => text.startsWith(word)).sort();
}
