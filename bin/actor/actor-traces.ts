import { textAt } from '../../lib/core/alert/from-record/text-at';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { openTempStore } from '../outputs/temp-store';
import { ActorChain } from './actor-chain';
import type { AskedActor } from './asked-actor';
import { type CredentialLink, callerOf, linksOf } from './credential-link';
import { LineSpool } from './line-spool';
import { type MadeIdentity, madeBy } from './made-identity';
import { SimilarActors } from './similar-actors';

/** So many identities that the actor made are followed. */
const MAX_MADE = 1_000;

/** So many ids are kept by which other accounts name the actor. */
const MAX_PRINCIPALS = 1_000;

/** Identities that a call of anyone made. */
interface Making {
  /** As much of the record as says whose call it is. */
  readonly record: CloudTrailRecord;
  readonly made: readonly MadeIdentity[];
}

/** What an archive has of credentials that were given and identities that were made: read before it is known whose they are. */
export class ActorTraces {
  /** Whether the actor has made a call. */
  isFound = false;
  private readonly principals = new Set<string>();
  private readonly links = new LineSpool<CredentialLink>(openTempStore);
  private readonly makings = new LineSpool<Making>(openTempStore);
  private readonly similar = new SimilarActors();

  constructor(private readonly asked: AskedActor) {}

  /** Takes a record of the archive. */
  take(record: CloudTrailRecord): void {
    const isOwn = this.asked.isOwn(record);
    if (isOwn) this.notePrincipal(record);
    this.isFound ||= isOwn;
    if (!this.isFound) this.similar.add(record);
    // Services take roles for whoever calls them, in most records of most archives; no chain leads to them.
    if (isOwn || textAt(record, 'userIdentity', 'type') !== 'AWSService')
      for (const link of linksOf(record, (one) => this.asked.isOwn(one))) this.links.add(link);
    const made = madeBy(record);
    if (made.length > 0) this.makings.add({ record: callerOnly(record), made });
  }

  /** The credentials that the actor took, directly or not. */
  chain(): ActorChain {
    return new ActorChain(this.asked, this.principals, () => this.links.values());
  }

  /** What the actor and the sessions of its chain made, each once, and how many more there are. */
  madeBy(chain: ActorChain): { readonly made: readonly MadeIdentity[]; readonly more: number } {
    const made = new Map<string, MadeIdentity>();
    let more = 0;
    for (const making of this.makings.values()) {
      if (chain.belonging(making.record) === undefined) continue;
      for (const one of making.made) {
        if (made.has(one.mark)) continue;
        if (made.size < MAX_MADE) made.set(one.mark, one);
        else more += 1;
      }
    }
    return { made: [...made.values()], more };
  }

  /** Names of actors that are like the asked one. */
  get suggestions(): readonly string[] {
    return this.similar.near(this.asked.text);
  }

  /** Of an address or a key, the callers are others than what is asked for. */
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
