import { type Command, Option } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, calling, formatOption, type Run } from '../cli/command-options';

const STATUSES = ['QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED', 'TIMED_OUT'];

/** Registers `lake`. */
export function addLake(program: Command, io: CommandIo, run: Run): void {
  const lake = program.command('lake').description('CloudTrail Lake: queries, imports, restore, results.');
  const queries = lake.command('queries').description('Queries of event data stores.');
  queries
    .command('list')
    .description('List the queries of an event data store, of the last seven days.')
    .argument('<store>', 'the ARN, the id or the name of the event data store')
    .addOption(new Option('--status <status>', 'only queries of this status').choices(STATUSES))
    .option('--start <time>', 'only queries from this time on')
    .option('--end <time>', 'only queries until this time')
    .addOption(formatOption(['table', 'ndjson']))
    .action(calling(io, run, async () => (await import('../commands/lake/lake-queries')).lakeQueriesList));
  ofOne(
    queries,
    ['status', 'query'],
    'Print the status of a query, what it scanned and what that costs.',
  ).action(calling(io, run, async () => (await import('../commands/lake/lake-queries')).lakeQueryStatus));
  ofOne(queries, ['cancel', 'query'], 'Cancel a query that is queued or running.').action(
    calling(io, run, async () => (await import('../commands/lake/lake-queries')).lakeQueryCancel),
  );
  addImports(lake, io, run);
  addResults(lake, io, run);
  lake
    .command('restore')
    .description('Restore an event data store that was deleted in the last seven days.')
    .argument('<store>', 'the ARN, the id or the name of the event data store')
    .addOption(formatOption(['table', 'ndjson']))
    .action(calling(io, run, async () => (await import('../commands/lake/lake-restore')).lakeRestore));
}

function addImports(lake: Command, io: CommandIo, run: Run): void {
  const imports = lake.command('imports').description('Imports of log files into event data stores.');
  imports
    .command('list')
    .description('List the imports into an event data store.')
    .argument('<store>', 'the ARN, the id or the name of the event data store')
    .addOption(formatOption(['table', 'ndjson']))
    .action(calling(io, run, async () => (await import('../commands/lake/lake-imports')).lakeImportsList));
  const one = (name: string, description: string) => ofOne(imports, [name, 'import'], description);
  one('status', 'Print the status of an import.').action(
    calling(io, run, async () => (await import('../commands/lake/lake-imports')).lakeImportStatus),
  );
  one('failures', 'List what an import could not copy, and why.').action(
    calling(io, run, async () => (await import('../commands/lake/lake-imports')).lakeImportFailures),
  );
  one('retry', 'Continue an import that failed or was stopped.').action(
    calling(io, run, async () => (await import('../commands/lake/lake-imports')).lakeImportRetry),
  );
  one('stop', 'Stop an import; what was copied stays.').action(
    calling(io, run, async () => (await import('../commands/lake/lake-imports')).lakeImportStop),
  );
}

function ofOne(parent: Command, [name, noun]: readonly [string, string], description: string): Command {
  return parent
    .command(name)
    .description(description)
    .argument(`<${noun}>`, `the id of the ${noun}`)
    .option('--region <region>', 'the Region of the event data store; default: AWS_REGION')
    .addOption(formatOption(['table', 'ndjson']));
}

function addResults(lake: Command, io: CommandIo, run: Run): void {
  const results = lake.command('results').description('Verify saved results of CloudTrail Lake queries.');
  const sub = (name: string, description: string) =>
    results
      .command(name)
      .description(description)
      .option(
        '--public-keys <file>',
        "the output of 'aws cloudtrail list-public-keys', or an object of such outputs by Region (repeatable)",
        append,
      )
      .addOption(formatOption(['table', 'ndjson']));
  sub('verify', 'Verify that saved results are unmodified since CloudTrail Lake wrote them.')
    .argument('<place>', 'a folder, or s3://bucket/prefix; results are found below it')
    .action(calling(io, run, async () => (await import('../commands/lake/lake-results')).resultsVerify));
  sub('download', 'Copy saved results to a folder, each query only if all of its results are proven.')
    .argument('<place>', 's3://bucket/prefix; results are found below it')
    .requiredOption('--out <folder>', 'the folder, which is created if it does not exist')
    .option('--force', 'replace existing files')
    .action(calling(io, run, async () => (await import('../commands/lake/lake-results')).resultsDownload));
}
