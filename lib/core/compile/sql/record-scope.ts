import { isOwnField, whyUnseen } from '../../rule/own-field';
import { Compilation } from '../compilation';
import type { SqlScope } from './sql-engine';

/** A scope over records as CloudTrail writes them: what the log processor alone adds is refused, since no row has it. */
export function recordScope(scope: SqlScope): SqlScope {
  const asked = <T>(field: string, read: () => Compilation<T>): Compilation<T> =>
    isOwnField(field) ? Compilation.refuse({ code: 'own-field', field, reason: whyUnseen(field) }) : read();
  return {
    ...scope,
    someText: (field, test, variable) => asked(field, () => scope.someText(field, test, variable)),
    texts: (field) => asked(field, () => scope.texts(field)),
    isNull: (field) => asked(field, () => scope.isNull(field)),
    exists: (field) => asked(field, () => scope.exists(field)),
    someElement: (field, holds) => asked(field, () => scope.someElement(field, holds)),
    someDocument: (field, holds) => asked(field, () => scope.someDocument(field, holds)),
  };
}
