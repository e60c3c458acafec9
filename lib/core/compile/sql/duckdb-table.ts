import { Compilation } from '../compilation';
import { EVENTS_VIEW, RECORD_COLUMN } from './duckdb-events';
import type { SqlTable } from './select-statement';
import { recordScope, type SqlScope, type SqlWords } from './sql-engine';
import { textLiteral } from './sql-literal';

const WORDS: SqlWords = {
  fold: (text) => `fold_case(${text})`,
  // DuckDB searches with RE2 itself.
  search: (expression, flags) => {
    const pattern = textLiteral(flags === '' ? expression : `(?${flags})${expression}`);
    return Compilation.of((text) => `regexp_matches(${text}, ${pattern})`);
  },
  capture: (expression) => (text) => `regexp_extract(${text}, ${textLiteral(expression)}, 1)`,
  mapped: (text, pairs) =>
    `CASE ${text} ${pairs.map(([from, to]) => `WHEN ${from} THEN ${to}`).join(' ')} END`,
  apart: (sql) => sql,
  isInRange: (text, range) => `is_in_range(${text}, ${textLiteral(range)})`,
  numberOf: (text) => `number_of(${text})`,
  timePartOf: (text, part) => `date_part('${part}', moment_of(${text}))`,
  accountOf: (text) => `named_account(${text})`,
  firstOf: (list) => `(${list})[1]`,
};

/** Whether any element of a list satisfies an expression over its name; false if the list is empty. */
function someOf(list: string, name: string, holds: string): string {
  return `any_true([${holds} FOR ${name} IN ${list}])`;
}

/** A scope whose root is a JSON expression. `depth` keeps the variables of nested scopes distinct. */
function jsonScope(root: string, depth: number): SqlScope {
  const element = `e${depth}`;
  const valuesAt = (field: string) =>
    field
      .split('.')
      .reduce((values, key) => `values_at(${values}, ${textLiteral(pointerTo(key))})`, `[${root}]`);
  const textsAt = (field: string) => `texts_of(${valuesAt(field)})`;
  return {
    words: WORDS,
    someText: (field, test, variable = 't') => {
      const text = `${variable}${depth}`;
      return test.sql(text).map((holds) => someOf(textsAt(field), text, holds));
    },
    texts: (field) => Compilation.of({ sql: textsAt(field), isOne: false }),
    isRecipient: (account) =>
      `list_contains(texts_of(values_at([${RECORD_COLUMN}], '/recipientAccountId')), ${account})`,
    isNull: (field) => Compilation.of(`is_null_among(${valuesAt(field)})`),
    exists: (field) => Compilation.of(`(len(${valuesAt(field)}) > 0)`),
    someElement: (field, holds) => {
      const list = `list_filter(elements_of(${valuesAt(field)}), LAMBDA e: json_type(e) <> 'ARRAY')`;
      return holds(jsonScope(element, depth + 1)).map((inner) => someOf(list, element, inner));
    },
    someDocument: (field, holds) => {
      const list = `documents_of(${valuesAt(field)})`;
      return holds(jsonScope(element, depth + 1)).map((inner) => someOf(list, element, inner));
    },
    someLeaf: (test) => {
      const text = `t${depth}`;
      return test.sql(text).map((holds) => someOf(`leaf_texts(${root})`, text, holds));
    },
  };
}

/** The view of `duckdb-events.ts`, whose macros a statement needs. */
export const DUCKDB_TABLE: SqlTable = {
  from: EVENTS_VIEW,
  scope: recordScope(jsonScope(RECORD_COLUMN, 1)),
  counting: {
    timeMs: `event_ms(${RECORD_COLUMN})`,
    eventId: `said_text(${RECORD_COLUMN}, '/eventID')`,
    recordId: `record_id(${RECORD_COLUMN})`,
    recordIdAssumptions: [],
    accountId: `account_id(${RECORD_COLUMN})`,
    combinations: ([first = '', ...others]) =>
      others.reduce((tuples, texts) => `tuples_with(${tuples}, ${texts})`, `tuples_of(${first})`),
    timeText: (ms) => `time_text(${ms})`,
  },
};

/** @see https://www.rfc-editor.org/rfc/rfc6901 */
function pointerTo(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
