import { ANYONE, administratorsOf } from './access-cell';
import { type ActionCell, grouped, type ReadCell, singleCells, whoOf } from './grouped-cells';
import { needsNoMore } from './requirement';

/** What a change lets principals do besides, and what no longer. */
export interface AccessChange {
  readonly gained: readonly ReadCell[];
  readonly lost: readonly ReadCell[];
}

/**
 * Compares the cells of two sets of stacks, action by action. A cell is gained when the base has none for the same action, principal
 * and resource that needs no more conditions; so a condition that goes away is a cell gained, and one that is added a cell lost.
 * What anyone may do, everyone may. Administrators of an account are not listed with resources that come or go.
 */
export function compareAccess(base: readonly ReadCell[], head: readonly ReadCell[]): AccessChange {
  return { gained: without(head, base), lost: without(base, head) };
}

function without(cells: readonly ReadCell[], others: readonly ReadCell[]): readonly ReadCell[] {
  const index = new Map<string, ReadCell[]>();
  for (const cell of others) {
    for (const action of cell.actions) {
      for (const who of new Set([cell.who, cell.asker])) {
        const key = keyOf(who, cell, action);
        index.set(key, [...(index.get(key) ?? []), cell]);
      }
    }
  }
  const known = new Set(others.map(({ what }) => what));
  const same = new Set(others.map(textOf));
  const isCovered = (cell: ActionCell) =>
    [...new Set([whoOf(cell.asker, cell.needs).who, cell.asker, ANYONE])].some((who) =>
      index.get(keyOf(who, cell, cell.action))?.some((other) => isWithin(cell, other)),
    );
  return grouped(
    cells
      .filter((cell) => !same.has(textOf(cell)))
      .filter(({ who, what }) => known.has(what) || !who.startsWith(administratorsOf('')))
      .flatMap(singleCells)
      .filter((cell) => !isCovered(cell)),
  );
}

/** Whether the other cell lets the same principals do it, needing no more. */
function isWithin(cell: ActionCell, other: ReadCell): boolean {
  const { who, otherNeeds } = whoOf(cell.asker, cell.needs);
  if (who === other.who && needsNoMore(other.otherNeeds, otherNeeds)) return true;
  return (other.asker === cell.asker || other.asker === ANYONE) && needsNoMore(other.needs, cell.needs);
}

/** Cells of equal text let the same principals do the same, and need the same. */
function textOf({ asker, may, what, actions, needs }: ReadCell): string {
  return [asker, may, what, ...actions, '', ...needs.map(({ text }) => text)].join('\n');
}

function keyOf(who: string, { may, what }: Pick<ReadCell, 'may' | 'what'>, action: string): string {
  return [who, may, what, action].join('\n');
}
