import { identity, origin } from '../compile/predicate/record-facts';
import { all, any, isExactly, not } from '../fact/fact';
import type { CloudTrailRecord } from '../record/record';
import type { SpillStore } from '../record/spill-store';
import type { Condition } from '../rule/condition';
import { ActorChain } from './actor-chain';
import type { AskedActor } from './asked-actor';
import { type CredentialLink, callerOf, GIVES_CREDENTIALS, linksOf } from './credential-link';
import { LineSpool } from './line-spool';
import { MAKES_IDENTITIES, type MadeIdentity, madeBy } from './made-identity';

/** The maximum number of created identities that are followed. */
const MAX_MADE = 1_000;

/** The maximum number of ids by which other accounts identify the actor. */
const MAX_PRINCIPALS = 1_000;

/** The maximum number of the actor's addresses at which others are looked for. */
const MAX_ADDRESSES = 1_000;

/** Identities that any call created. */
interface Making {
  /** The part of the record that identifies the caller. */
  readonly record: CloudTrailRecord;
  readonly made: readonly MadeIdentity[];
}

/**
 * The credentials that were issued and the identities that were created in an archive: collected before their owner is known.
 */
export class ActorTraces {
  /** Whether the actor has made a call. */
  isFound = false;
  /** From which the actor itself called; not of services that called for it. */
  readonly addresses = new Set<string>();
  private readonly principals = new Set<string>();
  private readonly links: LineSpool<CredentialLink>;
  private readonly makings: LineSpool<Making>;

  /** @param openStore opens a store for what exceeds the memory, which is rare */
  constructor(
    private readonly asked: AskedActor,
    openStore: () => SpillStore,
  ) {
    this.links = new LineSpool(openStore);
    this.makings = new LineSpool(openStore);
  }

  /** Holds for every record that leaves a trace, and for some others. */
  get condition(): Condition {
    return any(
      this.asked.condition,
      MAKES_IDENTITIES,
      // Services assume roles on behalf of their callers, in most records of most archives; no chain leads to them.
      all(GIVES_CREDENTIALS, not(isExactly('userIdentity.type', 'AWSService'))),
    );
  }

  /** Takes a record of the archive. */
  take(record: CloudTrailRecord): void {
    const isOwn = this.asked.isOwn(record);
    if (isOwn) this.noteOwn(record);
    this.isFound ||= isOwn;
    if (isOwn || identity.type(record) !== 'AWSService')
      for (const link of linksOf(record, (one) => this.asked.isOwn(one))) this.links.add(link);
    const made = madeBy(record);
    if (made.length > 0) this.makings.add({ record: callerOnly(record), made });
  }

  /** The credentials that the actor obtained, directly or indirectly. */
  chain(): ActorChain {
    return new ActorChain(this.asked, this.principals, () => this.links.values());
  }

  /**
   * The identities that the actor and the sessions of its chain created, without duplicates, and the number of further ones.
   */
  madeBy(chain: ActorChain): { readonly made: readonly MadeIdentity[]; readonly more: number } {
    const made = new Map<string, MadeIdentity>();
    let more = 0;
    for (const making of this.makings.values()) {
      if (chain.belonging(making.record) === undefined) continue;
      for (const one of making.made) {
        const known = made.get(one.mark);
        if (known !== undefined && known.time <= one.time) continue;
        if (known !== undefined || made.size < MAX_MADE) made.set(one.mark, one);
        else more += 1;
      }
    }
    return { made: [...made.values()], more };
  }

  private noteOwn(record: CloudTrailRecord): void {
    const address = identity.invokedBy(record) === undefined ? origin.address(record) : undefined;
    if (address !== undefined && this.addresses.size < MAX_ADDRESSES) this.addresses.add(address);
    this.notePrincipal(record);
  }

  /** For an address or a key, the callers differ from the requested value. */
  private notePrincipal(record: CloudTrailRecord): void {
    const { principal } = callerOf(record);
    const isCaller = this.asked.kind === 'arn' || this.asked.kind === 'name';
    // The id of a root user is that of its account.
    if (!isCaller || principal === undefined || /^\d+$/.test(principal)) return;
    if (this.principals.size < MAX_PRINCIPALS) this.principals.add(principal);
  }
}

function callerOnly({ eventTime, sourceIPAddress, userIdentity }: CloudTrailRecord): CloudTrailRecord {
  return {
    ...(eventTime === undefined ? {} : { eventTime }),
    ...(sourceIPAddress === undefined ? {} : { sourceIPAddress }),
    ...(userIdentity === undefined ? {} : { userIdentity }),
  };
}
