import { type Command, Option } from 'commander';
import { QUERY_ENGINES } from '../../lib/core/query/named-query';
import type { CommandIo } from '../cli/command-io';
import { append, calling, formatOption, type Run, withPlaceOptions } from '../cli/command-options';
import { MissingArgument, UserError } from '../cli/user-error';
import type { QueryOptions, QueryRunOptions } from '../commands/query/query';
import type { QueryListOptions } from '../commands/query/query-list';
import type { QueryShowOptions } from '../commands/query/query-show';

/** Registers `view`. */
export function addView(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(
    program
      .command('view')
      .description('Print the records of log files that match all filters.')
      .argument('<path...>', ARCHIVE_PATHS)
      .option('--event-name <name>', "such as ConsoleLogin, or 'Delete*' (repeatable)", append)
      .option('--event-source <source>', 'such as iam.amazonaws.com (repeatable)', append)
      .option('--actor <who>', 'an ARN, a name, an access key or an address (repeatable)', append)
      .option('--resource <name>', 'an ARN or a name in the resources or parameters (repeatable)', append)
      .option('--event-id <id>', 'the id of a record, as alerts and cases have it (repeatable)', append)
      .option('--errors', 'only calls that failed'),
  )
    .option('--limit <count>', 'print this number of records: the first by time')
    .option('--last', 'with --limit: the last by time')
    .addOption(
      new Option('--order <order>', 'default: time for a table or with --limit, files otherwise').choices([
        'time',
        'files',
      ]),
    )
    .addOption(formatOption(['table', 'ndjson', 'csv']))
    .option('--columns <names>', 'these facts of each record, such as eventTime,actor,eventID')
    .option('--out <file>', 'write the records to a file, which appears only when it is complete')
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .action(calling(io, run, async () => (await import('../commands/view')).view));
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
    .option(
      '--ocsf',
      'events of the Open Cybersecurity Schema Framework: API Activity, Authentication, Account Change',
    );
  // A file is converted once: if only some of its records were converted, the others would be missing permanently.
  withDatabaseOptions(withPlaceOptions(convert, 'whole log files, by their keys,')).action(
    calling(io, run, async () => (await import('../commands/convert')).convert),
  );
}

/** Registers `query`. */
export function addQuery(program: Command, io: CommandIo, run: Run): void {
  const query = withPlaceOptions(
    program
      .command('query')
      .description('Run a SQL query: a SELECT from the view events. Over log files it needs DuckDB.')
      .argument('<sql>', 'one SELECT, such as "SELECT event_name, count(*) FROM events GROUP BY 1"')
      .argument('[path...]', ARCHIVE_PATHS),
  );
  withRemoteOptions(withResultOptions(query)).action(
    async (sql: string, paths: string[], options: QueryOptions & RemoteOptions) => {
      if (isForLogsInsights(options, paths)) {
        const { queryLogsInsights } = await import('../commands/query/query-logs-insights');
        run.status = await queryLogsInsights(sql, options, io);
        return;
      }
      if (isForLake(options, paths)) {
        const { queryLake } = await import('../commands/query/query-lake');
        run.status = await queryLake(sql, options, io);
        return;
      }
      if (isForAthena(options, paths)) {
        const { queryAthena } = await import('../commands/query/query-athena');
        run.status = await queryAthena({ sql }, options, io);
        return;
      }
      const { query: runQuery } = await import('../commands/query/query');
      run.status = await runQuery(sql, paths, { options, io });
    },
  );
  addNamedQueries(query, io, run);
}

/** An option that `query` has too is an option of `query`, wherever it is: each subcommand reads both. */
function addNamedQueries(query: Command, io: CommandIo, run: Run): void {
  query
    .command('list')
    .description('List the named queries.')
    .addOption(formatOption(['table', 'ndjson']))
    .action(async (_: unknown, command: Command) => {
      const { queryList } = await import('../commands/query/query-list');
      run.status = await queryList(command.optsWithGlobals<QueryListOptions>(), io);
    });
  query
    .command('show')
    .description('Print a named query as SQL, or in the language of CloudWatch Logs Insights.')
    .argument('<name>', 'the name of the query')
    .addOption(
      new Option('--to <engine>', 'the engine')
        .choices([...QUERY_ENGINES, 'logs-insights'])
        .default('duckdb'),
    )
    .option('--table <table>', 'the table of Athena, or the id of the event data store')
    .option('--param <name=value>', PARAMETER, append)
    .action(async (name: string, _: unknown, command: Command) => {
      const { queryShow } = await import('../commands/query/query-show');
      run.status = await queryShow(name, command.optsWithGlobals<QueryShowOptions>(), io);
    });
  const named = query
    .command('run')
    .description('Run a named query.')
    .argument('<name>', 'the name of the query')
    .argument('[path...]', ARCHIVE_PATHS)
    .option('--param <name=value>', PARAMETER, append);
  withRemoteOptions(withResultOptions(withPlaceOptions(named))).action(
    async (name: string, paths: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<QueryRunOptions & RemoteOptions>();
      if (isForLogsInsights(options, paths)) {
        const { queryRunLogsInsights } = await import('../commands/query/query-logs-insights');
        run.status = await queryRunLogsInsights(name, options, io);
        return;
      }
      if (isForLake(options, paths)) {
        const { queryRunLake } = await import('../commands/query/query-lake');
        run.status = await queryRunLake(name, options, io);
        return;
      }
      if (isForAthena(options, paths)) {
        const { queryRunAthena } = await import('../commands/query/query-athena');
        run.status = await queryRunAthena(name, options, io);
        return;
      }
      const { queryRun } = await import('../commands/query/query');
      run.status = await queryRun(name, paths, { options, io });
    },
  );
}

/** The options of a query that another service runs. */
interface RemoteOptions {
  readonly athena?: string;
  readonly lake?: string;
  readonly logsInsights?: string;
  readonly table?: string;
  readonly maxBytes?: string;
  readonly memoryLimit?: string;
  readonly tempDir?: string;
}

/** @throws {@link UserError} if the options and the paths do not go together */
function isForAthena<T extends RemoteOptions>(
  options: T,
  paths: readonly string[],
): options is T & { readonly athena: string } {
  const { athena, table, maxBytes, memoryLimit, tempDir } = options;
  if (athena === undefined) {
    if (table !== undefined) throw new UserError('--table is for --athena');
    if (maxBytes !== undefined)
      throw new UserError('--max-bytes is for --athena, --lake and --logs-insights');
    if (paths.length === 0) throw new MissingArgument("missing required argument 'path'");
    return false;
  }
  if (paths.length > 0) throw new UserError(`--athena reads the table of log files; leave out ${paths[0]}`);
  if (memoryLimit !== undefined) throw new UserError('--memory-limit is not for --athena');
  if (tempDir !== undefined) throw new UserError('--temp-dir is not for --athena');
  return true;
}

/** @throws {@link UserError} if the options and the paths do not go together */
function isForLake<T extends RemoteOptions>(
  options: T,
  paths: readonly string[],
): options is T & { readonly lake: string } {
  const { athena, lake, table, memoryLimit, tempDir } = options;
  if (lake === undefined) return false;
  if (athena !== undefined) throw new UserError('--lake and --athena are two engines; name one of them');
  if (paths.length > 0) throw new UserError(`--lake reads the event data store; leave out ${paths[0]}`);
  for (const [option, value] of Object.entries({
    '--table': table,
    '--memory-limit': memoryLimit,
    '--temp-dir': tempDir,
  })) {
    if (value !== undefined) throw new UserError(`${option} is not for --lake`);
  }
  return true;
}

/** @throws {@link UserError} if the options and the paths do not go together */
function isForLogsInsights<T extends RemoteOptions>(
  options: T,
  paths: readonly string[],
): options is T & { readonly logsInsights: string } {
  const { athena, lake, logsInsights, table, memoryLimit, tempDir } = options;
  if (logsInsights === undefined) return false;
  if (paths.length > 0) throw new UserError(`--logs-insights reads the log group; leave out ${paths[0]}`);
  for (const [option, value] of Object.entries({
    '--athena': athena,
    '--lake': lake,
    '--table': table,
    '--memory-limit': memoryLimit,
    '--temp-dir': tempDir,
  })) {
    if (value !== undefined) throw new UserError(`${option} is not for --logs-insights`);
  }
  return true;
}

function withRemoteOptions(command: Command): Command {
  return command
    .option('--athena <workgroup>', 'run the query in Athena, in this workgroup, instead of over paths')
    .option('--table <table>', 'the table, or database.table; default: that of a LogTable with the workgroup')
    .option(
      '--lake <store>',
      'run the query in CloudTrail Lake, on the event data store with this ARN, id or name',
    )
    .option(
      '--logs-insights <group>',
      'run the query in CloudWatch Logs Insights, in its language, over the log group with this name or ARN; needs --start',
    )
    .option('--max-bytes <size>', 'with an engine of AWS: do not scan more, such as 10GB');
}

const PARAMETER = 'the value of a parameter of the query (repeatable)';

const ARCHIVE_PATHS = "files, folders, patterns, s3://bucket/prefix, or '-' for standard input";

function withResultOptions(command: Command): Command {
  return withDatabaseOptions(
    command
      .addOption(formatOption(['table', 'ndjson', 'csv', 'json', 'parquet']))
      .option('--timeout <time>', 'end the query after a time such as 90s, 10m or 2h')
      .option('--out <file>', 'write the result to a file, which appears only when it is complete')
      .option('--force', 'let --out replace a file that trailwatch did not write'),
  );
}

function withDatabaseOptions(command: Command): Command {
  return command
    .option('--memory-limit <size>', 'the memory of the whole command, 768MB or more; the rest is on disk')
    .option('--temp-dir <folder>', 'the folder for temporary files');
}
