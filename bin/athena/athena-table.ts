import { type AthenaClient, GetTableMetadataCommand, type TableMetadata } from '@aws-sdk/client-athena';
import { ATHENA_TABLE } from '../../lib/core/compile/sql/athena-table';
import { COMPACTED_COLUMNS } from '../../lib/core/query/athena/compacted-table';
import { SOURCE_FILE_COLUMN_NAME } from '../../lib/core/query/event-columns';
import { type ServiceRequest, sendAgain, toServiceError } from '../aws/send-again';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';

/** The request to Athena. */
export interface AthenaQuestion {
  /** The permissions that it requires. */
  readonly needs: string;
  /** The workgroup, and the Region if known. */
  readonly where: string;
}

/** A request to Athena, with the meaning of its errors. */
export function athenaRequest({ needs, where }: AthenaQuestion): ServiceRequest {
  return {
    ...{ service: 'Athena', needs, otherwise: renderFailure },
    explain: (_, message) => {
      if (message === 'Region is missing')
        return 'no Region is set; set AWS_REGION to the Region of the workgroup';
      return /workgroup .*(?:is not found|does not exist|not found)/i.test(message)
        ? `there is no ${where}; AWS_REGION must be its Region`
        : undefined;
    },
  };
}

/** The sentence before the SQL of the user: it follows the line with the view `events`. */
const PREFIX_LINES = 1;

/** The reason for which a query failed, from Athena's message: `SYNTAX_ERROR: line 2:8: Column 'x' cannot be resolved`. */
export function renderFailure(reason: string): string {
  const [, code = '', line, column = '', rest = reason] =
    /^(?:([A-Z][A-Z_]+): )?(?:line (\d+):(\d+): )?(.*)$/s.exec(reason.trim()) ?? [];
  const sentence = rest.split('\n')[0]?.replace(/[.;]+$/, '') ?? '';
  if (/bytes scanned limit was exceeded/i.test(reason)) {
    return "the query was stopped: it would scan more than the workgroup's limit for a query; choose fewer days, accounts or Regions";
  }
  if (/injected projected partition column/i.test(reason)) {
    return 'the table lists no accounts, so a query must name them; add --account';
  }
  const isSql = line !== undefined || /SYNTAX|COLUMN|TYPE_MISMATCH|FUNCTION|AMBIGUOUS/.test(code);
  if (!isSql) return `the query failed: ${code === '' ? '' : `${code}: `}${sentence}`;
  const place = line === undefined ? '' : ` (line ${Math.max(1, Number(line) - PREFIX_LINES)}:${column})`;
  return `the SQL cannot be run: ${sentence}${place}`;
}

/** A table in the AWS Glue Data Catalog. */
export interface TableName {
  readonly database: string;
  readonly table: string;
}

/** A partition column, and how its values are projected. */
export interface PartitionColumn {
  readonly name: string;
  /** The projected values; undefined if they are not listed. */
  readonly values?: readonly string[];
  /** Whether a query must name values. */
  readonly isInjected: boolean;
}

/** The properties of a table that determine which log files a query reads. */
export interface AthenaTable extends TableName {
  readonly account?: PartitionColumn;
  readonly region?: PartitionColumn;
  /** The column of the day of delivery, as `2026/11/20`. */
  readonly day?: PartitionColumn & { readonly first?: string };
  /** The location of the files of a partition: an `s3://` URL with `${column}`. */
  readonly location?: string;
  /** Whether it contains Insights events. */
  readonly ofInsights?: boolean;
  /** The column with the URL of the log file, if a row was read from another file. */
  readonly sourceFile?: string;
}

/** The AWS Glue Data Catalog of the account. */
export const ATHENA_CATALOG = 'AwsDataCatalog';

const TIME_COLUMN = 'eventtime';

const NAME = /^(?:([A-Za-z0-9_-]{1,128})\.)?([A-Za-z0-9_-]{1,128})$/;

/**
 * Reads `--table`: `table` or `database.table`. A `LogTable` has a database with the name of its workgroup, and the table
 * `cloudtrail_logs` in it.
 *
 * @throws {@link UserError} if it is invalid
 */
export function parseTableName(workGroup: string, text = ATHENA_TABLE.from): TableName {
  const [, database = workGroup, table = ''] = NAME.exec(text) ?? [];
  if (table === '') throw new UserError(`--table is '${text}'; write a table, or database.table`);
  return { database, table };
}

/** @throws {@link UserError} if the table does not exist, or is not accessible */
export async function readAthenaTable(
  client: Pick<AthenaClient, 'send'>,
  { database, table }: TableName,
  { wait, where }: { readonly wait: CommandIo['wait']; readonly where: string },
): Promise<AthenaTable> {
  const command = new GetTableMetadataCommand({
    CatalogName: ATHENA_CATALOG,
    DatabaseName: database,
    TableName: table,
  });
  const needs = 'athena:GetTableMetadata, glue:GetDatabase and glue:GetTable';
  try {
    const { TableMetadata: found } = await sendAgain(() => client.send(command), { needs, wait });
    checkColumns(found, `${database}.${table}`);
    return { database, table, ...layoutOf(found) };
  } catch (error) {
    const { name = '', message = '' } = error as Error;
    if (name === 'MetadataException' && /not ?found|does not exist/i.test(message)) {
      throw new UserError(
        `there is no table ${database}.${table} for ${where}; name it with --table database.table`,
      );
    }
    throw toServiceError(error, athenaRequest({ needs, where }));
  }
}

/** Neither the view `events` nor digests. */
function checkColumns({ Columns = [] }: Pick<TableMetadata, 'Columns'> = {}, name: string): void {
  const names = Columns.map(({ Name }) => Name);
  if (names.length === 0 || names.includes(TIME_COLUMN)) return;
  throw new UserError(
    `${name} has no column ${TIME_COLUMN}, so it is not a table of log files; name one with --table, such as ${ATHENA_TABLE.from}`,
  );
}

/** The compacted table has the partitions of the log file table as columns, by which Iceberg finds files. */
const COMPACTED: Omit<AthenaTable, keyof TableName> = {
  account: { name: 'account', isInjected: false },
  region: { name: 'region', isInjected: false },
  day: { name: 'timestamp', isInjected: false },
  sourceFile: SOURCE_FILE_COLUMN_NAME,
};

function isCompacted({ Parameters, Columns = [] }: Pick<TableMetadata, 'Parameters' | 'Columns'>): boolean {
  if (Parameters?.table_type?.toUpperCase() !== 'ICEBERG') return false;
  const names = new Set(Columns.map(({ Name }) => Name));
  return COMPACTED_COLUMNS.every(({ name }) => names.has(name));
}

function layoutOf(metadata: TableMetadata | undefined): Omit<AthenaTable, keyof TableName> {
  if (metadata !== undefined && isCompacted(metadata)) return COMPACTED;
  const parameters = metadata?.Parameters ?? {};
  const names = (metadata?.PartitionKeys ?? []).flatMap(({ Name }) => Name ?? []);
  const isProjected = parameters['projection.enabled']?.toLowerCase() === 'true';
  const of = (name: string, property: string) =>
    isProjected ? parameters[`projection.${name}.${property}`] : undefined;
  const column = (name: string): PartitionColumn => {
    const values = of(name, 'values')?.split(',');
    return {
      name,
      isInjected: of(name, 'type')?.toLowerCase() === 'injected',
      ...(values === undefined ? {} : { values }),
    };
  };
  const day = names.find(
    (name) => of(name, 'type')?.toLowerCase() === 'date' && of(name, 'format') === 'yyyy/MM/dd',
  );
  const [first = ''] = (day === undefined ? undefined : of(day, 'range'))?.split(',') ?? [];
  const location = isProjected ? parameters['storage.location.template'] : undefined;
  return {
    ...(metadata?.Columns?.some(({ Name }) => Name === 'insightdetails') === true
      ? { ofInsights: true }
      : {}),
    ...(names.includes('account') ? { account: column('account') } : {}),
    ...(names.includes('region') ? { region: column('region') } : {}),
    ...(day === undefined ? {} : { day: { ...column(day), ...(isDay(first) ? { first } : {}) } }),
    ...(location === undefined ? {} : { location }),
  };
}

function isDay(text: string): boolean {
  return /^\d{4}\/\d\d\/\d\d$/.test(text);
}

/** The workgroup and its Region, in words. */
export async function athenaPlaceOf(client: AthenaClient, workGroup: string): Promise<string> {
  try {
    return `workgroup '${workGroup}' in ${await client.config.region()}`;
  } catch (error) {
    throw toServiceError(error, athenaRequest({ needs: '', where: '' }));
  }
}
