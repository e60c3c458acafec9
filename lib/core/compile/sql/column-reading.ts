import { isList } from '../../json/json-value';
import { Compilation } from '../compilation';
import type { SqlScope, SqlTexts, TextTest } from './sql-engine';
import { textLiteral } from './sql-literal';
import { pathOf, trinoJsonScope } from './trino-json-scope';

/**
 * What a column of a table in Trino holds:
 *
 * - `text`: the field's text; NULL where it is absent or null.
 * - `json`: an object as JSON text, NULL or `null` where it is absent or null.
 * - `texts`: a map of names to texts.
 * - `unsettled`: an object as JSON text, or a text, whose form AWS does not document; only members of the object are read.
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
  /** How many scopes it is in; it keeps variables distinct. */
  readonly depth: number;
  /** The prefix of its fields in a record, such as `resources.`. */
  readonly prefix: string;
}

/** The questions that one field can answer; the absent ones it cannot. */
export interface FieldReading {
  readonly someText?: (test: TextTest, variable: 't' | 'u') => Compilation<string>;
  readonly texts?: () => Compilation<SqlTexts>;
  readonly isNull?: () => Compilation<string>;
  readonly exists?: () => Compilation<string>;
  readonly someElement?: (holds: (element: SqlScope) => Compilation<string>) => Compilation<string>;
  readonly someDocument?: (holds: (document: SqlScope) => Compilation<string>) => Compilation<string>;
}

/** How a field is read from the columns; a field without a column answers no question. */
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
    if (column === 'json' || (column === 'unsettled' && rest.length > 0))
      return jsonReading(root, { sql, name: keys.slice(0, index + 1).join('.'), rest });
    if (typeof column === 'string') return leafReading(column, sql, rest, name);
    if (isList(column)) return listReading({ ...root, columns: column[0] }, { sql, name, rest }, scopeOf);
    columns = column;
  }
  return presenceReading(sql, name);
}

/** For a struct, and for a field without a documented form, only presence can be tested. */
function presenceReading(sql: string, name: string): FieldReading {
  return {
    isNull: () => Compilation.of(`(${sql} IS NULL)`),
    exists: () => Compilation.of(`(${sql} IS NOT NULL)`, [{ code: 'never-null', field: name }]),
  };
}

function textReading(sql: string, name: string): FieldReading {
  return {
    ...presenceReading(sql, name),
    someText: (test) => test.sql(sql).map((holds) => `COALESCE(${holds}, FALSE)`),
    texts: () => Compilation.of({ sql, isOne: true }),
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

/** The refusal of a question that a column cannot answer, because it is NULL both where its field is absent and where it is null. */
export function nullOrAbsent(name: string): Compilation<string> {
  const reason = `the table does not show whether '${name}' is null or absent`;
  return Compilation.refuse({ code: 'null-or-absent', field: name, reason });
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

/** An array of structs is read as each of its elements. Null would be its own element, and is NULL. */
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
  const some = (inElement: Compilation<string>) =>
    inElement.map((holds) => `COALESCE(any_match(${sql}, ${element} -> ${holds}), FALSE)`);
  if (rest.length === 0) {
    const isNull = () =>
      Compilation.of(`(${sql} IS NULL OR COALESCE(any_match(${sql}, r -> r IS NULL), FALSE))`);
    const someElement = (holds: (element: SqlScope) => Compilation<string>) =>
      some(holds(scopeOf(inside))).assuming({ code: 'never-null', field: name });
    return { ...presenceReading(sql, name), isNull, someElement };
  }
  const { someText, texts, exists, someElement } = readingOf(inside, field, scopeOf);
  return {
    ...(texts === undefined ? {} : { texts: () => textsOfList({ sql, element }, texts()) }),
    ...(someText === undefined ? {} : { someText: (test, variable) => some(someText(test, variable)) }),
    ...(someElement === undefined ? {} : { someElement: (holds) => some(someElement(holds)) }),
    ...(exists === undefined ? {} : { exists: () => some(exists()) }),
    ...(exists === undefined ? {} : { isNull: () => some(exists()).map((holds) => `(NOT ${holds})`) }),
  };
}

/** The texts of all elements, given those of one. */
function textsOfList(
  { sql, element }: { readonly sql: string; readonly element: string },
  inner: Compilation<SqlTexts>,
): Compilation<SqlTexts> {
  return inner.map(({ sql: texts, isOne }) => {
    const each = `transform(${sql}, ${element} -> ${texts})`;
    return { sql: isOne ? each : `flatten(${each})`, isOne: false };
  });
}
