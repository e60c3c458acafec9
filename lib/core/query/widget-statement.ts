import type { NamedQuery } from './named-query';
import { toQuerySql } from './to-query-sql';

/** The statement of a widget on a dashboard of CloudTrail Lake, and the values of its `?`, in their order. */
export interface WidgetStatement {
  readonly statement: string;
  readonly parameters: readonly string[];
}

/** A statement, or why CloudTrail would not run it. */
export type CompiledWidget = WidgetStatement | { readonly problem: string };

/** Parameters for which a dashboard's refresh supplies values. */
const PARAMETERS = ['$StartTime$', '$EndTime$', '$Period$'] as const;
const STORE = '$EventDataStoreId$';

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RequestWidget.html */
const MAX_PARAMETERS = 10;
const MAX_CHARACTERS = 10_000;
const ID_CHARACTERS = 36;

/**
 * Writes `'?'` where SQL names a parameter of a refresh, and the id of the store for `$EventDataStoreId$`. CloudTrail takes every
 * `?` for a parameter, also one in a text, so there may be no other.
 *
 * @param storeId may be a CDK token
 */
export function toWidgetStatement(sql: string, storeId: string): CompiledWidget {
  const problem = findProblem(sql, storeId);
  if (problem !== undefined) return { problem };
  const parameters = [...sql.matchAll(NAMED)].map(([, name]) => `$${name}$`);
  return { statement: sql.replace(NAMED, "'?'").replaceAll(STORE, () => storeId), parameters };
}

/** With the quotes that may be around it. */
const NAMED = /'?\$(StartTime|EndTime|Period)\$'?/g;

function findProblem(sql: string, storeId: string): string | undefined {
  const others = [...sql.matchAll(/\$\w+\$/g)].map(([name]) => name);
  const unknown = others.find((name) => ![...PARAMETERS, STORE].some((known) => known === name));
  if (unknown !== undefined) {
    return `the SQL has ${unknown}; a widget takes ${[...PARAMETERS, STORE].join(', ')}`;
  }
  if (sql.includes('?')) {
    return `the SQL has a '?', which CloudTrail treats as a parameter; write ${PARAMETERS.join(', ')}, or chr(63) in a text`;
  }
  if (!sql.includes(STORE) && !sql.includes(storeId)) {
    return `the SQL does not read the event data store; write FROM ${STORE}`;
  }
  const count = [...sql.matchAll(NAMED)].length;
  if (count > MAX_PARAMETERS) {
    return `the SQL names parameters ${count} times; a widget allows at most ${MAX_PARAMETERS}`;
  }
  const { length } = sql.replace(NAMED, "'?'").replaceAll(STORE, '-'.repeat(ID_CHARACTERS));
  if (length <= MAX_CHARACTERS) return undefined;
  return `the SQL has ${length} characters; a widget allows at most ${MAX_CHARACTERS}`;
}

/** Whether a refresh reads events of its time range alone. CloudTrail charges for every event that it reads. */
export function isBounded({ parameters }: WidgetStatement): boolean {
  return parameters.includes('$StartTime$');
}

/** A named query on the events of the time range of a refresh. */
export function toNamedWidget(
  query: NamedQuery,
  values: ReadonlyMap<string, string>,
  storeId: string,
): CompiledWidget {
  for (const [name, value] of values) {
    if (/\?|\$\w+\$/.test(value)) {
      return { problem: `parameter ${name} is '${value}'; in a widget it may have neither '?' nor '$…$'` };
    }
  }
  const table = `(SELECT * FROM ${STORE} WHERE eventTime >= $StartTime$ AND eventTime < $EndTime$)`;
  const compiled = toQuerySql(query, { engine: 'lake', values, table });
  return 'problem' in compiled ? compiled : toWidgetStatement(compiled.sql, storeId);
}
