import { indexOfFirst } from '../keyed/sorted';
import type { MadeIdentity } from '../lineage/made-identity';
import type { LinkKind } from './case';
import type { CaseAlert } from './case-alert';
import type { Identities, Issued } from './identities';

/** Two identities that belong together, and the record that shows it. */
export interface CaseLink {
  readonly kind: LinkKind;
  readonly from: string;
  readonly to: string;
  /** The role, key or address that links them. */
  readonly what: string;
  readonly time: string;
  readonly eventID: string;
}

/** An identity that gives so many others their credentials is a broker, which is not part of what they do. */
const MAX_OF_ONE = 20;

const DAY_MS = 86_400_000;

/** Identities that raised alerts of medium severity or above. */
export type Suspects = ReadonlyMap<string, readonly CaseAlert[]>;

/** Sessions that suspects took, and the callers that took the sessions of suspects. Brokers are left out. */
export function sessionLinks(
  issued: readonly Issued[],
  identities: Identities,
  suspects: Suspects,
): readonly CaseLink[] {
  const all = issued.flatMap(({ by, link, eventID }): readonly CaseLink[] => {
    const [from, to] = [identities.of(by), identities.ofIssued(link)];
    if (from === undefined || to === undefined || from === to) return [];
    return [{ kind: 'took', from, to, what: link.target, time: link.time, eventID }];
  });
  const children = new Map<string, Set<string>>();
  for (const { from, to } of all) children.set(from, (children.get(from) ?? new Set()).add(to));
  const isBroker = (from: string) => {
    const taken = children.get(from) ?? new Set();
    return taken.size > MAX_OF_ONE && [...taken].filter((to) => suspects.has(to)).length * 2 < taken.size;
  };
  const brokers = new Set([...children.keys()].filter((from) => !suspects.has(from) && isBroker(from)));
  return reachable(
    all.filter(({ from }) => !brokers.has(from)),
    suspects,
  );
}

/** The links to all that suspects took, in any number of steps, and from those who took the sessions of suspects. */
function reachable(links: readonly CaseLink[], suspects: Suspects): readonly CaseLink[] {
  const [below, above] = [new Set(suspects.keys()), new Set(suspects.keys())];
  for (let size = -1; size !== below.size + above.size; ) {
    size = below.size + above.size;
    for (const { from, to } of links) {
      if (below.has(from)) below.add(to);
      if (above.has(to)) above.add(from);
    }
  }
  return links.filter(
    ({ from, to }) => (below.has(from) && below.has(to)) || (above.has(from) && above.has(to)),
  );
}

/** When suspects raised alerts. */
export class AlertTimes {
  private readonly sorted = new Map<string, readonly number[]>();

  constructor(private readonly suspects: Suspects) {}

  /** Whether a caller made an identity while it raised alerts: an administrator makes users, too. */
  isMadeInAttack(maker: string, { time }: Pick<MadeIdentity, 'time'>): boolean {
    const all = this.of(maker);
    const timeMs = Date.parse(time);
    const first = all[indexOfFirst(all, (one) => one >= timeMs - DAY_MS)];
    return first !== undefined && first <= timeMs + DAY_MS;
  }

  private of(maker: string): readonly number[] {
    const known = this.sorted.get(maker);
    if (known !== undefined) return known;
    const alerts = this.suspects.get(maker) ?? [];
    const all = alerts.map(({ eventTime }) => Date.parse(eventTime)).sort((one, other) => one - other);
    this.sorted.set(maker, all);
    return all;
  }
}

/** Callers of one alert belong together. */
export function alertLinks(alert: CaseAlert, nodes: readonly string[]): readonly CaseLink[] {
  const [from, ...others] = new Set(nodes);
  if (from === undefined) return [];
  const { title: what, eventTime: time, eventIDs } = alert;
  return others.map((to) => ({ kind: 'same alert', from, to, what, time, eventID: eventIDs[0] ?? '' }));
}

/** Groups of what belongs together. */
export class Unions {
  private readonly parents = new Map<string, string>();

  /** The representative of the group that a member is in. */
  of(member: string): string {
    let root = member;
    for (let up = this.parents.get(root); up !== undefined; up = this.parents.get(root)) root = up;
    if (root !== member) this.parents.set(member, root);
    return root;
  }

  join(one: string, other: string): void {
    const [a, b] = [this.of(one), this.of(other)];
    if (a !== b) this.parents.set(b, a);
  }
}
