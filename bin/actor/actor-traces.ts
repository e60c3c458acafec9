import { textAt } from '../../lib/core/alert/from-record/text-at';
import { nearestWord } from '../../lib/core/problem/nearest-word';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { SpillStore } from '../../lib/core/record/spill-store';
import { openTempStore } from '../outputs/temp-store';
import { actorTexts } from '../view/record-test';
import { ActorChain } from './actor-chain';
import type { AskedActor } from './asked-actor';
import { type CredentialLink, callerOf, linksOf } from './credential-link';
import { type MadeIdentity, madeBy } from './made-identity';

/** The maximum number of distinct actor names that are remembered. */
const MAX_NAMES = 20_000;

/** Longer texts are not names that a person types. */
const MAX_LENGTH = 256;

const MAX_SUGGESTIONS = 3;

/** Names of actors in the records, as suggestions for a name that is not found. */
class SimilarActors {
  private readonly names = new Set<string>();

  add(record: CloudTrailRecord): void {
    if (this.names.size >= MAX_NAMES) return;
    for (const text of actorTexts(record)) {
      if (typeof text === 'string' && text !== '' && text.length <= MAX_LENGTH) this.names.add(text);
    }
  }

  /** The names closest to the requested one: a typing error, the same name at the end, a part of the other. */
  near(asked: string): readonly string[] {
    const wanted = asked.toLowerCase();
    const end = endOf(wanted);
    const slip = nearestWord(wanted, this.names);
    const sameEnd = [...this.names].filter((name) => endOf(name.toLowerCase()) === end);
    const parts = end.length < 4 ? [] : [...this.names].filter((name) => name.toLowerCase().includes(end));
    const slips = nearestWord(end, [...this.names].map(endOf));
    const found = [...(slip === undefined ? [] : [slip]), ...sameEnd, ...parts];
    const ofSlips = [...this.names].filter((name) => endOf(name) === slips);
    return [...new Set([...found, ...ofSlips])].slice(0, MAX_SUGGESTIONS);
  }
}

/** The number of characters in memory before they are written to the store. */
const MAX_HELD = 1_000_000;

/** Any number of values, as lines of JSON: one block in memory, the others in a store. */
class LineSpool<T> {
  private held: string[] = [];
  private length = 0;
  private store: SpillStore | undefined;
  private readonly blocks: { readonly offset: number; readonly length: number }[] = [];

  /** @param openStore opens the store if it is needed, which is rare */
  constructor(
    private readonly openStore: () => SpillStore,
    private readonly maxHeld = MAX_HELD,
  ) {}

  add(value: T): void {
    const line = JSON.stringify(value);
    this.held.push(line);
    this.length += line.length;
    if (this.length < this.maxHeld) return;
    this.store ??= this.openStore();
    const bytes = Buffer.from(this.held.join('\n'));
    this.blocks.push({ offset: this.store.append(bytes), length: bytes.length });
    this.held = [];
    this.length = 0;
  }

  /** All values, in the order in which they were added. May be called more than once. */
  *values(): Generator<T, void> {
    for (const { offset, length } of this.blocks) {
      const bytes = this.store?.read(offset, length) ?? new Uint8Array();
      for (const line of Buffer.from(bytes).toString().split('\n')) yield JSON.parse(line) as T;
    }
    for (const line of this.held) yield JSON.parse(line) as T;
  }
}

/** The maximum number of created identities that are followed. */
const MAX_MADE = 1_000;

/** The maximum number of ids by which other accounts identify the actor. */
const MAX_PRINCIPALS = 1_000;

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
    // Services assume roles on behalf of their callers, in most records of most archives; no chain leads to them.
    if (isOwn || textAt(record, 'userIdentity', 'type') !== 'AWSService')
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

  /** Names of actors that are similar to the requested one. */
  get suggestions(): readonly string[] {
    return this.similar.near(this.asked.text);
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

/** The name at the end of an ARN; any other text unchanged. */
function endOf(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}
