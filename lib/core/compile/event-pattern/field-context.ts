import type { ValueMatcher } from '../../pattern/event-pattern/event-pattern-syntax';
import { Compilation, type Refusal } from '../compilation';
import type { CompileOptions } from '../compile-result';
import type { FieldShape } from '../field-shape';

/** An atom as matchers of one field, any of which holds. Without matchers it never holds. */
export type MatcherCompilation = Compilation<readonly ValueMatcher[]>;

/** What is known of the field that an atom reads, and how the atom is to be compiled. */
export interface FieldContext {
  /** The whole path, also within an element. */
  readonly field: string;
  readonly shape: FieldShape;
  /** Whether the atom reads one element of an array. */
  readonly isInElement: boolean;
  readonly isNegated: boolean;
  readonly options: CompileOptions;
}

export const ABSENT: ValueMatcher = { kind: 'exists', exists: false };
export const NULL: ValueMatcher = { kind: 'equals', value: null };

/** Matchers without assumptions. */
export function matching(...matchers: readonly ValueMatcher[]): MatcherCompilation {
  return Compilation.of(matchers);
}

/** Why a field cannot be read as asked. */
export function refuseField({ field }: FieldContext, refusal: Omit<Refusal, 'field'>): Compilation<never> {
  return Compilation.refuse({ ...refusal, field });
}

/** What it takes for a field to hold no object and no array. */
export function asScalar(context: FieldContext): Compilation<null> {
  const { field, isInElement, options } = context;
  const { kind } = context.shape;
  if (kind === 'object' || kind === 'list') {
    const found = kind === 'object' ? 'an object' : 'an array';
    const reason = `${field} is ${found}, and EventBridge matches only the values inside it`;
    return refuseField(context, { code: 'not-a-leaf', reason });
  }
  if (kind !== 'open') return Compilation.of(null);
  const reason = `${field} may be an object or an array, and EventBridge matches only the values inside these`;
  const otherwise = { code: 'open-field', field, reason };
  if (isInElement) return Compilation.refuse(otherwise);
  return Compilation.assume({ code: 'scalar-field', field }, options, otherwise);
}

/** What it takes for a field to have one value at most, which is neither object nor array. */
export function asSingle(context: FieldContext): Compilation<null> {
  return outsideArrays(context).andThen(() => asScalar(context));
}

/** Refused where the field is inside an array. */
export function outsideArrays(context: FieldContext): Compilation<null> {
  if (!context.isInElement && context.shape.lists.length === 0) return Compilation.of(null);
  const reason = `${context.field} is inside an array, and EventBridge can ask what some element is, but not what none is`;
  return refuseField(context, { code: 'none-of-an-array', reason });
}

/** What it takes for a field to hold no number. */
export function asText(context: FieldContext): Compilation<null> {
  const { field, shape, isInElement, options } = context;
  const otherwise = {
    code: 'number-text',
    field,
    reason: 'EventBridge looks into texts only, and the field may be a number; compare it as a number',
  };
  if (shape.kind !== 'open' || isInElement) return Compilation.refuse(otherwise);
  return Compilation.assume({ code: 'text-field', field }, options, otherwise);
}
