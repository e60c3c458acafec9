import { origin } from '../compile/predicate/record-facts';
import type { CloudTrailRecord } from '../record/record';
import type { CaseLink } from './case-links';
import { sightOf } from './sightings';

/** The identities that were seen at one address, alone or with one program, each with the first record. */
interface Users {
  readonly what: string;
  readonly nodes: Map<string, { readonly time: string; readonly eventID: string }>;
  isOver: boolean;
}

/** The maximum number of identities of an address: more are no attacker, but a network. */
const MAX_USERS = 2_000;

/** The maximum number of programs of an address: an attacker may send another one with each call. */
const MAX_PROGRAMS = 1_000;

/** Which identities call from the same addresses with the same programs. */
export class SharedAddresses {
  private readonly users = new Map<string, Users>();
  private readonly programs = new Map<string, number>();

  add(node: string, record: CloudTrailRecord): void {
    const address = origin.source(record) ?? '';
    const program = (origin.agent(record) ?? '').split(' ')[0] ?? '';
    this.note(address, node, record);
    const what = `${address} with ${program}`;
    const count = this.programs.get(address) ?? 0;
    if (!this.users.has(what)) {
      if (count >= MAX_PROGRAMS) return;
      this.programs.set(address, count + 1);
    }
    this.note(what, node, record);
  }

  /**
   * Links between all who use an address, or an address with a program, of a case, if it is rare: nobody uses it but suspects and the
   * case. An office has others.
   *
   * @param chosen identities of cases
   */
  links(chosen: ReadonlySet<string>, isSuspect: (node: string) => boolean): readonly CaseLink[] {
    return [...this.users.values()].flatMap(({ what, nodes, isOver }) => {
      const [from] = [...nodes.keys()].filter((node) => chosen.has(node));
      const isRare = [...nodes.keys()].every((node) => chosen.has(node) || isSuspect(node));
      if (isOver || !isRare || from === undefined) return [];
      return [...nodes]
        .filter(([to]) => to !== from)
        .map(([to, seen]): CaseLink => ({ kind: 'shares an address', from, to, what, ...seen }));
    });
  }

  private note(what: string, node: string, record: CloudTrailRecord): void {
    const users = this.users.get(what) ?? { what, nodes: new Map(), isOver: false };
    this.users.set(what, users);
    if (users.nodes.has(node)) return;
    const seen = sightOf(record);
    if (users.nodes.size < MAX_USERS) users.nodes.set(node, seen);
    else users.isOver = true;
  }
}
