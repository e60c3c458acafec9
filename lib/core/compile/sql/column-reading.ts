import { combined, type SqlAnswer, type SqlTexts, said, unsaid } from './sql-answer';
import type { SqlScope, TextTest } from './sql-engine';
import { textLiteral } from './sql-literal';
import { pathOf, trinoJsonScope } from './trino-json-scope';

/**
 * What a column of a table in Trino holds:
 *
 * - `text`: the field's text; NULL where it is absent or null.
 * - `json`: an object as JSON text, NULL or `null` where it is absent or null.
 * - `texts`: a map of names to texts.
 * - `unsettled`: something, but AWS does not say in which form.
 * - members: a struct; NULL where the object is absent or null.
 * - a list of one of them: an array of structs.
 *
 * Columns and members go by the names of the record's fields, which SQL reads without case.
 */
export type Column = 'text' | 'json' | 'texts' | 'unsettled' | Columns | readonly [Columns];
export interface Columns {
  readonly [field: string]: Column;
}

/** A table with columns for the fields of a record, or a struct in it. */
export interface ColumnRoot {
  readonly columns: Columns;
  /** The expression of a column or a member. */
  readonly at: (name: string) => string;
  readonly isRecipient: (account: string) => string;
  /** How many scopes it stands in; it tells variables apart. */
  readonly depth: number;
  /** What stands before its fields in a record, such as `resources.`. */
  readonly prefix: string;
}

/** What can be asked of one field. What is not there cannot be said. */
export interface FieldReading {
  readonly someText?: (test: TextTest, variable: 't' | 'u') => SqlAnswer;
  readonly texts?: () => SqlTexts;
  readonly isNull?: () => SqlAnswer;
  readonly exists?: () => SqlAnswer;
  readonly someElement?: (holds: (element: SqlScope) => SqlAnswer) => SqlAnswer;
  readonly someDocument?: (holds: (document: SqlScope) => SqlAnswer) => SqlAnswer;
}

/** How a field is read out of the columns; nothing can be asked of one that has none. */
export function readingOf(
  root: ColumnRoot,
  field: string,
  scopeOf: (root: ColumnRoot) => SqlScope,
): FieldReading {
  const keys = field.split('.');
  const name = `${root.prefix}${field}`;
  let columns = root.columns;
  let sql = '';
  for (const [index, key] of keys.entries()) {
    const column = Object.hasOwn(columns, key) ? columns[key] : undefined;
    sql = index === 0 ? root.at(key) : `${sql}.${key}`;
    const rest = keys.slice(index + 1);
    if (column === undefined) return {};
    if (column === 'json') return jsonReading(root, { sql, name: keys.slice(0, index + 1).join('.'), rest });
    if (typeof column === 'string') return leafReading(column, sql, rest, name);
    if (isList(column)) return listReading({ ...root, columns: column[0] }, { sql, name, rest }, scopeOf);
    columns = column;
  }
  return presenceReading(sql, name);
}

function isList(column: Columns | readonly [Columns]): column is readonly [Columns] {
  return Array.isArray(column);
}

/** Of a struct, and of what comes in no settled form, it can be asked whether it is there. */
function presenceReading(sql: string, name: string): FieldReading {
  return {
    isNull: () => said(`(${sql} IS NULL)`),
    exists: () => said(`(${sql} IS NOT NULL)`, [{ code: 'never-null', field: name }]),
  };
}

function textReading(sql: string, name: string): FieldReading {
  return {
    ...presenceReading(sql, name),
    someText: (test) => said(`COALESCE(${test.sql(sql)}, FALSE)`),
    texts: () => ({ ...said(sql), isOne: true }),
  };
}

function leafReading(
  column: 'text' | 'texts' | 'unsettled',
  sql: string,
  rest: readonly string[],
  name: string,
): FieldReading {
  if (column === 'texts') {
    const [key, ...more] = rest;
    if (key === undefined) return presenceReading(sql, name);
    return more.length === 0 ? textReading(`element_at(${sql}, ${textLiteral(key)})`, name) : {};
  }
  if (rest.length > 0) return {};
  return column === 'text' ? textReading(sql, name) : presenceReading(sql, name);
}

interface Place {
  readonly sql: string;
  readonly name: string;
  readonly rest: readonly string[];
}

/** What a column cannot be asked, because it is NULL both where its field is absent and where it is null. */
export function nullOrAbsent(name: string): SqlAnswer {
  return unsaid('null-or-absent', `the table does not tell '${name}' being null from its being absent`, name);
}

/** Of the column itself it cannot be asked whether it exists, nor what null as an element of it satisfies. */
function jsonReading(root: ColumnRoot, { sql, name, rest }: Place): FieldReading {
  const isWhole = rest.length === 0;
  const scope = trinoJsonScope({
    at: (key) => `json_extract(${sql}, ${isWhole ? "'$'" : pathOf(key)})`,
    whole: `json_extract(${sql}, '$')`,
    isRecipient: root.isRecipient,
    depth: root.depth,
    nameOf: (field) => (isWhole ? name : `${name}.${field}`),
  });
  const field = rest.join('.');
  return {
    someText: (test, variable) => scope.someText(field, test, variable),
    texts: () => scope.texts(field),
    isNull: () => scope.isNull(field),
    ...(isWhole ? {} : { exists: () => scope.exists(field) }),
    someElement: (holds) => (isWhole ? nullOrAbsent(name) : scope.someElement(field, holds)),
    someDocument: (holds) => scope.someDocument(field, holds),
  };
}

/** An array of structs stands for each of its elements. Null would be its own element, and is NULL. */
function listReading(
  root: ColumnRoot,
  { sql, name, rest }: Place,
  scopeOf: (root: ColumnRoot) => SqlScope,
): FieldReading {
  const element = `r${root.depth}`;
  const field = rest.join('.');
  const inside: ColumnRoot = {
    ...root,
    at: (member) => `${element}.${member}`,
    depth: root.depth + 1,
    prefix: rest.length === 0 ? `${name}.` : name.slice(0, name.length - field.length),
  };
  const some = (answer: SqlAnswer) =>
    combined([answer], ([holds = '']) => `COALESCE(any_match(${sql}, ${element} -> ${holds}), FALSE)`);
  if (rest.length === 0) {
    const isNull = () => said(`(${sql} IS NULL OR COALESCE(any_match(${sql}, r -> r IS NULL), FALSE))`);
    const neverNull = said('', [{ code: 'never-null', field: name }]);
    const someElement = (holds: (element: SqlScope) => SqlAnswer) =>
      combined([some(holds(scopeOf(inside))), neverNull], ([found = '']) => found);
    return { ...presenceReading(sql, name), isNull, someElement };
  }
  const { someText, texts, exists, someElement } = readingOf(inside, field, scopeOf);
  return {
    ...(texts === undefined ? {} : { texts: () => textsOfList({ sql, element }, texts()) }),
    ...(someText === undefined ? {} : { someText: (test, variable) => some(someText(test, variable)) }),
    ...(someElement === undefined ? {} : { someElement: (holds) => some(someElement(holds)) }),
    ...(exists === undefined ? {} : { exists: () => some(exists()) }),
    ...(exists === undefined
      ? {}
      : { isNull: () => combined([some(exists())], ([sql = '']) => `(NOT ${sql})`) }),
  };
}

/** The texts of all elements, given those of one. */
function textsOfList({ sql, element }: { sql: string; element: string }, inner: SqlTexts): SqlTexts {
  const each = (texts: string) => `transform(${sql}, ${element} -> ${texts})`;
  const all = combined([inner], ([texts = '']) => (inner.isOne ? each(texts) : `flatten(${each(texts)})`));
  return { ...all, isOne: false };
}
