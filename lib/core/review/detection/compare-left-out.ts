import { someOf } from '../../safe-text/one-line';
import type { Direction } from '../meaning/compare-conditions';
import type { ChangeKind } from '../review-change';
import type { LeftOut, Route } from './decided-estate';
import { wholeDirection } from './rule-directions';

/** Rules that are named in a sentence; the rest are counted. */
export const MAX_NAMED = 5;

/** A change on one route; the same on several routes becomes one. */
export interface RouteChange {
  readonly kind: ChangeKind;
  readonly subject: string;
  readonly message: string;
  readonly route: Route;
  /** What was compared, where the message does not have all of it. */
  readonly between?: readonly unknown[];
  /** Made by a release of the library alone. */
  readonly byUpgrade?: true;
}

/** The entries that leave out records of rules that are there before and after. */
export function compareLeftOut(before: Route, after: Route): readonly RouteChange[] {
  const names = [...new Set([...before.leftOut.keys(), ...after.leftOut.keys()])].sort();
  const keysOf = (route: Route): ReadonlySet<string> =>
    new Set([...route.rules.values()].map(({ key }) => key));
  const [oldKeys, newKeys] = [keysOf(before), keysOf(after)];
  // `correlation/rule` is one of those that a correlation counts.
  const isKept = (key: string): boolean => {
    const [owner = key] = oldKeys.has(key) || newKeys.has(key) ? [key] : key.split('/');
    return oldKeys.has(owner) && newKeys.has(owner);
  };
  const directions = new Map<string, Direction | undefined>();
  const directionOf = (key: string): Direction | undefined => {
    const [owner = key] = newKeys.has(key) ? [key] : key.split('/');
    const rule = [...after.rules.values()].find((each) => each.key === owner);
    if (!directions.has(owner)) directions.set(owner, rule && wholeDirection(before, after, rule));
    return directions.get(owner);
  };
  const isLess = (key: string): boolean => LOSSES.includes(directionOf(key));
  const isMore = (key: string): boolean => !NO_GAINS.includes(directionOf(key));
  return names.flatMap((name) => {
    const [old, fresh] = [before.leftOut.get(name), after.leftOut.get(name)];
    const gained = [...(fresh?.rules ?? [])].filter((key) => old?.rules.has(key) !== true && isKept(key));
    const lost = [...(old?.rules ?? [])].filter((key) => fresh?.rules.has(key) !== true && isKept(key));
    const isOther = old !== undefined && fresh !== undefined && old.hash !== fresh.hash;
    const other = isOther ? [...fresh.rules].filter((key) => old.rules.has(key)) : [];
    const words = 'excludes something different from';
    return [
      ...leftOutChange(fresh, gained.filter(isLess), ['detection-weakened', 'is excluded from'], after),
      ...leftOutChange(
        old,
        lost.filter(isMore),
        ['detection-strengthened', 'is no longer excluded from'],
        after,
      ),
      ...OTHERS.flatMap(([kind, ...those]) => {
        const keys = other.filter((key) => those.includes(directionOf(key)));
        return leftOutChange(fresh, keys, [kind, words, old?.hash], after);
      }),
    ];
  });
}

/** Directions with which an entry that is new may leave out records that raised alerts. */
const LOSSES: readonly (Direction | undefined)[] = ['weaker', 'unknown', undefined];

/** Directions with which an entry that is gone was not the last to leave out its records. */
const NO_GAINS: readonly (Direction | undefined)[] = ['same', 'weaker'];

/** What another content of a filter means, by the directions of the rules. */
const OTHERS: readonly (readonly [ChangeKind, ...(Direction | undefined)[]])[] = [
  ['detection-weakened', 'weaker'],
  ['detection-unknown', 'unknown', undefined],
  ['detection-changed', 'same', 'changed'],
  ['detection-strengthened', 'stronger'],
];

function leftOutChange(
  leftOut: LeftOut | undefined,
  rules: readonly string[],
  [kind, words, was]: readonly [kind: ChangeKind, words: string, was?: string],
  route: Route,
): readonly RouteChange[] {
  if (leftOut === undefined || rules.length === 0) return [];
  return [
    {
      kind,
      subject: `${leftOut.what}: ${leftOut.key}`,
      message: `${words} ${listed(rules)}`,
      route,
      between: [was, leftOut.hash, ...rules],
    },
  ];
}

/** Such as `2 rules: one, two`. */
export function listed(rules: readonly string[]): string {
  const named = someOf([...rules].sort(), MAX_NAMED);
  return `${rules.length === 1 ? '1 rule' : `${rules.length} rules`}: ${named}`;
}

/** Entries that leave out everybody, however narrow they look one by one. */
export function compareEverybody(before: Route, after: Route): readonly RouteChange[] {
  const fresh = [...after.everybody].filter(([name]) => !before.everybody.has(name));
  const gone = [...before.everybody.keys()].filter((name) => !after.everybody.has(name));
  return [
    ...fresh.map(
      ([subject, why]): RouteChange => ({
        ...{ kind: 'detection-weakened', subject, route: after },
        message: `it applies to everyone: ${why}`,
      }),
    ),
    ...gone.map(
      (subject): RouteChange => ({
        ...{ kind: 'detection-strengthened', subject, route: before },
        message: 'it no longer applies to everyone',
      }),
    ),
  ];
}
