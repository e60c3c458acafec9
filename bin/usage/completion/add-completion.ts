import { Argument, type Command } from 'commander';
import type { CommandIo } from '../../cli/command-io';
import { SHELLS, type Shell } from './completion-scripts';

/** Registers `completion`. */
export function addCompletion(program: Command, io: CommandIo): void {
  program
    .command('completion')
    .description('Print what completes command lines in a shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices([...SHELLS, 'words']))
    .argument('[word...]', 'for words: those of a command line, the last one as far as it is written')
    .action(async (shell: Shell | 'words', words: readonly string[]) => {
      if (shell === 'words') {
        const { candidatesFor } = await import('./candidates');
        io.stdout.write(
          candidatesFor(program, words)
            .map((word) => `${word}\n`)
            .join(''),
        );
        return;
      }
      const { COMPLETION_SCRIPTS } = await import('./completion-scripts');
      io.stdout.write(COMPLETION_SCRIPTS[shell]);
    });
}
