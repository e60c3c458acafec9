import type { Condition, WildcardPart } from '../../rule/condition';
import { foldCase } from '../../rule/fold-case';
import { listedNames } from '../../rule/listed-names';

const ANY: unique symbol = Symbol('any');
const ONE: unique symbol = Symbol('one');
type Token = string | typeof ANY | typeof ONE;

/** The steps that are left; without any, what is not decided stays so. */
export interface Effort {
  steps: number;
}

/** The texts that a value or a pattern of a condition lets through. */
export interface TextShape {
  readonly tokens: readonly Token[];
  readonly cased: boolean;
  /** The same for shapes that let the same texts through, as they are written. */
  readonly key: string;
}

/** The shapes of a condition, of which the same one is found at once. */
export interface TextShapes {
  readonly all: readonly TextShape[];
  readonly cased: boolean;
  readonly keys: ReadonlySet<string>;
  /** With wildcards: only these let through what is written otherwise. */
  readonly patterns: readonly TextShape[];
}

const known = new WeakMap<Condition, TextShapes | undefined>();

/** The shapes of a condition on texts; `undefined` of other conditions. */
export function shapesOf(condition: Condition): TextShapes | undefined {
  if (known.has(condition)) return known.get(condition);
  const all = readShapes(condition);
  const shapes = all && {
    all,
    cased: all[0]?.cased ?? true,
    keys: new Set(all.map(({ key, cased }) => (cased ? key : foldCase(key)))),
    patterns: all.filter((shape) => onlyText(shape) === undefined),
  };
  known.set(condition, shapes);
  return shapes;
}

function shapeOf(tokens: readonly Token[], cased: boolean): TextShape {
  const escaped = tokens.map((token) =>
    token === ANY ? '\\*' : token === ONE ? '\\?' : token.replace('\\', '\\\\'),
  );
  return { tokens, cased, key: escaped.join('') };
}

/** One for each value or pattern. */
function readShapes(condition: Condition): readonly TextShape[] | undefined {
  switch (condition.kind) {
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains': {
      const { kind, values, cased } = condition;
      const before: readonly Token[] = kind === 'endsWith' || kind === 'contains' ? [ANY] : [];
      const after: readonly Token[] = kind === 'startsWith' || kind === 'contains' ? [ANY] : [];
      return values.map((value) => shapeOf([...before, ...value, ...after], cased));
    }
    case 'wildcard':
      return condition.patterns.map((pattern) => shapeOf(tokensOf(pattern), condition.cased));
    case 'keyword':
      return condition.patterns.map((pattern) => shapeOf([ANY, ...tokensOf(pattern), ANY], condition.cased));
    // without a flag, `$` is the end of the text, and letters have their case
    case 'matches':
      return condition.flags === ''
        ? listedNames(condition.expression)?.map((name) => shapeOf([...name], true))
        : undefined;
    default:
      return undefined;
  }
}

function tokensOf(pattern: readonly WildcardPart[]): readonly Token[] {
  return pattern.flatMap((part): readonly Token[] => {
    if ('text' in part) return [...part.text];
    return ['any' in part ? ANY : ONE];
  });
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

/** The same texts in other letter cases. */
export function inOtherCases(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => [text.toUpperCase(), text.toLowerCase()]);
}

/** Whether every text that a shape lets through, one of the others lets through, too, as they are written. */
export function isShapeWithin(
  narrow: TextShape,
  { cased, keys, patterns }: TextShapes,
  effort: Effort,
): boolean {
  if (cased && !narrow.cased && !narrow.tokens.every(hasOneCase)) return false;
  if (keys.has(cased ? narrow.key : foldCase(narrow.key))) return true;
  if (patterns.length === 0) return false;
  const fold = (token: Token): Token => (typeof token === 'string' && !cased ? foldCase(token) : token);
  const tokens = narrow.tokens.map(fold);
  return patterns.some((wide) => effort.steps > 0 && fits(wide.tokens.map(fold), tokens, effort));
}

function hasOneCase(token: Token): boolean {
  return typeof token !== 'string' || (foldCase(token) === token && token.toUpperCase() === token);
}

/** Whether the tokens of a pattern take those of another one: `*` any number of them, `?` one that is a character. */
function fits(pattern: readonly Token[], tokens: readonly Token[], effort: Effort): boolean {
  effort.steps -= pattern.length;
  // the places of the pattern that the tokens read so far may lead to
  let places = passed(new Set([0]), pattern);
  for (const token of tokens) {
    effort.steps -= places.size;
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
