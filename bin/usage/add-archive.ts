import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import {
  append,
  calling,
  formatOption,
  ownAccountsOption,
  type Run,
  severityOption,
} from '../cli/command-options';
import { ALERT_FORMATS } from '../outputs/alert/alert-formats';

/** Registers `archive`. */
export function addArchive(program: Command, io: CommandIo, run: Run): void {
  const search = program
    .command('archive')
    .description('Search a whole archive in its account: start, status, results.')
    .command('search')
    .description('Search a whole archive with the Step Functions state machine of ArchiveSearch.');
  const sub = (name: string, description: string) =>
    search
      .command(name)
      .description(description)
      .requiredOption('--state-machine <arn>', 'the state machine');
  sub('start', 'Print what a search costs, start it, and print its name.')
    .requiredOption('--start <day>', 'the first day of delivery, such as 2026-01-31')
    .requiredOption('--end <day>', 'the day after the last day of delivery')
    .option(
      '--late-days <count>',
      'also search log files delivered up to so many days later, for records of these days that came late; default: 31, as long as CloudTrail tries to deliver',
    )
    .option('--account <id>', 'only this account (repeatable; default: all)', append)
    .option('--region <region>', 'only this Region (repeatable; default: all)', append)
    .option(
      '--rules <folder>',
      'search for the Sigma rules of a folder or file, and the built-in rules (repeatable; default: the rules of the state machine)',
      append,
    )
    .option('--no-builtin', 'leave out the built-in rules')
    .addOption(ownAccountsOption())
    .addOption(severityOption('--min-severity <severity>', 'raise no alert below this severity'))
    .addOption(severityOption('--send <severity>', 'send alerts at or above this severity to the topic, too'))
    .option(
      '--send-rule <rule>',
      'send only alerts of this rule, by name or id (repeatable; default: all)',
      append,
    )
    .option(
      '--learn',
      'let the log processor learn from the records what actors use and what manages resources',
    )
    .option('--name <name>', 'the name of the search; default: the time, and a part that makes it unique')
    .option('--dry-run', 'only print what the search costs')
    .option('--yes', 'start it also if it costs more than $1')
    .action(
      calling(
        io,
        run,
        async () => (await import('../commands/archive-search/archive-search-start')).archiveSearchStart,
      ),
    );
  sub('status', 'Print the progress of a search.')
    .argument('<name>', 'the name that archive search start printed')
    .action(
      calling(
        io,
        run,
        async () => (await import('../commands/archive-search/archive-search-status')).archiveSearchStatus,
      ),
    );
  sub('results', 'Print the alerts of a search that has ended.')
    .argument('<name>', 'the name that archive search start printed')
    .addOption(
      severityOption('--fail-on <severity>', 'exit with status 1 on an alert at or above this severity'),
    )
    .option('--out <file>', "write the alerts to a file; '-' is standard output")
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .addOption(formatOption(ALERT_FORMATS))
    .option('--group', 'print one alert for all those of a rule, an account and an hour')
    .option('--details', 'print each alert in full instead of in a row: facts, first steps, links')
    .action(
      calling(
        io,
        run,
        async () => (await import('../commands/archive-search/archive-search-results')).archiveSearchResults,
      ),
    );
}
