import { origin, outcomeOf } from '../compile/predicate/record-facts';
import type { Actor } from '../fact/actor';
import { isFailure } from '../fact/outcome';
import { textAt } from '../fact/text-at';
import type { CloudTrailRecord } from '../record/record';
import type { CaseLink } from './case-links';
import { sightOf } from './sightings';

/**
 * Sign-ins that failed, of the addresses from which those of several were tried: nobody knows whose calls they are, and the people whose
 * names were tried are no part of the attack.
 */
export class TriedSignIns {
  /** Who was tried, or may have been. */
  readonly targets = new Set<string>();
  private readonly addresses = new Set<string>();
  private readonly entries = new Map<string, CaseLink>();

  /** From now on, what fails from an address belongs to the address. Returns who it is. */
  add(address: string, targets: readonly string[]): string {
    this.addresses.add(address);
    for (const node of targets) this.targets.add(node);
    return nodeOf(address);
  }

  /** Who is behind a record, if it is of a sign-in that failed from such an address. */
  of(record: CloudTrailRecord): { readonly node: string; readonly actor: Actor } | undefined {
    const address = this.addressOf(record);
    if (address === undefined || !isFailure(outcomeOf(record))) return undefined;
    return { node: nodeOf(address), actor: { name: address, type: 'Address' } };
  }

  /** Takes a record of an identity, which may be its sign-in from such an address. */
  take(node: string, record: CloudTrailRecord): void {
    const address = this.addressOf(record);
    if (address === undefined || isFailure(outcomeOf(record))) return;
    const seen = sightOf(record);
    const key = `${address} ${node}`;
    if (this.entries.has(key)) return;
    this.entries.set(key, {
      kind: 'shares an address',
      from: nodeOf(address),
      to: node,
      what: address,
      ...seen,
    });
  }

  /**
   * The links to those who were tried from an address and got in from it, whoever else uses it. Others may have signed in from it, too, such as
   * from an office, and are not linked by that alone.
   */
  links(): readonly CaseLink[] {
    return [...this.entries.values()].filter(({ to }) => this.targets.has(to));
  }

  private addressOf(record: CloudTrailRecord): string | undefined {
    const address = origin.source(record);
    const isSignIn = textAt(record, 'eventSource') === 'signin.amazonaws.com';
    return isSignIn && address !== undefined && this.addresses.has(address) ? address : undefined;
  }
}

function nodeOf(address: string): string {
  return `whoever signs in from ${address}`;
}
