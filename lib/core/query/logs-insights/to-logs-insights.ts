import type { NamedQuery, QueryWords } from '../named-query';
import { toParameterLiterals } from '../parameter-values';
import { CannotSay, fieldText, REASONS, readFields, readFilter, SqlTokens } from './query-filter';

/** A query of Logs Insights, or why there is none. */
export type LogsInsightsQuery = { readonly query: string } | { readonly problem: string };

/**
 * Maximum number of rows that a query returns. @see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Limit.html
 */
const LIMIT = 10_000;

/**
 * Compiles a named query to the query language of CloudWatch Logs Insights, over a log group that a trail or CloudWatch's own
 * channel writes. It is the same query: syntax without an equivalent is refused with the reason, and only the order of rows that
 * are equal by the first key is left out. The time is that of StartQuery.
 *
 * AWS does not document how `stats` groups events without a field that it groups by, and `count_distinct` is an estimate for many
 * values.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function toLogsInsights(named: NamedQuery, values: ReadonlyMap<string, string>): LogsInsightsQuery {
  const parameters = toParameterLiterals(named, values);
  if ('problem' in parameters) return parameters;
  const { literals } = parameters;
  try {
    if (named.ofInsights === true) throw new CannotSay(REASONS.joined);
    const sql = named.sql({
      ...WORDS,
      param: (name) => textOf(name, named, values) ?? literals.get(name) ?? '',
    });
    return { query: toLines(readSelect(new SqlTokens(sql))).join('\n| ') };
  } catch (error) {
    if (!(error instanceof CannotSay)) throw error;
    return { problem: `query ${named.name} cannot be expressed in Logs Insights: ${error.message}` };
  }
}

/** A text as one literal, where an engine of SQL has to put several together. */
function textOf(
  name: string,
  { parameters }: NamedQuery,
  values: ReadonlyMap<string, string>,
): string | undefined {
  const { type, default: usual } = parameters.find((one) => one.name === name) ?? {};
  if (type !== 'text' && type !== 'account') return undefined;
  return `'${(values.get(name) ?? usual ?? '').replaceAll("'", "''")}'`;
}

/** Syntax without an equivalent becomes a word that is refused. */
const WORDS: Omit<QueryWords, 'param'> = {
  json: (column, ...keys) => `"${[column, ...keys].join('.')}"`,
  jsonText: () => 'json_text',
  distinct: () => 'distinct_list',
  joined: () => 'joined',
  someContains: () => 'some_contains',
};

/** A column of the result. */
interface Item {
  readonly name: string;
  /** The text after `stats`, or undefined for a field. */
  readonly aggregate?: string;
  /** What follows `fields`; of an aggregate without a name, the field that it counts. */
  readonly fields?: readonly string[];
}

interface Select {
  readonly items: readonly Item[];
  readonly filter: string | boolean;
  readonly order: string;
}

function readSelect(tokens: SqlTokens): Select {
  tokens.expect('SELECT');
  const items = [readItem(tokens)];
  while (tokens.takes(',')) items.push(readItem(tokens));
  tokens.expect('FROM');
  tokens.expect('events');
  const filter = tokens.takes('WHERE') ? readFilter(tokens) : true;
  if (tokens.takes('GROUP', 'BY')) skipGroup(tokens);
  tokens.expect('ORDER');
  tokens.expect('BY');
  const key = tokens.take();
  const { name = key } = /^\d+$/.test(key) ? (items[Number(key) - 1] ?? {}) : {};
  return { items, filter, order: `${name} ${tokens.takes('DESC') ? 'desc' : 'asc'}` };
}

/** The ordinals of all columns that are not aggregates, in every named query. */
function skipGroup(tokens: SqlTokens): void {
  do tokens.take();
  while (tokens.takes(','));
}

function readItem(tokens: SqlTokens): Item {
  const aggregate = readAggregate(tokens);
  if (aggregate !== undefined) {
    if (!tokens.takes('AS')) throw new CannotSay(REASONS[tokens.next] ?? `it has ${tokens.next}`);
    return { ...aggregate, name: tokens.take() };
  }
  const column = tokens.next;
  const fields = readFields(tokens);
  return { fields, name: tokens.takes('AS') ? tokens.take() : column };
}

function readAggregate(tokens: SqlTokens): Omit<Item, 'name'> | undefined {
  const word = tokens.next;
  if (!['count', 'min', 'max'].includes(word)) return undefined;
  tokens.take();
  tokens.expect('(');
  if (tokens.takes('*')) {
    tokens.expect(')');
    return { aggregate: 'count(*)' };
  }
  const call = word === 'count' && tokens.takes('DISTINCT') ? 'count_distinct' : word;
  const column = tokens.next;
  const fields = readFields(tokens);
  tokens.expect(')');
  const [only = ''] = fields;
  return fields.length === 1
    ? { aggregate: `${call}(${fieldText(only)})` }
    : { aggregate: `${call}(${column === 'COALESCE' ? fields.join('_or_') : column})`, fields };
}

function toLines({ items, filter, order }: Select): readonly string[] {
  const named = items.filter(({ fields, aggregate }) => fields !== undefined && aggregate === undefined);
  const counted = items.flatMap(({ fields, aggregate }) =>
    fields === undefined || aggregate === undefined ? [] : [{ name: argumentOf(aggregate), fields }],
  );
  const shown = new Map([...named, ...counted].map(({ name, fields = [] }) => [name, fields]));
  const stats = items.flatMap(({ name, aggregate }) =>
    aggregate === undefined ? [] : [`${aggregate} as ${name}`],
  );
  return [
    ...(filter === true ? [] : [`filter ${filter === false ? 'not ispresent(@message)' : filter}`]),
    ...(shown.size === 0 ? [] : [`fields ${[...shown].map(fieldAs).join(', ')}`]),
    ...(stats.length === 0
      ? []
      : [`stats ${stats.join(', ')} by ${named.map(({ name }) => name).join(', ')}`]),
    `sort ${order}`,
    `limit ${LIMIT}`,
  ];
}

function argumentOf(aggregate: string): string {
  return aggregate.slice(aggregate.indexOf('(') + 1, -1);
}

function fieldAs([name, fields]: readonly [string, readonly string[]]): string {
  const texts = fields.map(fieldText);
  return `${texts.length === 1 ? texts[0] : `coalesce(${texts.join(', ')})`} as ${name}`;
}
