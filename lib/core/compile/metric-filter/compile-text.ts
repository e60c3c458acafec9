import type { Comparand, TextComparand } from '../../pattern/metric-filter/filter-syntax';
import { CANONICAL_CASE_FIELDS } from '../compile-result';
import { FilterField } from './filter-field';
import { hasLetterCase } from './has-letter-case';
import { type Ledger, Unsayable } from './obstacles';
import { allOf, anyOf, type Said } from './said';
import {
  holdsFor,
  isAnyText,
  isPieceOfNumber,
  isWhole,
  numberSpelledAs,
  readsAsNumber,
  type TextValues,
} from './text-values';

/**
 * Says that a field's text is one of some values, or that it is none. What a value's text is differs by what the field
 * holds, so each shape has its own comparisons.
 *
 * @throws {Unsayable} if no settled form of the pattern language says it
 */
export function sayText(values: TextValues, isNegated: boolean, ledger: Ledger): Said {
  const field = new FilterField(values.field);
  const { kind } = field.shape;
  if (isNegated) refuseList(field);
  switch (kind) {
    case 'object':
    case 'list':
      throw new Unsayable(
        'object-text',
        `'${field.name}' is an object or an array, whose text a filter pattern cannot search; name a field inside it`,
        field.name,
      );
    case 'boolean':
      return sayBoolean(field, values, isNegated);
    case 'number':
      return isNegated
        ? denyNumber(field, values)
        : anyOf(values.values.map((value) => numberTest(field, value)));
    case 'text':
      assumeCase(field, values, ledger);
      return isNegated ? anyOf([field.isAbsentOrNull, denyTexts(field, values)]) : affirmTexts(field, values);
    case 'scalar':
    case 'open':
      assumeCase(field, values, ledger);
      assumeScalar(field, ledger);
      return isNegated ? denyScalar(field, values) : affirmScalar(field, values, ledger);
    default:
      return kind satisfies never;
  }
}

/** Takes it that an open field is no object, no array, and in none. */
export function assumeScalar(field: FilterField, ledger: Ledger): void {
  if (field.shape.kind !== 'open') return;
  const { name } = field;
  if (field.isInList)
    throw new Unsayable(
      'open-list',
      `what the elements of the array around '${name}' hold there is open`,
      name,
    );
  ledger.assume(
    { code: 'scalar-field', field: name },
    `'${name}' may be an object or an array, which a filter pattern treats differently`,
  );
}

/** A negated comparison of `[*]` asks for some element that differs, and not that none is equal. */
export function refuseList(field: FilterField): void {
  if (!field.isInList) return;
  throw new Unsayable(
    'negated-list',
    `'${field.name}' is in the elements of an array, and a filter pattern cannot say that no element matches`,
    field.name,
  );
}

function assumeCase(field: FilterField, { values, cased }: TextValues, ledger: Ledger): void {
  if (cased || !values.some(({ text }) => hasLetterCase(text))) return;
  const { name } = field;
  const reason = `a filter pattern heeds letter case, and the values of '${name}' are compared without it`;
  if (!CANONICAL_CASE_FIELDS.includes(name))
    throw new Unsayable('case-insensitive', `${reason}; write |cased where their case is known`, name);
  ledger.assume({ code: 'canonical-case', field: name }, reason);
}

function affirmTexts(field: FilterField, { values }: TextValues): Said {
  return anyOf(values.map((value) => field.compare('=', settled(value, field))));
}

function denyTexts(field: FilterField, { values }: TextValues): Said {
  return allOf(
    values.map((value) => (isAnyText(value) ? 'never' : field.compare('!=', settled(value, field)))),
  );
}

/** What would be read as a wildcard or an escape, or not at all. */
const UNSETTLED = /["\\*\p{Cc}\p{Cs}]/u;

function settled(value: TextComparand, { name }: FilterField): TextComparand {
  if (isAnyText(value)) return { kind: 'text', text: '', anyBefore: true, anyAfter: false };
  const unsettled = UNSETTLED.exec(value.text)?.[0];
  if (unsettled !== undefined) {
    const character = JSON.stringify(unsettled).slice(1, -1);
    throw new Unsayable(
      'unsettled-text',
      `how a text with ${character} in it is written in a filter pattern is not settled`,
      name,
    );
  }
  if (value.text === '')
    throw new Unsayable(
      'unsettled-text',
      'whether a filter pattern finds the empty text is not settled',
      name,
    );
  return value;
}

function sayBoolean(field: FilterField, values: TextValues, isNegated: boolean): Said {
  const isTrue = holdsFor('true', values) !== isNegated ? field.is('TRUE') : 'never';
  const isFalse = holdsFor('false', values) !== isNegated ? field.is('FALSE') : 'never';
  return anyOf([isNegated ? field.isAbsentOrNull : 'never', isTrue, isFalse]);
}

function numberTest(field: FilterField, value: TextComparand): Said {
  if (isAnyText(value)) return field.isAnyText;
  refusePiece(field, value);
  const number = isWhole(value) ? numberSpelledAs(value) : undefined;
  return number === undefined ? 'never' : field.compare('=', numberComparand(number));
}

function denyNumber(field: FilterField, { values }: TextValues): Said {
  const denied = values.map((value): Said => {
    const test = numberTest(field, value);
    if (typeof test === 'string') return 'always';
    return test.kind === 'compare' && test.value.kind === 'number' ? { ...test, operator: '!=' } : 'never';
  });
  return anyOf([field.isAbsentOrNull, allOf(denied)]);
}

/** A number as a pattern has it. */
export function numberComparand(value: number): Comparand {
  return { kind: 'number', value, text: JSON.stringify(value) };
}

/** Whether `4*` finds the number 404 is not settled. */
function refusePiece(field: FilterField, value: TextComparand): void {
  if (isWhole(value) || isAnyText(value) || !isPieceOfNumber(value)) return;
  throw new Unsayable(
    'number-as-text',
    `'${field.name}' may be a number, and whether a filter pattern finds '${value.text}' in its digits is not settled`,
    field.name,
  );
}

function affirmScalar(field: FilterField, values: TextValues, ledger: Ledger): Said {
  for (const value of values.values) refusePiece(field, value);
  if (values.values.some(readsAsNumber)) assumeSpelling(field, ledger);
  const numbers = values.values.map((value): Said => {
    const number = isWhole(value) ? numberSpelledAs(value) : undefined;
    return number === undefined ? 'never' : field.compare('=', numberComparand(number));
  });
  return anyOf([affirmTexts(field, values), ...numbers, sayBoolean(field, values, false)]);
}

function assumeSpelling(field: FilterField, ledger: Ledger): void {
  const { name } = field;
  ledger.assume(
    { code: 'canonical-number', field: name },
    `whether a filter pattern tells the number in '${name}' from another spelling of it is not settled`,
  );
}

/**
 * Whether `!= "text"` holds for numbers and booleans is not settled, so they are named: every number is less than 0 or
 * not.
 */
function denyScalar(field: FilterField, values: TextValues): Said {
  const { name } = field;
  if (values.values.some(isAnyText)) return field.isAbsentOrNull;
  for (const value of values.values) refusePiece(field, value);
  if (values.values.some(readsAsNumber)) {
    throw new Unsayable(
      'negated-number',
      `'${name}' may be a number or a text, and what '!=' says of the other is not settled`,
      name,
    );
  }
  if (holdsFor('true', values) || holdsFor('false', values)) {
    throw new Unsayable(
      'negated-boolean',
      `'${name}' may be a boolean or a text, and what '!=' says of the other is not settled`,
      name,
    );
  }
  const zero = numberComparand(0);
  return anyOf([
    field.isAbsentOrNull,
    field.is('TRUE'),
    field.is('FALSE'),
    field.compare('<', zero),
    field.compare('>=', zero),
    denyTexts(field, values),
  ]);
}
