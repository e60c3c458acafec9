import { fieldShape } from '../field-shape';
import { assumeScalar } from './compile-text';
import { FilterField } from './filter-field';
import { type Ledger, Unsayable } from './obstacles';
import { anyOf, type Said } from './said';

/**
 * Says that a field is absent or null, or that it is neither.
 *
 * @throws {Unsayable} if the pattern language has no word for it
 */
export function sayNull(name: string, isNegated: boolean, ledger: Ledger): Said {
  const field = presentField(name);
  assumeScalar(field, ledger);
  return isNegated ? sayAnyValue(field) : field.isAbsentOrNull;
}

/**
 * Says that a field is there, null included, or that it is not.
 *
 * @throws {Unsayable} if the pattern language has no word for it
 */
export function sayExists(name: string, isNegated: boolean, ledger: Ledger): Said {
  const field = presentField(name);
  if (!isNegated) {
    assumeScalar(field, ledger);
    return anyOf([sayAnyValue(field), field.is('NULL')]);
  }
  // What the field holds makes no difference, but no array may be on the way to it.
  const parent = name.includes('.') ? fieldShape(name.slice(0, name.lastIndexOf('.'))).kind : 'object';
  if (parent !== 'object') assumeScalar(field, ledger);
  return field.isAbsent;
}

function presentField(name: string): FilterField {
  const field = new FilterField(name);
  if (field.isInList) {
    throw new Unsayable(
      'list-presence',
      `'${name}' is in the elements of an array, and a filter pattern cannot say whether any element has it`,
      name,
    );
  }
  return field;
}

/** `EXISTS` is not supported, and `= *` finds texts and numbers. */
function sayAnyValue(field: FilterField): Said {
  const { kind } = field.shape;
  const { name } = field;
  switch (kind) {
    case 'text':
    case 'number':
      return field.isAnyText;
    case 'boolean':
      return anyOf([field.is('TRUE'), field.is('FALSE')]);
    case 'scalar':
    case 'open':
      return anyOf([field.isAnyText, field.is('TRUE'), field.is('FALSE')]);
    case 'object':
    case 'list':
      throw new Unsayable(
        'object-presence',
        `'${name}' is an object or array, and a filter pattern cannot say that it is there`,
        name,
      );
    default:
      return kind satisfies never;
  }
}
