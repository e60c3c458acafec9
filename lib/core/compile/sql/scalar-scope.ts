import { Compilation } from '../compilation';
import type { SqlScope } from './sql-engine';

/**
 * The same fields of a table for expressions that must be short, such as facts: every field is text, a number or a boolean, no array is
 * on the way to it, its keys are letters, and no letter is `İ`, as in the records that CloudTrail writes.
 *
 * @param textOf the expression of a field's text; NULL where there is none
 */
export function scalarScope(scope: SqlScope, textOf: (field: string) => string): SqlScope {
  return {
    ...scope,
    words: { ...scope.words, fold: (text) => `lower(${text})` },
    someText: (field, test) => test.sql(textOf(field)).map((holds) => `COALESCE(${holds}, FALSE)`),
    texts: (field) => Compilation.of({ sql: textOf(field), isOne: true }),
    isNull: (field) => Compilation.of(`(${textOf(field)} IS NULL)`),
  };
}
