import type { CloudTrailRecord } from '../../record/record';
import { sha256Hex } from '../../record/sha256';
import { timeTextOf } from '../../record/to-event-time';
import { type RecordTraits, TRAITS, type Trait, traitsOf } from './traits';

/** Whether a sketch is of an actor or of an account. */
export type SketchKind = 'actor' | 'account';

/**
 * Maximum number of values of a trait that are remembered, six bytes each: 7 KB for an actor, 41 KB for an account at most.
 * An actor that calls from more networks than that, such as builds on hosted runners, is new from each: another new network
 * has no meaning.
 */
export const MAX_VALUES: Readonly<Record<SketchKind, Readonly<Record<Trait, number>>>> = {
  actor: { eventName: 1024, awsRegion: 64, sourceNetwork: 32, userAgent: 32, country: 16 },
  account: { eventName: 4096, awsRegion: 64, sourceNetwork: 2048, userAgent: 512, country: 250 },
};

const VERSION = 1;
const HASH_BYTES = 6;
const HEAD_BYTES = 9;

/** The number that a value of a trait is remembered by: 48 bits of its SHA-256, so that two values of one number are not found by trying. */
export function valueHash(trait: Trait, value: string): number {
  return Number.parseInt(sha256Hex(`${trait} ${value}`).slice(0, 2 * HASH_BYTES), 16);
}

/**
 * What an actor or an account was seen with, and since when. Values are only added: flooding it with values fills it, and
 * removes none. A full trait has no new values.
 */
export class Sketch {
  /** Seconds since 1970 of the first and last record, by `eventTime`. */
  firstSeconds = Number.POSITIVE_INFINITY;
  lastSeconds = 0;
  private readonly values: Readonly<Record<Trait, Set<number>>> = {
    eventName: new Set(),
    awsRegion: new Set(),
    sourceNetwork: new Set(),
    userAgent: new Set(),
    country: new Set(),
  };

  constructor(readonly kind: SketchKind) {}

  /** Of the bytes that {@link encode} gave; undefined of others. */
  static decode(kind: SketchKind, bytes: Uint8Array): Sketch | undefined {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (view.length < HEAD_BYTES || view[0] !== VERSION) return undefined;
    const sketch = new Sketch(kind);
    sketch.firstSeconds = view.readUInt32BE(1);
    sketch.lastSeconds = view.readUInt32BE(5);
    let at = HEAD_BYTES;
    for (const trait of TRAITS) {
      // Sketches without countries were written before there were any.
      if (at === view.length && trait === 'country') break;
      if (at + 2 > view.length) return undefined;
      const end = at + 2 + view.readUInt16BE(at) * HASH_BYTES;
      if (end > view.length) return undefined;
      for (at += 2; at < end; at += HASH_BYTES) sketch.values[trait].add(view.readUIntBE(at, HASH_BYTES));
    }
    return sketch;
  }

  /** What it has of each trait. */
  get traits(): ReadonlyMap<Trait, ReadonlySet<number>> {
    return new Map(TRAITS.map((trait) => [trait, this.values[trait]]));
  }

  has(trait: Trait, hash: number): boolean {
    return this.values[trait].has(hash);
  }

  /**
   * Whether `more` further values of a trait are all that it has room for.
   *
   * @param more values that are not in it yet
   */
  isFull(trait: Trait, more = 0): boolean {
    return this.values[trait].size + more >= MAX_VALUES[this.kind][trait];
  }

  /** Adds values, as long as there is room. Gives whether that changed anything. */
  add(trait: Trait, hashes: Iterable<number>): boolean {
    const values = this.values[trait];
    const before = values.size;
    for (const hash of hashes) if (!this.isFull(trait)) values.add(hash);
    return values.size > before;
  }

  /** Notes that there were records of these times. */
  span(firstSeconds: number, lastSeconds: number): void {
    this.firstSeconds = Math.min(this.firstSeconds, firstSeconds);
    this.lastSeconds = Math.max(this.lastSeconds, lastSeconds);
  }

  /** In ascending order, so that the same values give the same bytes. */
  encode(): Uint8Array {
    const count = TRAITS.reduce((sum, trait) => sum + this.values[trait].size, 0);
    const bytes = Buffer.alloc(HEAD_BYTES + TRAITS.length * 2 + count * HASH_BYTES);
    bytes[0] = VERSION;
    bytes.writeUInt32BE(Math.min(this.firstSeconds, 0xffff_ffff), 1);
    bytes.writeUInt32BE(Math.min(this.lastSeconds, 0xffff_ffff), 5);
    let at = HEAD_BYTES;
    for (const trait of TRAITS) {
      at = bytes.writeUInt16BE(this.values[trait].size, at);
      for (const hash of [...this.values[trait]].sort((one, other) => one - other))
        at = bytes.writeUIntBE(hash, at, HASH_BYTES);
    }
    return bytes;
  }
}

/** Whose sketches a record belongs to, and what it adds to them. */
export interface HashedTraits extends RecordTraits {
  /** When it happened, since 1970. */
  readonly seconds: number;
  readonly hashes: readonly (readonly [trait: Trait, hash: number])[];
}

/** The traits of a record by their hashes; undefined if it has none, or no time. */
export function hashedTraitsOf(record: CloudTrailRecord): HashedTraits | undefined {
  const traits = traitsOf(record);
  const seconds = Math.floor(Date.parse(timeTextOf(record) ?? '') / 1000);
  if (traits === undefined || !(seconds >= 0)) return undefined;
  const hashes = TRAITS.flatMap((trait) => {
    const value = traits.values[trait];
    return value === undefined ? [] : [[trait, valueHash(trait, value)] as const];
  });
  return { ...traits, seconds, hashes };
}
