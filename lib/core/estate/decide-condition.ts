import type { EstateStack } from './estate';
import { areEqual, unknownBy } from './values/functions';
import { canonicalValue, MAX_DEPTH, MAX_PARTS, type Value } from './values/value';

/** A condition: whether it holds, and in words what decides it. */
export interface Decided {
  /** `undefined`: only the deployment knows. */
  readonly holds: boolean | undefined;
  /** Such as `parameter Env = prod`: conditions with equal words are equal, whatever their names. */
  readonly words: string;
}

/** Decides a condition of a template, or a function of conditions. */
export function decide(condition: unknown, references: References, at: Located): Decided {
  at.parts.left -= 1;
  if (at.depth > MAX_DEPTH || at.parts.left < 0)
    return { holds: undefined, words: 'a condition that refers to itself, or is too large' };
  const [name = '', argument] = Object.entries(toJson(condition))[0] ?? [];
  const { holds, words } = decideCall({ name, argument }, references, deeperIn(at));
  const short = unknownBy(words, 'condition').words;
  return { holds: holds ?? at.assumed.get(short), words: short };
}

interface Call {
  readonly name: string;
  readonly argument: unknown;
}

function decideCall({ name, argument }: Call, references: References, at: Located): Decided {
  switch (name) {
    case 'Condition': {
      const conditions = toJson(at.stack.template.Conditions);
      if (typeof argument !== 'string') return { holds: undefined, words: 'a condition without a name' };
      return Object.hasOwn(conditions, argument)
        ? decide(conditions[argument], references, at)
        : { holds: undefined, words: argument };
    }
    case 'Fn::Equals': {
      const [left, right] = toList(argument).map((each) => references.resolve(each, at));
      const words = [left, right].map((each) => wordsOf(canonicalValue(each))).join(' = ');
      return { holds: areEqual(left, right), words };
    }
    case 'Fn::Not': {
      const { holds, words } = decide(toList(argument)[0], references, at);
      return { holds: holds === undefined ? undefined : !holds, words: `not (${words})` };
    }
    case 'Fn::And':
    case 'Fn::Or':
      return combined(
        name,
        toList(argument).map((each) => decide(each, references, at)),
      );
    default:
      return { holds: undefined, words: `${name} ${JSON.stringify(argument)}` };
  }
}

function combined(name: 'Fn::And' | 'Fn::Or', all: readonly Decided[]): Decided {
  const words = all.map((each) => `(${each.words})`).join(name === 'Fn::Or' ? ' or ' : ' and ');
  const decisive = name === 'Fn::Or';
  if (all.some(({ holds }) => holds === decisive)) return { holds: decisive, words };
  return { holds: all.some(({ holds }) => holds === undefined) ? undefined : !decisive, words };
}

/** `{"?":"parameter Env"}` is `parameter Env`. */
function wordsOf(canonical: string): string {
  return canonical.replace(/^\{"\?":"((?:[^"\\]|\\.)*)"\}$/, '$1').replace(/^"([^"\\]*)"$/, '$1');
}

/** A value, or `undefined` where there is certainly none. */
export type Optional = Value | undefined;

export type Json = Readonly<Record<string, unknown>>;

/** Where a value is being resolved. */
export interface Located {
  readonly stack: EstateStack;
  readonly depth: number;
  /** How many parts may still be resolved for the value that was asked for. */
  readonly parts: { left: number };
  /** The assumed values of open conditions, in the side of a choice that is being resolved. */
  readonly assumed: ReadonlyMap<string, boolean>;
}

/** The targets of references in a template. */
export interface References {
  resolve(json: unknown, at: Located): Optional;
  refer(name: string, at: Located): Optional;
  attribute(id: string, attribute: string, at: Located): Optional;
  imported(name: Optional, at: Located): Optional;
  stackOutput(asked: Optional, at: Located): Optional;
}

/** The beginning of a value in a stack. */
export function startIn(stack: EstateStack): Located {
  return { stack, depth: 0, parts: { left: MAX_PARTS }, assumed: new Map() };
}

/** One level deeper; in another stack, whose conditions are others. */
export function deeperIn(at: Located, stack = at.stack): Located {
  const { parts, assumed } = at;
  // member by member: this is the most frequent call of a review, and a spread takes five times as long
  return { stack, depth: at.depth + 1, parts, assumed: stack === at.stack ? assumed : new Map() };
}

/** An object, and no list. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object, or one without members. */
export function toJson(value: unknown): Json {
  return isJson(value) ? value : {};
}

/** A list; a value that is not a list becomes a list of one, an absent value an empty list. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
