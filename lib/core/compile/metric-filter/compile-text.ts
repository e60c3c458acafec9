import type { Comparand, TextComparand } from '../../pattern/metric-filter/filter-syntax';
import { isPieceOfNumber, numberSpelledAs } from '../../rule/number-text';
import { Compilation } from '../compilation';
import { CANONICAL_CASE_FIELDS } from '../compile-result';
import { hasLetterCase, type PatternQuestion } from '../text-question';
import {
  type FilterField,
  holdsFor,
  isEveryText,
  isWhole,
  readsAsNumber,
  type TextValues,
  textValuesOf,
} from './filter-field';
import { allOf, anyOf, type FilterCompilation, type FilterContext, type FilterForm } from './filter-form';

/**
 * A field whose text is one of some values, or is not. The text of a value depends on the shape of the field, so each
 * shape has its own comparisons. Refused where the documented pattern language has no form for it.
 */
export function compileText(
  question: PatternQuestion,
  field: FilterField,
  context: FilterContext,
): FilterCompilation {
  return textValuesOf(question, field).andThen((values) =>
    outsideLists(field, context).andThen(() => compileValues(values, field, context)),
  );
}

function compileValues(values: TextValues, field: FilterField, context: FilterContext): FilterCompilation {
  const { kind } = field.shape;
  const { isNegated } = context;
  switch (kind) {
    case 'object':
    case 'list':
      return field.refuse(
        'object-text',
        `'${field.name}' is an object or an array, whose text a metric filter cannot search; name a field inside it`,
      );
    case 'boolean':
      return Compilation.of(isNegated ? notBoolean(field, values) : booleanTest(field, values));
    case 'number':
      return isNegated ? notNumber(field, values) : numberTests(field, values).map(anyOf);
    case 'text':
      return asCanonical(field, values, context).andThen(() =>
        isNegated
          ? notTexts(field, values).map((texts) => anyOf([field.isAbsentOrNull, texts]))
          : textTests(field, values).map(anyOf),
      );
    case 'scalar':
    case 'open':
      return asCanonical(field, values, context)
        .andThen(() => asScalar(field, context))
        .andThen(() => (isNegated ? notScalar(field, values) : scalarTest(field, values, context)));
    default:
      return kind satisfies never;
  }
}

/** What it takes for an open field to be no object, no array, and in none. */
export function asScalar(field: FilterField, { options }: FilterContext): Compilation<null> {
  if (field.shape.kind !== 'open') return Compilation.of(null);
  const { name } = field;
  if (field.isInList) {
    return field.refuse('open-list', `what the elements of the array around '${name}' hold there is open`);
  }
  return field.assume(
    'scalar-field',
    options,
    `'${name}' may be an object or an array, which a metric filter treats differently`,
  );
}

/** A negated comparison of `[*]` holds if some element differs, not if none is equal. */
export function outsideLists(field: FilterField, { isNegated }: FilterContext): Compilation<null> {
  if (!isNegated || !field.isInList) return Compilation.of(null);
  return field.refuse(
    'negated-list',
    `'${field.name}' is in the elements of an array, and a metric filter cannot test that no element matches`,
  );
}

function asCanonical(
  field: FilterField,
  { values, cased }: TextValues,
  { options }: FilterContext,
): Compilation<null> {
  if (cased || !values.some(({ text }) => hasLetterCase(text))) return Compilation.of(null);
  const { name } = field;
  const reason = `a metric filter is case-sensitive, and the values of '${name}' are compared without case`;
  if (CANONICAL_CASE_FIELDS.includes(name)) return field.assume('canonical-case', options, reason);
  return field.refuse('case-insensitive', `${reason}; write |cased where their case is known`);
}

function textTests(field: FilterField, { values }: TextValues): Compilation<readonly FilterForm[]> {
  return Compilation.all(
    values.map((value) => settled(value, field).map((text) => field.compare('=', text))),
  );
}

function notTexts(field: FilterField, { values }: TextValues): FilterCompilation {
  const tests = values.map(
    (value): FilterCompilation =>
      isEveryText(value)
        ? Compilation.of('never')
        : settled(value, field).map((text) => field.compare('!=', text)),
  );
  return Compilation.all(tests).map(allOf);
}

/** Characters that would be read as a wildcard or an escape, or not at all. */
const UNSETTLED = /["\\*\p{Cc}\p{Cs}]/u;

function settled(value: TextComparand, field: FilterField): Compilation<TextComparand> {
  if (isEveryText(value)) return Compilation.of({ kind: 'text', text: '', anyBefore: true, anyAfter: false });
  const unsettled = UNSETTLED.exec(value.text)?.[0];
  if (unsettled !== undefined) {
    const character = JSON.stringify(unsettled).slice(1, -1);
    const reason = `how a text with ${character} in it is written in a metric filter is not documented`;
    return field.refuse('unsettled-text', reason);
  }
  if (value.text === '')
    return field.refuse('unsettled-text', 'whether a metric filter finds the empty text is not documented');
  return Compilation.of(value);
}

function booleanTest(field: FilterField, values: TextValues): FilterForm {
  return anyOf([
    holdsFor('true', values) ? field.is('TRUE') : 'never',
    holdsFor('false', values) ? field.is('FALSE') : 'never',
  ]);
}

function notBoolean(field: FilterField, values: TextValues): FilterForm {
  return anyOf([
    field.isAbsentOrNull,
    holdsFor('true', values) ? 'never' : field.is('TRUE'),
    holdsFor('false', values) ? 'never' : field.is('FALSE'),
  ]);
}

function numberTests(field: FilterField, { values }: TextValues): Compilation<readonly FilterForm[]> {
  return Compilation.all(values.map((value) => numberTest(field, value)));
}

function numberTest(field: FilterField, value: TextComparand): FilterCompilation {
  if (isEveryText(value)) return Compilation.of(field.isAnyText);
  return outsideDigits(field, [value]).map(() => equalNumber(field, value));
}

function equalNumber(field: FilterField, value: TextComparand): FilterForm {
  const number = isWhole(value) ? numberSpelledAs(value.text) : undefined;
  return number === undefined ? 'never' : field.compare('=', numberComparand(number));
}

function notNumber(field: FilterField, values: TextValues): FilterCompilation {
  return numberTests(field, values).map((tests) => {
    const denied = tests.map((test): FilterForm => {
      if (typeof test === 'string') return 'always';
      return test.kind === 'compare' && test.value.kind === 'number' ? { ...test, operator: '!=' } : 'never';
    });
    return anyOf([field.isAbsentOrNull, allOf(denied)]);
  });
}

/** A number as a pattern has it. */
export function numberComparand(value: number): Comparand {
  return { kind: 'number', value, text: JSON.stringify(value) };
}

/** Whether `4*` finds the number 404 is not documented. */
function outsideDigits(field: FilterField, values: readonly TextComparand[]): Compilation<null> {
  const piece = values.find((value) => !isWhole(value) && !isEveryText(value) && isPieceOfNumber(value.text));
  if (piece === undefined) return Compilation.of(null);
  return field.refuse(
    'number-as-text',
    `'${field.name}' may be a number, and whether a metric filter finds '${piece.text}' in its digits is not documented`,
  );
}

function scalarTest(field: FilterField, values: TextValues, { options }: FilterContext): FilterCompilation {
  const isSpelled = () =>
    values.values.some(readsAsNumber)
      ? field.assume(
          'canonical-number',
          options,
          `whether a metric filter compares the number in '${field.name}' by value or by its spelling is not documented`,
        )
      : Compilation.of(null);
  const numbers = values.values.map((value) => equalNumber(field, value));
  return outsideDigits(field, values.values)
    .andThen(isSpelled)
    .andThen(() => textTests(field, values))
    .map((texts) => anyOf([...texts, ...numbers, booleanTest(field, values)]));
}

/** Whether `!= "text"` holds for numbers and booleans is not documented, so they are named: every number is less than 0 or not. */
function notScalar(field: FilterField, values: TextValues): FilterCompilation {
  const { name } = field;
  if (values.values.some(isEveryText)) return Compilation.of(field.isAbsentOrNull);
  const zero = numberComparand(0);
  return outsideDigits(field, values.values).andThen(() => {
    if (values.values.some(readsAsNumber)) {
      const reason = `'${name}' may be a number or a text, and what '!=' means for the other is not documented`;
      return field.refuse('negated-number', reason);
    }
    if (holdsFor('true', values) || holdsFor('false', values)) {
      const reason = `'${name}' may be a boolean or a text, and what '!=' means for the other is not documented`;
      return field.refuse('negated-boolean', reason);
    }
    return notTexts(field, values).map((texts) =>
      anyOf([
        field.isAbsentOrNull,
        field.is('TRUE'),
        field.is('FALSE'),
        field.compare('<', zero),
        field.compare('>=', zero),
        texts,
      ]),
    );
  });
}
