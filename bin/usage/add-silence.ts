import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import type { Run } from '../cli/command-options';
import type { SilenceOptions } from '../commands/silence';

/** Registers `silence`. */
export function addSilence(program: Command, io: CommandIo, run: Run): void {
  program
    .command('silence')
    .description('Keep alerts like one from being sent for a while, list silences, or end one.')
    .argument('[alert-id]', 'the id of the alert: silences its rule in its account for its actor')
    .requiredOption('--path <arn>', 'where silences are: the output SilencesArn of the stack')
    .option('--alert <file>', "the alert's JSON document, or several; '-' for standard input")
    .option('--for <duration>', 'how long: 30m, 8h or 2d, at most 72h')
    .option('--reason <text>', 'why; the daily summary has it')
    .option('--dry-run', 'show what would be silenced, and write nothing')
    .option('--list', 'list silences, also those that are over or have no effect')
    .option('--end <id>', 'end a silence')
    .action(async (alertId: string | undefined, options: SilenceOptions) => {
      const { silence } = await import('../commands/silence');
      run.status = await silence(alertId, options, io);
    });
}
