import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { geoipOption, type Run, withPlaceOptions, withRuleOptions } from '../cli/command-options';
import type { ReportOptions } from '../commands/report';

/** Registers `report`. */
export function addReport(program: Command, io: CommandIo, run: Run): void {
  const command = withPlaceOptions(program.command('report'))
    .description('Search log files with every rule and write the alerts as one page to read in a browser.')
    .argument('<path...>', "files, folders, patterns, s3://bucket/prefix, or '-' for standard input")
    .requiredOption(
      '--out <file>',
      "the page, such as report.html, which appears only when it is complete; '-' is standard output",
    )
    .option('--title <text>', 'the title of the page')
    .option('--max-alerts <count>', 'alerts in the page, the most severe first; 50000, unless given');
  withRuleOptions(command)
    .option('--workers <count>', 'threads that search log files; one for each CPU, unless given')
    .addOption(geoipOption())
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .action(async (paths: string[], options: ReportOptions) => {
      const { report } = await import('../commands/report');
      run.status = await report(paths, options, io);
    });
}
