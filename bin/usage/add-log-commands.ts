import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import {
  append,
  formatOption,
  geoipOption,
  type Run,
  withPlaceOptions,
  withRuleOptions,
} from '../cli/command-options';
import type { McpOptions } from '../commands/mcp';
import type { RedactOptions } from '../commands/redact';
import type { ReportOptions } from '../commands/report';
import type { ResultsDownloadOptions, ResultsVerifyOptions } from '../commands/results';
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
    .option('--workers <count>', 'threads that search log files; one for each CPU, 16 at most, unless given')
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

/** Registers `redact`. */
export function addRedact(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('redact'))
    .description(
      'Write records without accounts, names, addresses, keys and ids; rules judge them as before.',
    )
    .argument('<path...>', "files, folders, patterns, s3://bucket/prefix, or '-' for standard input")
    .option(
      '--key-file <file>',
      'replace as in other runs with this key; default: a new key, which is forgotten',
    )
    .option(
      '--rules <folder>',
      'also keep what the Sigma rules of a folder or file look for (repeatable)',
      append,
    )
    .option('--out <file>', 'write the records to a file, which appears only when it is complete')
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .action(async (paths: string[], options: RedactOptions) => {
      const { redact } = await import('../commands/redact');
      run.status = await redact(paths, options, io);
    });
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
    .option('--max-alerts <count>', 'alerts in the page, the most severe first; 50000, unless given');
  withRuleOptions(command)
    .option('--workers <count>', 'threads that search log files; one for each CPU, 16 at most, unless given')
    .addOption(geoipOption())
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .action(async (paths: string[], options: ReportOptions) => {
      const { report } = await import('../commands/report');
      run.status = await report(paths, options, io);
    });
}

/** Registers `results`. */
export function addResults(program: Command, io: CommandIo, run: Run): void {
  const results = program.command('results').description('Verify saved results of CloudTrail Lake queries.');
  const sub = (name: string, description: string) =>
    results
      .command(name)
      .description(description)
      .option(
        '--public-keys <file>',
        "what 'aws cloudtrail list-public-keys' wrote, or an object of them by Region (repeatable)",
        append,
      )
      .addOption(formatOption(['table', 'ndjson']));
  sub('verify', 'Verify that saved results are what CloudTrail Lake wrote.')
    .argument('<place>', 'a folder, or s3://bucket/prefix; results are found below it')
    .action(async (place: string, options: ResultsVerifyOptions) => {
      const { resultsVerify } = await import('../commands/results');
      run.status = await resultsVerify(place, options, io);
    });
  sub('download', 'Copy saved results to a folder, each query only if all of its results are proven.')
    .argument('<place>', 's3://bucket/prefix; results are found below it')
    .requiredOption('--out <folder>', 'the folder, which is made if it is not there')
    .option('--force', 'replace files that are there')
    .action(async (place: string, options: ResultsDownloadOptions) => {
      const { resultsDownload } = await import('../commands/results');
      run.status = await resultsDownload(place, options, io);
    });
}

/** Registers `mcp`. */
export function addMcp(program: Command, io: CommandIo, run: Run): void {
  program
    .command('mcp')
    .description(
      'Serve searches to agents by the Model Context Protocol, read-only. Needs @modelcontextprotocol/sdk.',
    )
    .argument('<path...>', 'all that tools may read: files, folders, s3://bucket/prefix')
    .option('--aws', 'let tools ask AWS: buckets, Event history, trails')
    .option('--max-rows <count>', 'rows of a result; 1000, unless given')
    .option('--max-result <size>', 'size of a result; 256KB, unless given')
    .option('--max-read <size>', 'size of the files that a call reads; 1GB, unless given')
    .option('--max-seconds <count>', 'seconds of a call; 60, unless given')
    .action(async (paths: string[], options: McpOptions) => {
      const { mcp } = await import('../commands/mcp');
      run.status = await mcp(paths, options, { io, program });
    });
}
