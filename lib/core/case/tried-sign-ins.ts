import { textAt } from '../alert/from-record/text-at';
import { origin, outcomeOf } from '../compile/predicate/record-facts';
import type { Actor } from '../fact/actor';
import { isFailure } from '../fact/outcome';
import type { CloudTrailRecord } from '../record/record';

/**
 * Sign-ins that failed, of the addresses from which those of several were tried: nobody knows whose calls they are, and the people whose
 * names were tried are no part of the attack.
 */
export class TriedSignIns {
  /** Who was tried, or may have been. */
  readonly targets = new Set<string>();
  private readonly addresses = new Set<string>();

  /** From now on, what fails from an address belongs to the address. Returns who it is. */
  add(address: string, targets: readonly string[]): string {
    this.addresses.add(address);
    for (const node of targets) this.targets.add(node);
    return nodeOf(address);
  }

  /** Who is behind a record, if it is of a sign-in that failed from such an address. */
  of(record: CloudTrailRecord): { readonly node: string; readonly actor: Actor } | undefined {
    const address = origin.source(record);
    if (address === undefined || !this.addresses.has(address)) return undefined;
    const isSignIn = textAt(record, 'eventSource') === 'signin.amazonaws.com';
    if (!isSignIn || !isFailure(outcomeOf(record))) return undefined;
    return { node: nodeOf(address), actor: { name: address, type: 'Address' } };
  }
}

function nodeOf(address: string): string {
  return `whoever signs in from ${address}`;
}
