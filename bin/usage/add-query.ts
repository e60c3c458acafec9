import { type Command, Option } from 'commander';
import { QUERY_ENGINES } from '../../lib/core/query/query-engine';
import type { CommandIo } from '../cli/command-io';
import { append, formatOption, type Run } from '../cli/command-options';
import type { ConvertOptions } from '../commands/convert';
import type { QueryOptions } from '../commands/query';
import type { QueryListOptions } from '../commands/query-list';
import type { QueryRunOptions } from '../commands/query-run';
import type { QueryShowOptions } from '../commands/query-show';
import type { ViewOptions } from '../commands/view';

/** Registers `view`. */
export function addView(program: Command, io: CommandIo, run: Run): void {
  withArchiveOptions(
    program
      .command('view')
      .description('Print the records of log files that are asked for.')
      .argument('<path...>', ARCHIVE_PATHS)
      .option('--event-name <name>', "such as ConsoleLogin, or 'Delete*' (repeatable)", append)
      .option('--event-source <source>', 'such as iam.amazonaws.com (repeatable)', append)
      .option('--actor <who>', 'an ARN, a name, an access key or an address (repeatable)', append)
      .option('--resource <name>', 'an ARN or a name in the resources or parameters (repeatable)', append)
      .option('--errors', 'only calls that failed'),
  )
    .option('--limit <count>', 'stop after so many records')
    .addOption(formatOption(['table', 'ndjson', 'csv']))
    .option('--out <file>', 'write the records to a file, which appears only when it is complete')
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .action(async (paths: string[], options: ViewOptions) => {
      const { view } = await import('../commands/view');
      run.status = await view(paths, options, io);
    });
}

/** Registers `convert`. */
export function addConvert(program: Command, io: CommandIo, run: Run): void {
  const convert = program
    .command('convert')
    .description('Convert log files to Parquet, for repeated queries. Needs DuckDB.')
    .argument('<path...>', 'files, folders, patterns, s3://bucket/prefix')
    .requiredOption(
      '--out <folder>',
      'the folder of the Parquet files; what it has already is not converted again',
    )
    .option('--ocsf', 'events of the Open Cybersecurity Schema Framework: API Activity (6003)');
  withDatabaseOptions(withArchiveOptions(convert)).action(
    async (paths: string[], options: ConvertOptions) => {
      const { convert: runConvert } = await import('../commands/convert');
      run.status = await runConvert(paths, options, io);
    },
  );
}

/** Registers `query`. */
export function addQuery(program: Command, io: CommandIo, run: Run): void {
  const query = withArchiveOptions(
    program
      .command('query')
      .description('Run a SQL query over log files: a SELECT from the view events. Needs DuckDB.')
      .argument('<sql>', 'one SELECT, such as "SELECT event_name, count(*) FROM events GROUP BY ALL"')
      .argument('<path...>', ARCHIVE_PATHS),
  );
  withResultOptions(query).action(async (sql: string, paths: string[], options: QueryOptions) => {
    const { query: runQuery } = await import('../commands/query');
    run.status = await runQuery(sql, paths, { options, io });
  });
  addNamedQueries(query, io, run);
}

/** An option that `query` has too is an option of `query`, wherever it stands: each subcommand reads both. */
function addNamedQueries(query: Command, io: CommandIo, run: Run): void {
  query
    .command('list')
    .description('List the named queries.')
    .addOption(formatOption(['table', 'ndjson']))
    .action(async (_: unknown, command: Command) => {
      const { queryList } = await import('../commands/query-list');
      run.status = await queryList(command.optsWithGlobals<QueryListOptions>(), io);
    });
  query
    .command('show')
    .description('Print a named query as SQL.')
    .argument('<name>', 'the name of the query')
    .addOption(new Option('--to <engine>', 'the engine').choices(QUERY_ENGINES).default('duckdb'))
    .option('--table <table>', 'the table of Athena, or the id of the event data store')
    .option('--param <name=value>', PARAMETER, append)
    .action(async (name: string, options: QueryShowOptions) => {
      const { queryShow } = await import('../commands/query-show');
      run.status = await queryShow(name, options, io);
    });
  const named = query
    .command('run')
    .description('Run a named query over log files.')
    .argument('<name>', 'the name of the query')
    .argument('<path...>', ARCHIVE_PATHS)
    .option('--param <name=value>', PARAMETER, append);
  withResultOptions(withArchiveOptions(named)).action(
    async (name: string, paths: string[], _: unknown, command: Command) => {
      const { queryRun } = await import('../commands/query-run');
      run.status = await queryRun(name, paths, { options: command.optsWithGlobals<QueryRunOptions>(), io });
    },
  );
}

const PARAMETER = 'the value of a parameter of the query (repeatable)';

const ARCHIVE_PATHS = "files, folders, patterns, s3://bucket/prefix, or '-' for standard input";

function withArchiveOptions(command: Command): Command {
  return command
    .option('--account <id>', 'only records of an account (repeatable)', append)
    .option('--region <region>', 'only records of a Region (repeatable)', append)
    .option('--start <time>', 'only records from this time on')
    .option('--end <time>', 'only records until this time');
}

function withResultOptions(command: Command): Command {
  return withDatabaseOptions(
    command
      .addOption(formatOption(['table', 'ndjson', 'csv', 'json', 'parquet']))
      .option('--out <file>', 'write the result to a file, which appears only when it is complete')
      .option('--force', 'let --out replace a file that trailwatch did not write'),
  );
}

function withDatabaseOptions(command: Command): Command {
  return command
    .option('--memory-limit <size>', 'the memory that DuckDB may use, such as 4GB; the rest is on disk')
    .option('--temp-dir <folder>', 'the folder for temporary files');
}
