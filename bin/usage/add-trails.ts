import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { formatOption, type Run, withAskedPlaces } from '../cli/command-options';
import type { TrailsOptions } from '../commands/trails';

/** Registers `trails`. */
export function addTrails(program: Command, io: CommandIo, run: Run): void {
  withAskedPlaces(program.command('trails'), 'a role to ask its account with')
    .description('Print the trails of all Regions and accounts with their status.')
    .addOption(formatOption(['table', 'ndjson', 'csv', 'json']))
    .option('--json', 'the same as --format json')
    .action(async (options: TrailsOptions) => {
      const { trails } = await import('../commands/trails');
      run.status = await trails(options, io);
    });
}
