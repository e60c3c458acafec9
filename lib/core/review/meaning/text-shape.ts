import type { Condition, WildcardPart } from '../../rule/condition';
import { foldCase } from '../../rule/fold-case';

const ANY: unique symbol = Symbol('any');
const ONE: unique symbol = Symbol('one');
type Token = string | typeof ANY | typeof ONE;

/** The texts that a value or a pattern of a condition lets through. */
export interface TextShape {
  readonly tokens: readonly Token[];
  readonly cased: boolean;
}

/** One shape for each value or pattern of a condition on texts; `undefined` of other conditions. */
export function shapesOf(condition: Condition): readonly TextShape[] | undefined {
  switch (condition.kind) {
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains': {
      const { kind, values, cased } = condition;
      const before: readonly Token[] = kind === 'endsWith' || kind === 'contains' ? [ANY] : [];
      const after: readonly Token[] = kind === 'startsWith' || kind === 'contains' ? [ANY] : [];
      return values.map((value) => ({ cased, tokens: [...before, ...value, ...after] }));
    }
    case 'wildcard':
      return condition.patterns.map((pattern) => toShape(pattern, condition.cased));
    case 'keyword':
      return condition.patterns.map((pattern) => {
        const { tokens, cased } = toShape(pattern, condition.cased);
        return { tokens: [ANY, ...tokens, ANY], cased };
      });
    default:
      return undefined;
  }
}

function toShape(pattern: readonly WildcardPart[], cased: boolean): TextShape {
  return {
    cased,
    tokens: pattern.flatMap((part): readonly Token[] => {
      if ('text' in part) return [...part.text];
      return ['any' in part ? ANY : ONE];
    }),
  };
}

/** The only text of a shape, in its letter case, if it has one. */
export function onlyText({ tokens }: TextShape): string | undefined {
  return tokens.every((token) => typeof token === 'string') ? tokens.join('') : undefined;
}

/** Texts that a shape lets through, with something in the place of its wildcards. */
export function examplesOf({ tokens }: TextShape): readonly string[] {
  return ['x1', '', 'y2z'].map((filler) =>
    tokens.map((token) => (token === ANY ? filler : token === ONE ? 'x' : token)).join(''),
  );
}

/** Whether every text that one shape lets through, the other lets through, too, as both are written. */
export function isShapeWithin(narrow: TextShape, wide: TextShape): boolean {
  if (wide.cased && !narrow.cased && !narrow.tokens.every(hasOneCase)) return false;
  const fold = (token: Token): Token => (typeof token === 'string' && !wide.cased ? foldCase(token) : token);
  return fits(wide.tokens.map(fold), narrow.tokens.map(fold));
}

function hasOneCase(token: Token): boolean {
  return typeof token !== 'string' || (foldCase(token) === token && token.toUpperCase() === token);
}

/** Whether the tokens of a pattern take those of another one: `*` any number of them, `?` one that is a character. */
function fits(pattern: readonly Token[], tokens: readonly Token[]): boolean {
  // the places of the pattern that the tokens read so far may lead to
  let places = passed(new Set([0]), pattern);
  for (const token of tokens) {
    const next = new Set<number>();
    for (const place of places) {
      const own = pattern[place];
      if (own === ANY) next.add(place);
      else if (own !== undefined && token !== ANY && (own === ONE || own === token)) next.add(place + 1);
    }
    if (next.size === 0) return false;
    places = passed(next, pattern);
  }
  return places.has(pattern.length);
}

/** A `*` may also stand for nothing. */
function passed(places: Set<number>, pattern: readonly Token[]): Set<number> {
  for (const place of places) if (pattern[place] === ANY) places.add(place + 1);
  return places;
}
