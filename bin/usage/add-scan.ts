import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import {
  append,
  formatOption,
  geoipOption,
  type Run,
  severityOption,
  withPlaceOptions,
} from '../cli/command-options';
import type { ScanOptions } from '../commands/scan';
import { ALERT_FORMATS } from '../outputs/alert-formats';

/** Registers `scan`. */
export function addScan(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('scan'))
    .description('Search log files with every rule and print the alerts.')
    .argument('<path...>', "files, folders, patterns, s3://bucket/prefix, or '-' for standard input")
    .option('--rules <folder>', 'also use the Sigma rules of a folder or file (repeatable)', append)
    .option('--no-builtin', 'leave out the built-in rules')
    .option('--exclude-rule <rule>', 'leave out the rule of an id, name or title (repeatable)', append)
    .option('--ignore-file <file>', 'leave out the rules that a file names, one a line')
    .addOption(severityOption('--min-severity <severity>', 'raise no alert below this severity'))
    .addOption(
      severityOption('--fail-on <severity>', 'end with status 1 on an alert at or above this severity'),
    )
    .option(
      '--out <file>',
      "write the alerts to a file, which appears only when it is complete; '-' is standard output",
    )
    .option('--workers <count>', 'threads that search log files; one for each CPU, unless given')
    .addOption(geoipOption())
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .addOption(formatOption(ALERT_FORMATS))
    .option('--group', 'print one alert for the many of a rule, an account and an hour')
    .option('--details', 'print all of each alert instead of a row: facts, first steps, links')
    .action(async (paths: string[], options: ScanOptions) => {
      const { scan } = await import('../commands/scan');
      run.status = await scan(paths, options, io);
    });
}
