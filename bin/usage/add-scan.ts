import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import {
  formatOption,
  geoipOption,
  type Run,
  withPlaceOptions,
  withRuleOptions,
} from '../cli/command-options';
import type { ScanOptions } from '../commands/scan';
import { ALERT_FORMATS } from '../outputs/alert/alert-formats';

/** Registers `scan`. */
export function addScan(program: Command, io: CommandIo, run: Run): void {
  const command = withPlaceOptions(program.command('scan'))
    .description('Search log files with every rule and print the alerts.')
    .argument('<path...>', "files, folders, patterns, s3://bucket/prefix, or '-' for standard input");
  withRuleOptions(command)
    .option(
      '--out <file>',
      "write the alerts to a file, which appears only when it is complete; '-' is standard output",
    )
    .option('--workers <count>', 'threads that search log files; one for each CPU, unless given')
    .addOption(geoipOption())
    .option(
      '--accounts <file>',
      'name accounts, as `aws organizations list-accounts` prints them, or by lines of id,name',
    )
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .addOption(formatOption(ALERT_FORMATS))
    .option('--group', 'print one alert for the many of a rule, an account and an hour')
    .option('--details', 'print all of each alert instead of a row: facts, first steps, links')
    .action(async (paths: string[], options: ScanOptions) => {
      const { scan } = await import('../commands/scan');
      run.status = await scan(paths, options, io);
    });
}
