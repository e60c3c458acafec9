import { all, isAnyOf, specialised } from '../fact/fact';
import { outcomeTest } from '../fact/outcome';
import type { Condition } from '../rule/condition';
import { EVENT_COLUMNS } from './event-columns';

/**
 * The type of a query's parameter:
 *
 * - `text`: any text.
 * - `account`: the 12 digits of an account.
 * - `time`: a day, or a time with its zone.
 * - `number`: a decimal number, not negative.
 */
export type ParameterType = 'text' | 'account' | 'time' | 'number';

/** A parameter of a query. */
export interface QueryParameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly about: string;
  /** Absent if a value must be given. */
  readonly default?: string;
  /** A value for documents and tests. */
  readonly example: string;
}

/** The expressions that engines write in different ways. Columns are those of the view `events`. */
export interface QueryWords {
  /** The value of a parameter, as a literal of its type. */
  readonly param: (name: string) => string;
  /** The text of a field in a JSON column; a key is letters, digits, `_` and `-`. */
  readonly json: (column: string, ...keys: readonly string[]) => string;
  /** The compact JSON text of a JSON column. */
  readonly jsonText: (column: string) => string;
  /** Of a group: the distinct texts of an expression in alphabetical order, separated by a comma. */
  readonly distinct: (expression: string) => string;
  /** A list of texts as one text, separated by a comma. */
  readonly joined: (list: string) => string;
  /** Whether some element of a list of texts contains a text. */
  readonly someContains: (list: string, text: string) => string;
}

/** A query that is written once and compiled for each engine. */
export interface NamedQuery {
  /** Lower case with hyphens. */
  readonly name: string;
  /** A question or a noun phrase. */
  readonly title: string;
  readonly about: string;
  readonly parameters: readonly QueryParameter[];
  /** Whether it reads Insights events, which are in separate tables and event data stores. */
  readonly ofInsights?: boolean;
  readonly sql: (words: QueryWords) => string;
}

/** How a call ended: a code alone does not explain a failure, and a sign-in that fails has only a message. */
export const OUTCOME = 'error_code, error_message';

/** The columns of most lists of events. */
export const EVENT_LIST = `event_time, event_name, actor, source_ip_address, aws_region, recipient_account_id, ${OUTCOME}, event_id`;

/** The calls that were denied or failed. */
export const FAILED = "outcome <> 'succeeded'";

/**
 * The calls of a service that succeeded, of any name or of these, with blanks between them. The fact is specialised by them: most calls
 * succeeded if they have no error code, which every engine can ask.
 */
export function succeeded(service: string, names?: string): string {
  const source = `${service}.amazonaws.com`;
  const named = names === undefined ? [] : [isOneOf('event_name', names)];
  const required = all(
    isAnyOf('eventSource', source),
    ...(names === undefined ? [] : [isAnyOf('eventName', ...names.split(/\s+/))]),
  );
  const fact = specialised(outcomeTest(['succeeded']), required);
  return [`event_source = '${source}'`, ...named, nullTests(fact) ?? "outcome = 'succeeded'"].join(' AND ');
}

/** A condition that asks only which fields are null; of another one, none. */
function nullTests(condition: Condition): string | undefined {
  const isNot = condition.kind === 'not';
  const inner = isNot ? condition.of : condition;
  if (inner.kind === 'isNull') {
    const column = EVENT_COLUMNS.find(({ field }) => field === inner.field)?.name;
    return column && `${column} IS ${isNot ? 'NOT ' : ''}NULL`;
  }
  if (condition.kind !== 'and') return undefined;
  const tests = condition.of.map(nullTests);
  return tests.includes(undefined) ? undefined : tests.join(' AND ');
}

/** How many calls of a group were denied or failed. */
export const ERRORS = `count(CASE WHEN ${FAILED} THEN 1 END) AS errors`;

/** Which keeps the order the same in every engine. */
export const BY_TIME = 'ORDER BY event_time, event_id';

/** A query without parameters that lists events. */
export function eventList(
  { name, title, about }: Pick<NamedQuery, 'name' | 'title' | 'about'>,
  where: (words: QueryWords) => string,
  more: (words: QueryWords) => readonly string[] = () => [],
): NamedQuery {
  const sql = (words: QueryWords) =>
    `SELECT ${[EVENT_LIST, ...more(words)].join(', ')} FROM events WHERE ${where(words)} ${BY_TIME}`;
  return { name, title, about, parameters: [], sql };
}

/** `column IN ('…', …)`. The names are those of the source, with blanks between them. */
export function isOneOf(column: string, names: string): string {
  return `${column} IN ('${names.split(/\s+/).join("', '")}')`;
}

/** The engines that queries are compiled for. */
export const QUERY_ENGINES = ['duckdb', 'athena', 'lake'] as const;

export type QueryEngine = (typeof QUERY_ENGINES)[number];
