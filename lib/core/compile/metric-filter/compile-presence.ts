import { Compilation } from '../compilation';
import { fieldShape } from '../field-shape';
import { asScalar } from './compile-text';
import type { FilterField } from './filter-field';
import { anyOf, type FilterCompilation, type FilterContext } from './filter-form';

/** A field that is absent or null, or that is neither. */
export function compileNull(field: FilterField, context: FilterContext): FilterCompilation {
  return present(field)
    .andThen(() => asScalar(field, context))
    .andThen(() => (context.isNegated ? anyValue(field) : Compilation.of(field.isAbsentOrNull)));
}

/** A field that is there, null included, or that is not. */
export function compileExists(field: FilterField, context: FilterContext): FilterCompilation {
  const { name } = field;
  if (!context.isNegated) {
    return present(field)
      .andThen(() => asScalar(field, context))
      .andThen(() => anyValue(field))
      .map((value) => anyOf([value, field.is('NULL')]));
  }
  // What the field holds makes no difference, but no array may be on the way to it.
  const parent = name.includes('.') ? fieldShape(name.slice(0, name.lastIndexOf('.'))).kind : 'object';
  const outside = () => (parent === 'object' ? Compilation.of(null) : asScalar(field, context));
  return present(field)
    .andThen(outside)
    .map(() => field.isAbsent);
}

function present(field: FilterField): Compilation<null> {
  if (!field.isInList) return Compilation.of(null);
  return field.refuse(
    'list-presence',
    `'${field.name}' is in the elements of an array, and a metric filter cannot ask whether any element has it`,
  );
}

/** `EXISTS` is not supported, and `= *` finds texts and numbers. */
function anyValue(field: FilterField): FilterCompilation {
  const { kind } = field.shape;
  const booleans = [field.is('TRUE'), field.is('FALSE')];
  switch (kind) {
    case 'text':
    case 'number':
      return Compilation.of(field.isAnyText);
    case 'boolean':
      return Compilation.of(anyOf(booleans));
    case 'scalar':
    case 'open':
      return Compilation.of(anyOf([field.isAnyText, ...booleans]));
    case 'object':
    case 'list': {
      const reason = `'${field.name}' is an object or array, and a metric filter cannot ask whether it is there`;
      return field.refuse('object-presence', reason);
    }
    default:
      return kind satisfies never;
  }
}
