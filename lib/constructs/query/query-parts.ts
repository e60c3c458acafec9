import { Size, Stack } from 'aws-cdk-lib';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { toScheduledQuery, toScheduledStatement } from '../../core/query/athena/scheduled-statement';
import { inPlaces } from '../../core/query/logs-insights/chosen-places';
import { toLogsInsights } from '../../core/query/logs-insights/to-logs-insights';
import { findNamedQuery } from '../../core/query/named-queries';
import type { NamedQuery } from '../../core/query/named-query';
import type { LogsReading } from '../../core/settings/scheduled-query-settings';
import { checkBounds, timeBound } from '../preflight/check-bounds';
import { checkName } from '../preflight/check-name';
import { isKnownDifference } from '../preflight/preflight-check';
import { checkTablePlace } from '../table/check-table-place';
import type { LogTable } from '../table/log-table';
import { checkIsOfEvents } from '../table/results-bucket';
import { scanBounds } from '../table/work-group';
import { memoryBounds } from '../worker/function-options';
import type { ScheduledQueryProps } from './scheduled-query-props';

/** The defaults of what a run may scan, and of its days. */
export const MAX_SCAN = Size.gibibytes(100);
const DAYS = 1;

/** Logs Insights reads the whole log group in this time: no folder is left out. */
const MAX_DAYS_OF_LOGS = 31;

/** A query with its name, and where it is run. */
export interface QueryParts {
  readonly name: string;
  readonly title: string;
  readonly statement: string;
  readonly ofInsights: boolean;
  /** Of a log group. */
  readonly logs?: LogsReading;
}

/** Throws on values out of bounds, and on what is not for a table or a log group. */
export function checkProps(scope: Construct, props: ScheduledQueryProps): void {
  const isOfLogs = props.logGroup !== undefined;
  checkBounds([
    { property: 'days', value: props.days, least: 1, most: isOfLogs ? MAX_DAYS_OF_LOGS : 366 },
    { property: 'maxRows', value: props.maxRows, least: 1, most: 100 },
    timeBound('queryTimeout', props.queryTimeout, { unit: 'minutes', least: 1, most: 60, isNeeded: true }),
    timeBound('timeout', props.timeout, { unit: 'seconds', least: 30, most: 900, isNeeded: true }),
    scanBounds(props),
    memoryBounds(props),
  ]);
  const { accounts, table, logGroup } = props;
  for (const account of accounts ?? []) checkName('accounts', 'account id', account);
  if (accounts?.length === 0 || (accounts?.length ?? 0) > 200)
    throw new Error(`accounts has ${accounts?.length} accounts; name 1 to 200, or leave it out`);
  if ((table === undefined) === (logGroup === undefined))
    throw new Error('table and logGroup are both set, or neither is; set one of them');
  if (table !== undefined) checkTable(scope, { table, accounts });
  if (logGroup !== undefined) checkLogGroup(Stack.of(scope), logGroup);
}

function checkTable(
  scope: Construct,
  { table, accounts }: { readonly table: LogTable; readonly accounts?: string[] | undefined },
): void {
  if (accounts === undefined && table._layout.accounts === undefined)
    throw new Error(
      "accounts is not set, and the table lists no accounts; name those whose log files are read, here or in 'accounts' of the LogTable",
    );
  checkTablePlace(Stack.of(scope), table, 'ScheduledQuery');
}

/** Logs Insights is asked in the account and Region of the function. */
function checkLogGroup(stack: Stack, { env }: ILogGroup): void {
  for (const part of ['account', 'region'] as const)
    if (isKnownDifference(stack[part], env[part]))
      throw new Error(
        `logGroup is in ${part} '${env[part]}', but the stack deploys to '${stack[part]}'; put ScheduledQuery into a stack of the log group's account and Region`,
      );
}

/** The query of the properties. Throws where there is none. */
export function toParts(props: ScheduledQueryProps): QueryParts {
  const { namedQuery, statement, table, logGroup, days = DAYS, maxScan = MAX_SCAN } = props;
  const named = namedQuery === undefined ? undefined : knownQuery(namedQuery);
  if (named !== undefined && table !== undefined) checkIsOfEvents('namedQuery', table._archive, named);
  if ((named === undefined) === (statement === undefined))
    throw new Error('namedQuery and statement are both set, or neither is; set one of them');
  if (named === undefined && props.parameters !== undefined)
    throw new Error('parameters is set, but statement has none; write their values into the statement');
  const found =
    table === undefined ? toLogsStatement(props, named) : toTableStatement(props, { named, table });
  if ('problem' in found)
    throw new Error(`${named === undefined ? 'statement' : 'namedQuery'}: ${found.problem}`);
  const name = nameOf(props, named);
  const logs = { days, maxScanBytes: maxScan.toBytes() };
  return {
    ...{ name, title: props.title ?? named?.title ?? name, statement: found.sql },
    ofInsights: named?.ofInsights === true,
    ...(logGroup === undefined ? {} : { logs }),
  };
}

function nameOf({ queryName, table }: ScheduledQueryProps, named: NamedQuery | undefined): string {
  const name = queryName ?? named?.name;
  if (name === undefined) throw new Error('queryName is not set; a statement needs one');
  // with that of the table it is the name of a workgroup
  const most = Math.min(60, 127 - (table?.workGroupName.length ?? 0));
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= most) return name;
  throw new Error(
    `queryName '${name}' is not a name; write up to ${most} lower-case letters, digits and single hyphens, such as 'who-subscribes'`,
  );
}

type Found = { readonly sql: string } | { readonly problem: string };

function toTableStatement(
  { accounts, days = DAYS, statement = '', parameters = {} }: ScheduledQueryProps,
  { named, table }: { readonly named: NamedQuery | undefined; readonly table: LogTable },
): Found {
  const reading = {
    ...{ databaseName: table.databaseName, days },
    ...(accounts === undefined ? {} : { accounts: [...new Set(accounts)] }),
  };
  if (named === undefined) return toScheduledStatement(statement, reading);
  return toScheduledQuery(named, new Map(Object.entries(parameters)), reading);
}

/** A statement of Logs Insights, whose days are those of StartQuery. */
function toLogsStatement(
  { accounts = [], statement = '', parameters = {} }: ScheduledQueryProps,
  named: NamedQuery | undefined,
): Found {
  if (named === undefined && statement.trim() === '') return { problem: 'it is empty' };
  const compiled =
    named === undefined
      ? { query: statement.trim() }
      : toLogsInsights(named, new Map(Object.entries(parameters)));
  if ('problem' in compiled) return compiled;
  const chosen = inPlaces(compiled.query, { account: [...new Set(accounts)] });
  return 'problem' in chosen ? chosen : { sql: chosen.query };
}

function knownQuery(name: string): NamedQuery {
  const found = findNamedQuery(name);
  if ('problem' in found) throw new Error(`namedQuery: ${found.problem}`);
  return found.query;
}
