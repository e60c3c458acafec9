import { type Command, Option } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { formatOption, type Run } from '../cli/command-options';
import type { LakeQueriesListOptions, LakeQueryOptions } from '../commands/lake-queries';

const STATUSES = ['QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED', 'TIMED_OUT'];

/** Registers `lake`. */
export function addLake(program: Command, io: CommandIo, run: Run): void {
  const lake = program.command('lake').description('Follow and cancel queries of CloudTrail Lake.');
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
      const { lakeQueriesList } = await import('../commands/lake-queries');
      run.status = await lakeQueriesList(store, options, io);
    });
  ofOne(queries, 'status', 'Print how a query does, what it scanned and what that costs.').action(
    async (id: string, options: LakeQueryOptions) => {
      const { lakeQueryStatus } = await import('../commands/lake-queries');
      run.status = await lakeQueryStatus(id, options, io);
    },
  );
  ofOne(queries, 'cancel', 'Cancel a query that is queued or running.').action(
    async (id: string, options: LakeQueryOptions) => {
      const { lakeQueryCancel } = await import('../commands/lake-queries');
      run.status = await lakeQueryCancel(id, options, io);
    },
  );
}

function ofOne(queries: Command, name: string, description: string): Command {
  return queries
    .command(name)
    .description(description)
    .argument('<query>', 'the id of the query')
    .option('--region <region>', 'the Region of the event data store; default: AWS_REGION')
    .addOption(formatOption(['table', 'ndjson']));
}
