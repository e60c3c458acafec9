import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, formatOption, type Run, withAskedPlaces } from '../cli/command-options';
import type { TrailsOptions } from '../commands/trails/trails';

/** Registers `trails`. */
export function addTrails(program: Command, io: CommandIo, run: Run): void {
  withAskedPlaces(program.command('trails'), 'a role to ask its account with')
    .description('Print the trails of all Regions and accounts with their status.')
    .addOption(formatOption(['table', 'ndjson', 'csv', 'json', 'sarif']))
    .option('--json', 'the same as --format json')
    .option('--check', 'judge trails, buckets, keys, log groups and event data stores as they are')
    .option('--exclude-check <check>', 'with --check: leave out a check by its name (repeatable)', append)
    .option('--adopt <folder>', 'write a CDK app of what there is, with the mapping for cdk import')
    .action(async (options: TrailsOptions) => {
      if (options.adopt !== undefined) {
        const { trailsAdopt } = await import('../commands/trails/trails-adopt');
        run.status = await trailsAdopt(options.adopt, options, io);
        return;
      }
      if (options.check === true) {
        const { trailsCheck } = await import('../commands/trails/trails-check');
        run.status = await trailsCheck(options, io);
        return;
      }
      const { trails } = await import('../commands/trails/trails');
      run.status = await trails(options, io);
    });
}
