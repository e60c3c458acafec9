import type { ReportCase } from '../../report-data';

type Actor = ReportCase['who'][number];
type Link = ReportCase['links'][number];

/** An actor, how it came to be, and whom it became. */
export interface CaseBranch {
  readonly actor: Actor;
  /** Undefined of an actor with which the case begins. */
  readonly how?: Link;
  readonly below: readonly CaseBranch[];
}

/** Who became whom: each actor once, below the first that took or made it, or that it shares something with. */
export function branchesOf({ who, links }: ReportCase): readonly CaseBranch[] {
  const actors = new Map(who.map((actor) => [actor.id, actor]));
  const placed = new Set<string>();
  const branchOf = (actor: Actor, how?: Link): CaseBranch => {
    placed.add(actor.id);
    const below: CaseBranch[] = [];
    for (const link of links) {
      const next = link.from === actor.id ? actors.get(link.to) : undefined;
      if (next !== undefined && !placed.has(next.id)) below.push(branchOf(next, link));
    }
    return { actor, ...(how === undefined ? {} : { how }), below };
  };
  const became = new Set(links.filter(({ from, to }) => from !== to && actors.has(from)).map(({ to }) => to));
  const roots = who.filter(({ id }) => !became.has(id)).map((actor) => branchOf(actor));
  // What is left is in a circle.
  const circles = who.flatMap((actor) => (placed.has(actor.id) ? [] : [branchOf(actor)]));
  return [...roots, ...circles];
}
