import { origin } from '../../compile/predicate/record-facts';
import type { JsonObject } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';
import { FIRST_SEEN } from '../../rule/own-field';
import type { KnownAddresses } from './address-lists';
import type { Marker } from './marked-entries';
import { hashedTraitsOf, Sketch, type SketchKind, valueHash } from './sketch';
import type { Trait } from './traits';

/** A sketch whose newest record is so old is written again with the next one, so that it is not forgotten while its actor works. */
const REWRITE_AFTER_SECONDS = 30 * 86_400;

/** What is known of actors and accounts, by their names. */
export interface KnownSketches {
  /** What is known, perhaps of some time ago; undefined if that is nothing, or was not read yet. */
  get(key: string): Sketch | undefined;
  /** Whether it was read at all. */
  isRead(key: string): boolean;
  /** Reads them, as they are now. */
  read(keys: readonly string[]): Promise<void>;
  /** Adds what a file had first. Gives how many sketches could not be written. */
  add(additions: readonly Addition[]): Promise<number>;
  /** What searches of a file found to be new, by the ids of records; empty if that is not known. */
  readMarks(file: string): Promise<FileMarks>;
  /** Adds to it. */
  keepMarks(file: string, marks: FileMarks): Promise<void>;
}

/** What is new in the records of a file, by their ids. */
export type FileMarks = ReadonlyMap<string, JsonObject>;

/** What a file adds to a sketch. */
export interface Addition {
  readonly key: string;
  readonly kind: SketchKind;
  readonly values: ReadonlyMap<Trait, ReadonlySet<number>>;
  readonly firstSeconds: number;
  readonly lastSeconds: number;
}

/** A value that a file has first: by which record, so that the same one again is as new. */
interface OpenAddition {
  readonly kind: SketchKind;
  readonly values: Map<Trait, Map<number, string>>;
  firstSeconds: number;
  lastSeconds: number;
}

interface ReadRecord {
  readonly record: CloudTrailRecord;
  readonly id: string;
  readonly seconds: number;
  /** Whose sketches there are, and what the record has for each. */
  readonly parts: readonly SketchPart[];
}

interface SketchPart {
  readonly kind: SketchKind;
  readonly key: string;
  readonly hashes: readonly (readonly [Trait, number])[];
}

/**
 * Marks in the records of one file what their account or actor is seen with for the first time. What is known is read once for a portion of
 * records, and only of those who are not known yet, or who seem to have something new: another function may have learned it since.
 */
export class FileNovelty implements Marker {
  private additions = new Map<string, OpenAddition>();
  private readonly fresh = new Set<string>();
  /** What stays new, although other files teach it before this one is done. */
  private readonly kept = new Map<string, JsonObject>();

  /**
   * @param learningSeconds so long after its first record an actor or account has nothing new
   * @param addresses what countries are known from; absent: they are not learned
   */
  constructor(
    private readonly known: KnownSketches,
    private readonly learningSeconds: number,
    private readonly addresses?: KnownAddresses,
  ) {}

  restart(): void {
    this.additions = new Map();
  }

  async mark(records: readonly CloudTrailRecord[]): Promise<ReadonlyMap<CloudTrailRecord, JsonObject>> {
    await this.addresses?.refresh();
    const read = records.flatMap((record) => toRead(record, this.addresses) ?? []);
    await this.refresh(read);
    const marked = new Map<CloudTrailRecord, JsonObject>();
    for (const each of read) {
      const firstSeen = { ...this.take(each), ...this.kept.get(each.id) };
      if (Object.keys(firstSeen).length === 0) continue;
      this.kept.set(each.id, firstSeen);
      marked.set(each.record, { [FIRST_SEEN]: firstSeen });
    }
    return marked;
  }

  async keep(file: string): Promise<void> {
    if (this.kept.size > 0) await this.known.keepMarks(file, this.kept);
  }

  async recall(file: string): Promise<void> {
    for (const [id, firstSeen] of await this.known.readMarks(file)) this.kept.set(id, firstSeen);
  }

  /** Only once alerts are raised: a file that is searched again has to find the same new things. */
  learn(): Promise<number> {
    return this.known.add(this.added());
  }

  private added(): readonly Addition[] {
    return [...this.additions].flatMap(([key, { kind, values, firstSeconds, lastSeconds }]) => {
      const known = this.known.get(key);
      const isOld = known === undefined || lastSeconds - known.lastSeconds >= REWRITE_AFTER_SECONDS;
      const isEarlier = known !== undefined && firstSeconds < known.firstSeconds;
      if (values.size === 0 && !isOld && !isEarlier) return [];
      const hashes = new Map([...values].map(([trait, found]) => [trait, new Set(found.keys())]));
      return [{ key, kind, values: hashes, firstSeconds, lastSeconds }];
    });
  }

  private async refresh(records: readonly ReadRecord[]): Promise<void> {
    const wanted = new Set<string>();
    for (const { parts } of records)
      for (const { key, hashes } of parts) {
        if (this.fresh.has(key)) continue;
        const known = this.known.get(key);
        const seemsNew = hashes.some(([trait, hash]) => known?.has(trait, hash) !== true);
        if (!this.known.isRead(key) || seemsNew) wanted.add(key);
      }
    if (wanted.size === 0) return;
    await this.known.read([...wanted]);
    for (const key of wanted) this.fresh.add(key);
  }

  private take({ id, seconds, parts }: ReadRecord): JsonObject {
    const firstSeen: Record<string, string> = {};
    const varied = new Set<Trait>();
    for (const { kind, key, hashes } of parts) {
      const addition = this.additionOf(key, kind, seconds);
      const known = this.known.get(key);
      const isLearned = known !== undefined && seconds - known.firstSeconds >= this.learningSeconds;
      for (const [trait, hash] of hashes) {
        if (varied.has(trait)) continue;
        const added = addition.values.get(trait) ?? new Map<number, string>();
        const by = added.get(hash);
        // A trait in which an actor always differs is not learned for its account.
        if ((known ?? new Sketch(kind)).isFull(trait, added.size)) varied.add(trait);
        if (known?.has(trait, hash) === true || (by === undefined && varied.has(trait))) continue;
        if (by === undefined) addition.values.set(trait, added.set(hash, id));
        if (isLearned && (by === undefined || by === id)) firstSeen[trait] = kind;
      }
    }
    return firstSeen;
  }

  private additionOf(key: string, kind: SketchKind, seconds: number): OpenAddition {
    const found = this.additions.get(key) ?? {
      ...{ kind, values: new Map(), firstSeconds: seconds, lastSeconds: seconds },
    };
    found.firstSeconds = Math.min(found.firstSeconds, seconds);
    found.lastSeconds = Math.max(found.lastSeconds, seconds);
    this.additions.set(key, found);
    return found;
  }
}

/** A record without a time, or without an id, teaches nothing. */
function toRead(record: CloudTrailRecord, addresses: KnownAddresses | undefined): ReadRecord | undefined {
  const traits = hashedTraitsOf(record);
  const { eventID: id } = record;
  if (traits === undefined || typeof id !== 'string') return undefined;
  const { actor, account, values, seconds, hashes } = traits;
  const address = origin.source(record) ?? '';
  const country = values.sourceNetwork === undefined ? undefined : addresses?.countryOf(address);
  const countries = country === undefined ? [] : [['country', valueHash('country', country)] as const];
  // Countries have separate sketches: they are learned from when a database is given.
  const ofCountry = (kind: SketchKind, name: string) =>
    countries.length === 0 ? [] : [{ kind, key: `${name} countries`, hashes: countries }];
  // The account is last: what is new to it is new to the actor, too.
  const parts = [
    ...[{ kind: 'actor' as const, key: actor, hashes }, ...ofCountry('actor', actor)],
    ...[{ kind: 'account' as const, key: account, hashes }, ...ofCountry('account', account)],
  ];
  return { record, id, seconds, parts };
}
