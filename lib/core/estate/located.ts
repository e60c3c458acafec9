import type { EstateStack } from './estate-stack';
import { MAX_PARTS, type Value } from './values/value';

/** A value, or `undefined` where there surely is none. */
export type Optional = Value | undefined;

export type Json = Readonly<Record<string, unknown>>;

/** Where a value is being resolved. */
export interface Located {
  readonly stack: EstateStack;
  readonly depth: number;
  /** How many parts may still be resolved for the value that was asked for. */
  readonly parts: { left: number };
  /** What open conditions are, in the side of a choice that is being resolved. */
  readonly assumed: ReadonlyMap<string, boolean>;
}

/** What functions in a template refer to. */
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

/** A list; what is no list is a list of one, what is absent of none. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
