import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, geoipOption, type Run, severityOption, withPlaceOptions } from '../cli/command-options';
import type { ReportOptions } from '../commands/report';

/** Registers `report`. */
export function addReport(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('report'))
    .description('Search log files with every rule and write the alerts as one page to read in a browser.')
    .argument('<path...>', "files, folders, patterns, s3://bucket/prefix, or '-' for standard input")
    .requiredOption(
      '--out <file>',
      "the page, such as report.html, which appears only when it is complete; '-' is standard output",
    )
    .option('--title <text>', 'the title of the page')
    .option('--max-alerts <count>', 'alerts in the page, the most severe first; 50000, unless given')
    .option('--rules <folder>', 'also use the Sigma rules of a folder or file (repeatable)', append)
    .option('--no-builtin', 'leave out the built-in rules')
    .option('--exclude-rule <rule>', 'leave out the rule of an id, name or title (repeatable)', append)
    .option('--ignore-file <file>', 'leave out the rules that a file names, one a line')
    .addOption(severityOption('--min-severity <severity>', 'raise no alert below this severity'))
    .addOption(
      severityOption('--fail-on <severity>', 'end with status 1 on an alert at or above this severity'),
    )
    .option('--workers <count>', 'threads that search log files; one for each CPU, unless given')
    .addOption(geoipOption())
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .action(async (paths: string[], options: ReportOptions) => {
      const { report } = await import('../commands/report');
      run.status = await report(paths, options, io);
    });
}
