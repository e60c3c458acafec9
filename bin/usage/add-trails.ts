import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, formatOption, type Run } from '../cli/command-options';
import type { TrailsOptions } from '../commands/trails';

/** Registers `trails`. */
export function addTrails(program: Command, io: CommandIo, run: Run): void {
  program
    .command('trails')
    .description('Print the trails of all Regions and accounts with their status.')
    .option('--region <region>', 'a Region; default: all that are enabled (repeatable)', append)
    .option('--role-arn <arn>', 'a role to ask its account with (repeatable)', append)
    .addOption(formatOption(['table', 'ndjson', 'csv', 'json']))
    .option('--json', 'the same as --format json')
    .action(async (options: TrailsOptions) => {
      const { trails } = await import('../commands/trails');
      run.status = await trails(options, io);
    });
}
