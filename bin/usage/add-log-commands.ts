import { type Command, Option } from 'commander';
import type { CommandIo } from '../cli/command-io';
import {
  append,
  calling,
  formatOption,
  geoipOption,
  type Run,
  withPlaceOptions,
  withRuleOptions,
} from '../cli/command-options';
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
    .option('--workers <count>', 'threads that search log files; default: one for each CPU, at most 16')
    .addOption(geoipOption())
    .option(
      '--accounts <file>',
      'name accounts, as `aws organizations list-accounts` prints them, or by lines of id,name',
    )
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .addOption(formatOption(ALERT_FORMATS))
    .option('--group', 'print one alert for all those of a rule, an account and an hour')
    .option('--details', 'print each alert in full instead of in a row: facts, first steps, links')
    .option('--follow', 'go on: read new and changed files, print alerts as they come; end with Ctrl-C')
    .action(calling(io, run, async () => (await import('../commands/scan')).scan));
}

/** Registers `redact`. */
export function addRedact(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('redact'))
    .description('Replace accounts, names, addresses, keys and ids in records; rules give the same results.')
    .argument('<path...>', "files, folders, patterns, s3://bucket/prefix, or '-' for standard input")
    .option(
      '--key-file <file>',
      'make the same replacements as other runs with this key; default: a new key, which is discarded',
    )
    .option(
      '--rules <folder>',
      'also keep what the Sigma rules of a folder or file look for (repeatable)',
      append,
    )
    .option('--out <file>', 'write the records to a file, which appears only when it is complete')
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .action(calling(io, run, async () => (await import('../commands/redact')).redact));
}

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
    .option('--max-alerts <count>', 'alerts in the page, the most severe first; default: 50000');
  withRuleOptions(command)
    .option('--workers <count>', 'threads that search log files; default: one for each CPU, at most 16')
    .addOption(geoipOption())
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .action(calling(io, run, async () => (await import('../commands/report')).report));
}

/** Registers `mcp`. */
export function addMcp(program: Command, io: CommandIo, run: Run): void {
  program
    .command('mcp')
    .description(
      'Serve searches to agents through the Model Context Protocol, read-only. Needs @modelcontextprotocol/sdk.',
    )
    .argument('<path...>', 'all that tools may read: files, folders, s3://bucket/prefix')
    .option('--aws', 'let tools call AWS: buckets, Event history, trails')
    .addOption(
      new Option(
        '--tools <set>',
        'incident: leave out tools on rules, cost and reviews; default: all',
      ).choices(['all', 'incident']),
    )
    .option('--text', 'answer in text, for clients that do not show structured content to the model')
    .option('--max-rows <count>', 'rows that a call collects; default: 1000')
    .option('--max-result <size>', 'size of an answer; default: 16KB, and 256KB where a call asks for it')
    .option('--max-read <size>', 'size of the files that a call reads; default: 1GB')
    .option('--max-seconds <count>', 'seconds of a call; default: 60')
    .action(calling(io, run, async () => (await import('../commands/mcp')).mcp));
}
