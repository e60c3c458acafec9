import type { SynthesisMessage } from '../../estate/estate';
import type { StackPair } from '../evidence/counterparts';
import { type ReviewChange, toChange } from '../review-change';

/**
 * Warnings and errors of the synthesis that are new, and those that are gone. A construct in a stack with another name is the one that
 * it was.
 */
export function compareMessages(
  base: readonly SynthesisMessage[],
  head: readonly SynthesisMessage[],
  pairs: readonly StackPair[],
): readonly ReviewChange[] {
  const before = new Map(base.map((each) => [keyOf(each, (path) => nowAt(path, pairs)), each]));
  const after = new Map(head.map((each) => [keyOf(each), each]));
  return [
    ...onlyIn(after, before).map(({ severity, path, message }) =>
      toChange(severity === 'error' ? 'preflight-error' : 'preflight-warning', path, message),
    ),
    ...onlyIn(before, after).map(({ path, message }) => toChange('preflight-resolved', path, message)),
  ];
}

/** With the path as the names of stacks have it, which the CDK makes from theirs. */
function keyOf(
  { severity, path, message }: SynthesisMessage,
  placeOf: (path: string) => string = (place) => place,
): string {
  return `${severity} ${placeOf(path.replaceAll('/', '-'))} ${message}`;
}

function nowAt(path: string, pairs: readonly StackPair[]): string {
  const moved = pairs.find(({ base, isRenamed }) => isRenamed && `${path}-`.startsWith(`${base?.name}-`));
  const { base, head } = moved ?? {};
  return base === undefined || head === undefined ? path : `${head.name}${path.slice(base.name.length)}`;
}

function onlyIn<T>(one: ReadonlyMap<string, T>, other: ReadonlyMap<string, T>): readonly T[] {
  return [...one].flatMap(([key, value]) => (other.has(key) ? [] : [value]));
}
