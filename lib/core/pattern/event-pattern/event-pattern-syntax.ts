import type { JsonNumber } from './event-value';

/**
 * An event pattern as data. All members of an object must hold; of the matchers of a field any may hold; of the
 * branches of `$or` any may hold. A key may be there more than once.
 *
 *     object  = { key: object | [matcher, …], "$or": [object, object, …] }
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export interface PatternObject {
  readonly members: readonly PatternMember[];
}

/** What stands in an object of a pattern. */
export type PatternMember =
  | { readonly kind: 'object'; readonly key: string; readonly of: PatternObject }
  | { readonly kind: 'field'; readonly key: string; readonly matchers: readonly ValueMatcher[] }
  | { readonly kind: 'or'; readonly branches: readonly PatternObject[] };

/** A text, number, boolean or null of an event or a pattern. */
export type Scalar = string | JsonNumber | boolean | null;

/** What a value is compared with. */
export type ValueMatcher =
  | { readonly kind: 'equals'; readonly value: Scalar }
  | TextMatcher
  | NumericMatcher
  | AnythingButMatcher
  | { readonly kind: 'exists'; readonly exists: boolean }
  | { readonly kind: 'cidr'; readonly range: string };

/** Holds for texts only. `equals` is always without letter case here. */
export interface TextMatcher {
  readonly kind: 'text';
  readonly relation: 'prefix' | 'suffix' | 'equals' | 'wildcard';
  readonly ignoresCase: boolean;
  readonly text: string;
}

/** Holds for numbers only, those that satisfy every bound. */
export interface NumericMatcher {
  readonly kind: 'numeric';
  readonly bounds: readonly NumericBound[];
}

/** A side of a numeric range. */
export interface NumericBound {
  readonly operator: '=' | '<' | '<=' | '>' | '>=';
  readonly number: JsonNumber;
}

/** Holds for every value that is there and that `except` does not hold for, null among them. */
export interface AnythingButMatcher {
  readonly kind: 'anythingBut';
  readonly except: readonly (
    | TextMatcher
    | { readonly kind: 'equals'; readonly value: string | JsonNumber }
  )[];
}
