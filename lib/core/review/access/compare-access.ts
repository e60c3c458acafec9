import { type AccessCell, ANYONE, administratorsOf } from './access-cell';
import { type ActionCell, grouped, needsNoMore } from './cell-collector';

/** What a change lets principals do besides, and what no longer. */
export interface AccessChange {
  readonly gained: readonly AccessCell[];
  readonly lost: readonly AccessCell[];
}

/**
 * Compares the cells of two sets of stacks, action by action. A cell is gained when the base has none for the same action, principal
 * and resource that needs no more conditions; so a condition that goes away is a cell gained, and one that is added a cell lost.
 * What anyone may do, everyone may. Administrators of an account are not listed with resources that come or go.
 */
export function compareAccess(base: readonly AccessCell[], head: readonly AccessCell[]): AccessChange {
  return { gained: without(head, base), lost: without(base, head) };
}

function without(cells: readonly AccessCell[], others: readonly AccessCell[]): readonly AccessCell[] {
  const index = new Map<string, (readonly string[])[]>();
  for (const { who, may, what, actions, conditions } of others) {
    for (const action of actions) {
      const key = keyOf(who, may, what, action);
      index.set(key, [...(index.get(key) ?? []), conditions]);
    }
  }
  const known = new Set(others.map(({ what }) => what));
  const isCovered = ({ who, may, what, action, conditions }: ActionCell) =>
    [who, ANYONE].some((each) =>
      index.get(keyOf(each, may, what, action))?.some((needed) => needsNoMore(needed, conditions)),
    );
  const left = cells
    .filter(({ who, what }) => known.has(what) || !who.startsWith(administratorsOf('')))
    .flatMap(({ actions, ...cell }) => actions.map((action) => ({ ...cell, action })))
    .filter((cell) => !isCovered(cell));
  return grouped(left);
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('\n');
}
