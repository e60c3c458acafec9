import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, formatOption, type Run } from '../cli/command-options';
import type { ResultsDownloadOptions, ResultsVerifyOptions } from '../commands/results';

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
