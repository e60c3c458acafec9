import { Argument, type Command, type Option } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { withCurrentNames } from '../cli/former-names';

/** Shells that complete command lines. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** A shell that completes command lines. */
type Shell = (typeof SHELLS)[number];

/** What makes a shell ask `trailwatch completion words`, and complete files where that gives nothing. */
const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# trailwatch completion bash >> ~/.bashrc
_trailwatch() {
  local IFS=$'\\n'
  COMPREPLY=($(trailwatch completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _trailwatch trailwatch
`,
  zsh: `# trailwatch completion zsh >> ~/.zshrc
_trailwatch() {
  local -a found
  found=(\${(f)"$(trailwatch completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#found} )); then compadd -- $found; else _files; fi
}
compdef _trailwatch trailwatch
`,
  fish: `# trailwatch completion fish > ~/.config/fish/completions/trailwatch.fish
complete -c trailwatch -a '(trailwatch completion words -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
  powershell: `# trailwatch completion powershell >> $PROFILE
Register-ArgumentCompleter -Native -CommandName trailwatch -ScriptBlock {
  param($word, $ast, $cursor)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($word -eq '') { $words += '""' }
  trailwatch completion words -- @words 2>$null |
    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
`,
};

/** Registers `completion`. */
export function addCompletion(program: Command, io: CommandIo): void {
  program
    .command('completion')
    .description('Print the completion script of a shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices([...SHELLS, 'words']))
    .argument('[word...]', 'for words: those of a command line, the last one as far as it is written')
    .action((shell: Shell | 'words', words: readonly string[]) => {
      if (shell === 'words') {
        io.stdout.write(
          candidatesFor(program, words)
            .map((word) => `${word}\n`)
            .join(''),
        );
        return;
      }
      io.stdout.write(COMPLETION_SCRIPTS[shell]);
    });
}

/**
 * The candidates for the last word, from the commands and options themselves: subcommands, options, or the choices of an
 * option. Nothing if a file or free text is expected.
 *
 * @param words of the command line after `trailwatch`, the last one as far as it is written
 */
function candidatesFor(program: Command, words: readonly string[]): readonly string[] {
  const before = words.slice(0, -1);
  const [word = ''] = words.slice(-1);
  const command = commandOf(program, withCurrentNames(before).argv);
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
