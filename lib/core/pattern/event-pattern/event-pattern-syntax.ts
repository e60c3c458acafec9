import { JsonNumber } from './event-value';

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

/** A member of an object of a pattern. */
export type PatternMember =
  | { readonly kind: 'object'; readonly key: string; readonly of: PatternObject }
  | { readonly kind: 'field'; readonly key: string; readonly matchers: readonly ValueMatcher[] }
  | { readonly kind: 'or'; readonly branches: readonly PatternObject[] };

/** A text, number, boolean or null of an event or a pattern. */
export type Scalar = string | JsonNumber | boolean | null;

/** The comparison of a value. */
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

/** The pattern as compact JSON, with its keys in the order of the members. */
export function renderEventPattern(pattern: PatternObject): string {
  return `{${pattern.members.map(renderMember).join(',')}}`;
}

function renderMember(member: PatternMember): string {
  switch (member.kind) {
    case 'object':
      return `${JSON.stringify(member.key)}:${renderEventPattern(member.of)}`;
    case 'field':
      return `${JSON.stringify(member.key)}:[${member.matchers.map(renderMatcher).join(',')}]`;
    case 'or':
      return `"$or":[${member.branches.map(renderEventPattern).join(',')}]`;
    default:
      return member satisfies never;
  }
}

/** A matcher as it is in the list of a field. */
export function renderMatcher(matcher: ValueMatcher): string {
  switch (matcher.kind) {
    case 'equals':
      return renderScalar(matcher.value);
    case 'text':
      return `{${renderText(matcher, [matcher])}}`;
    case 'numeric': {
      const bounds = matcher.bounds.map(({ operator, number }) => `"${operator}",${number.literal}`);
      return `{"numeric":[${bounds.join(',')}]}`;
    }
    case 'anythingBut':
      return `{"anything-but":${renderExcept(matcher.except)}}`;
    case 'exists':
      return `{"exists":${matcher.exists}}`;
    case 'cidr':
      return `{"cidr":${JSON.stringify(matcher.range)}}`;
    default:
      return matcher satisfies never;
  }
}

function renderExcept(
  except: readonly (TextMatcher | { readonly kind: 'equals'; readonly value: Scalar })[],
): string {
  const texts = except.filter((one) => one.kind === 'text');
  const [first] = texts;
  if (first !== undefined) return `{${renderText(first, texts)}}`;
  return oneOrList(except.map((one) => (one.kind === 'equals' ? renderScalar(one.value) : '')));
}

/** Matchers of one relation as a member; several are possible only under `anything-but`. */
function renderText({ relation, ignoresCase }: TextMatcher, matchers: readonly TextMatcher[]): string {
  const texts = oneOrList(matchers.map(({ text }) => JSON.stringify(text)));
  if (relation === 'equals') return `"equals-ignore-case":${texts}`;
  return `"${relation}":${ignoresCase ? `{"equals-ignore-case":${texts}}` : texts}`;
}

function oneOrList(values: readonly string[]): string {
  return values.length === 1 ? values.join('') : `[${values.join(',')}]`;
}

function renderScalar(value: Scalar): string {
  return value instanceof JsonNumber ? value.literal : JSON.stringify(value);
}
