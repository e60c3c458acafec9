import { type Command, Option } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { formatOption, type Run } from '../cli/command-options';
import type { LakeImportOptions, LakeImportsListOptions } from '../commands/lake/lake-imports';
import type { LakeQueriesListOptions, LakeQueryOptions } from '../commands/lake/lake-queries';
import type { LakeRestoreOptions } from '../commands/lake/lake-restore';

const STATUSES = ['QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED', 'TIMED_OUT'];

/** Registers `lake`. */
export function addLake(program: Command, io: CommandIo, run: Run): void {
  const lake = program.command('lake').description('Queries, imports and stores of CloudTrail Lake.');
  const queries = lake.command('queries').description('Queries of event data stores.');
  queries
    .command('list')
    .description('List the queries of an event data store, of the last seven days.')
    .argument('<store>', 'the ARN, the id or the name of the event data store')
    .addOption(new Option('--status <status>', 'only queries of this status').choices(STATUSES))
    .option('--start <time>', 'only queries from this time on')
    .option('--end <time>', 'only queries until this time')
    .addOption(formatOption(['table', 'ndjson']))
    .action(async (store: string, options: LakeQueriesListOptions) => {
      const { lakeQueriesList } = await import('../commands/lake/lake-queries');
      run.status = await lakeQueriesList(store, options, io);
    });
  ofOne(
    queries,
    ['status', 'query'],
    'Print the status of a query, what it scanned and what that costs.',
  ).action(async (id: string, options: LakeQueryOptions) => {
    const { lakeQueryStatus } = await import('../commands/lake/lake-queries');
    run.status = await lakeQueryStatus(id, options, io);
  });
  ofOne(queries, ['cancel', 'query'], 'Cancel a query that is queued or running.').action(
    async (id: string, options: LakeQueryOptions) => {
      const { lakeQueryCancel } = await import('../commands/lake/lake-queries');
      run.status = await lakeQueryCancel(id, options, io);
    },
  );
  addImports(lake, io, run);
  lake
    .command('restore')
    .description('Restore an event data store that was deleted in the last seven days.')
    .argument('<store>', 'the ARN, the id or the name of the event data store')
    .addOption(formatOption(['table', 'ndjson']))
    .action(async (store: string, options: LakeRestoreOptions) => {
      const { lakeRestore } = await import('../commands/lake/lake-restore');
      run.status = await lakeRestore(store, options, io);
    });
}

function addImports(lake: Command, io: CommandIo, run: Run): void {
  const imports = lake.command('imports').description('Imports of log files into event data stores.');
  imports
    .command('list')
    .description('List the imports into an event data store.')
    .argument('<store>', 'the ARN, the id or the name of the event data store')
    .addOption(formatOption(['table', 'ndjson']))
    .action(async (store: string, options: LakeImportsListOptions) => {
      const { lakeImportsList } = await import('../commands/lake/lake-imports');
      run.status = await lakeImportsList(store, options, io);
    });
  const one = (name: string, description: string) => ofOne(imports, [name, 'import'], description);
  one('status', 'Print the status of an import.').action(async (id: string, options: LakeImportOptions) => {
    const { lakeImportStatus } = await import('../commands/lake/lake-imports');
    run.status = await lakeImportStatus(id, options, io);
  });
  one('failures', 'List what an import could not copy, and why.').action(
    async (id: string, options: LakeImportOptions) => {
      const { lakeImportFailures } = await import('../commands/lake/lake-imports');
      run.status = await lakeImportFailures(id, options, io);
    },
  );
  one('retry', 'Continue an import that failed or was stopped.').action(
    async (id: string, options: LakeImportOptions) => {
      const { lakeImportRetry } = await import('../commands/lake/lake-imports');
      run.status = await lakeImportRetry(id, options, io);
    },
  );
  one('stop', 'Stop an import; what was copied stays.').action(
    async (id: string, options: LakeImportOptions) => {
      const { lakeImportStop } = await import('../commands/lake/lake-imports');
      run.status = await lakeImportStop(id, options, io);
    },
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
