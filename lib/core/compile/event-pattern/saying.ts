import type { ValueMatcher } from '../../pattern/event-pattern/event-pattern-syntax';
import type { Assumption, CompileOptions } from '../compile-result';
import type { FieldShape } from '../field-shape';

/** How an atom is said of one field: any of the matchers holds. Without matchers it never holds. */
export interface Said {
  readonly matchers: readonly ValueMatcher[];
  readonly assumptions: readonly Assumption['code'][];
}

/** Why an atom cannot be said: the code and the reason of an obstacle. */
export interface Unsaid {
  readonly code: string;
  readonly reason: string;
}

export type Saying = Said | Unsaid;

/** What is known of the field that an atom looks at. */
export interface FieldContext {
  /** The whole path, also within an element. */
  readonly field: string;
  readonly shape: FieldShape;
  /** Whether the atom looks at one element of an array. */
  readonly isInElement: boolean;
  readonly options: CompileOptions;
}

export const ABSENT: ValueMatcher = { kind: 'exists', exists: false };
export const NULL: ValueMatcher = { kind: 'equals', value: null };

/** What it takes for a field to hold no object and no array. */
export function asScalar(context: FieldContext): readonly Assumption['code'][] | Unsaid {
  const { kind } = context.shape;
  if (kind === 'object' || kind === 'list') {
    const found = kind === 'object' ? 'an object' : 'an array';
    return {
      code: 'not-a-leaf',
      reason: `${context.field} is ${found}, and EventBridge sees only what stands in it`,
    };
  }
  if (kind !== 'open') return [];
  if (context.isInElement || context.options.assumeFieldShape === false) {
    const reason = `${context.field} may be an object or an array, of which EventBridge sees only what stands in it`;
    return { code: 'open-field', reason };
  }
  return ['scalar-field'];
}

/** What it takes for a field to have one value at most, which is neither object nor array. */
export function asSingle(context: FieldContext): readonly Assumption['code'][] | Unsaid {
  if (!context.isInElement && context.shape.lists.length === 0) return asScalar(context);
  const reason = `${context.field} is inside an array, of which EventBridge can say what some element is, and not what none is`;
  return { code: 'none-of-an-array', reason };
}
