import { Compilation } from '../compilation';
import { type ColumnRoot, nullOrAbsent, readingOf } from './column-reading';
import { type SqlScope, TRINO_WORDS } from './sql-engine';

/** Reads columns in Trino's SQL, and nothing else. */
export function columnScope(root: ColumnRoot): SqlScope {
  const reading = (field: string) => readingOf(root, field, columnScope);
  return {
    words: TRINO_WORDS,
    isRecipient: root.isRecipient,
    someText: (field, test, variable = 't') =>
      reading(field).someText?.(test, variable) ?? noColumn(`${root.prefix}${field}`),
    texts: (field) => reading(field).texts?.() ?? noColumn(`${root.prefix}${field}`),
    isNull: (field) => reading(field).isNull?.() ?? noColumn(`${root.prefix}${field}`),
    exists: (field) => reading(field).exists?.() ?? noPresence(root, field),
    someElement: (field, holds) => reading(field).someElement?.(holds) ?? noColumn(`${root.prefix}${field}`),
    someDocument: (field, holds) =>
      reading(field).someDocument?.(holds) ?? noColumn(`${root.prefix}${field}`),
    someLeaf: () =>
      Compilation.refuse({
        code: 'keyword',
        reason: 'the table does not keep the whole record, which a keyword searches',
      }),
  };
}

/**
 * Reads columns of text where there is one for the field, and everything else in the whole record, which the table
 * keeps as JSON: fields without a column, and whether a field is absent, which a column does not distinguish from
 * null.
 */
export function columnOrRecordScope(root: ColumnRoot, record: SqlScope): SqlScope {
  const reading = (field: string) => readingOf(root, field, columnScope);
  return {
    ...record,
    someText: (field, test, variable = 't') =>
      reading(field).someText?.(test, variable) ?? record.someText(field, test, variable),
    texts: (field) => reading(field).texts?.() ?? record.texts(field),
    isNull: (field) => reading(field).isNull?.() ?? record.isNull(field),
  };
}

function noColumn(field: string): Compilation<never> {
  const reason = `the table has no column that holds '${field}' as it was in the record`;
  return Compilation.refuse({ code: 'no-column', field, reason });
}

function noPresence(root: ColumnRoot, field: string): Compilation<string> {
  const name = `${root.prefix}${field}`;
  if (readingOf(root, field, columnScope).isNull === undefined) return noColumn(name);
  return nullOrAbsent(name);
}
