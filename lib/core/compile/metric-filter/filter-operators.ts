import { Compilation } from '../compilation';
import type { OperatorTable } from '../operators';
import { compileExpression } from './compile-expression';
import { compileNumber } from './compile-number';
import { compileExists, compileNull } from './compile-presence';
import { compileText } from './compile-text';
import { FilterField } from './filter-field';
import type { FilterCompilation, FilterContext } from './filter-form';

/** What a metric filter has for each operator. */
export const FILTER_OPERATORS: OperatorTable<FilterContext, FilterCompilation> = {
  text: ({ field, question }, context) =>
    FilterField.of(field).andThen((found) =>
      question.form === 'expression'
        ? compileExpression(question, found, context)
        : compileText(question, found, context),
    ),
  compare: (condition, context) =>
    FilterField.of(condition.field).andThen((found) => compileNumber(condition, found, context)),
  isNull: ({ field }, context) => FilterField.of(field).andThen((found) => compileNull(found, context)),
  exists: ({ field }, context) => FilterField.of(field).andThen((found) => compileExists(found, context)),
  cidr: missing(
    'cidr',
    "a metric filter has no ranges of addresses; write the beginning of the address, such as '10.'",
  ),
  sameAs: missing('field-reference', 'a metric filter cannot compare two fields'),
  timePart: missing('time-part', 'a metric filter cannot read a date'),
  document: missing('document', 'a metric filter cannot look into JSON that is written as text'),
  outsideAccount: missing('outside-account', 'a metric filter cannot compare a field with the own account'),
  element: missing('element', 'a metric filter cannot ask for one element that has it all'),
  keyword: () =>
    Compilation.refuse({
      code: 'keyword',
      reason: 'a metric filter of fields cannot search the whole record',
    }),
};

/** An operator that metric filters do not have. */
function missing(code: string, reason: string): (operator: { readonly field: string }) => FilterCompilation {
  return ({ field }) => Compilation.refuse({ code, field, reason });
}
