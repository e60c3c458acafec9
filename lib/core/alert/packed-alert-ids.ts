/** Bytes of an alert's id that are kept. Of a million ids, two agree in them once in 37 million times. */
const ID_BYTES = 8;

/** Hexadecimal digits of the same. */
const ID_DIGITS = 2 * ID_BYTES;

const FIRST_IDS = 64;

/** The maximum number of ids in one item of the table: 320 of the 400 KB that DynamoDB takes. */
const MAX_IDS_AN_ITEM = 40_000;

/** The part of an alert's id by which it is known among packed ids. */
export function idPrefix(id: string): string {
  return id.slice(0, ID_DIGITS).padEnd(ID_DIGITS, '0');
}

/** Many alert ids in little memory: the first eight bytes of each, one after the other. */
export class PackedAlertIds {
  #bytes = new Uint8Array(FIRST_IDS * ID_BYTES);
  #used = 0;

  /** The ids of pieces that are not in others, each once. */
  static onlyIn(pieces: readonly Uint8Array[], others: readonly Uint8Array[]): PackedAlertIds {
    const ids = toNumbers(pieces).sort();
    const except = toNumbers(others).sort();
    let next = 0;
    const only = ids.filter((id, at) => {
      while (next < except.length && (except[next] as bigint) < id) next += 1;
      return id !== ids[at - 1] && id !== except[next];
    });
    const packing = new PackedAlertIds();
    packing.#bytes = new Uint8Array(only.buffer);
    packing.#used = packing.#bytes.length;
    return packing;
  }

  /** How many ids there are; an id that was added twice counts twice. */
  get size(): number {
    return this.#used / ID_BYTES;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  add(id: string): void {
    if (this.#used === this.#bytes.length) {
      const larger = new Uint8Array(Math.max(FIRST_IDS * ID_BYTES, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    const prefix = idPrefix(id);
    for (let at = 0; at < ID_DIGITS; at += 2) {
      this.#bytes[this.#used++] = Number.parseInt(prefix.slice(at, at + 2), 16);
    }
  }

  /** Chunks with a maximum number of ids, in order: each fits in one item of the table. */
  *pieces(maxIds = MAX_IDS_AN_ITEM): Generator<Uint8Array, void> {
    for (let at = 0; at < this.#used; at += maxIds * ID_BYTES) {
      yield this.#bytes.slice(at, Math.min(this.#used, at + maxIds * ID_BYTES));
    }
  }

  /** The prefixes of those ids that are in other pieces, too. */
  commonWith(pieces: readonly Uint8Array[]): readonly string[] {
    if (pieces.length === 0) return [];
    // Of the two, the pieces may be the ids of all of a flood, and these one.
    const found = foundIn(toNumbers(pieces), distinctPacked([this.bytes]));
    const common = [...this.pieces(1)].filter((piece) => found.has(toNumbers([piece])[0] ?? 0n));
    return common.map((piece) => Buffer.from(piece).toString('hex'));
  }

  /** The prefixes in a set that are among those ids. */
  among(prefixes: ReadonlySet<string>): readonly string[] {
    if (prefixes.size === 0) return [];
    const found = foundIn(toNumbers([this.bytes]), distinctPacked([packed(prefixes)]));
    return [...prefixes].filter((prefix) => found.has(numberOf(prefix)));
  }
}

/** The wanted ids that are among others, which may be many more. */
function foundIn(ids: BigUint64Array, wanted: ReadonlySet<bigint>): ReadonlySet<bigint> {
  const found = new Set<bigint>();
  for (const id of ids) if (wanted.has(id)) found.add(id);
  return found;
}

/** How many different ids are packed in all pieces together, without those of some prefixes. */
export function countDistinct(pieces: readonly Uint8Array[], except: ReadonlySet<string>): number {
  const excepted = distinctPacked([packed(except)]);
  const ids = toNumbers(pieces).sort();
  let count = 0;
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at] as bigint;
    if ((at === 0 || id !== ids[at - 1]) && !excepted.has(id)) count += 1;
  }
  return count;
}

function distinctPacked(pieces: readonly Uint8Array[]): ReadonlySet<bigint> {
  return new Set(toNumbers(pieces));
}

/** These ids. */
export function packedIds(...ids: readonly string[]): PackedAlertIds {
  const packing = new PackedAlertIds();
  for (const id of ids) packing.add(id);
  return packing;
}

function packed(prefixes: Iterable<string>): Uint8Array {
  return packedIds(...prefixes).bytes;
}

function numberOf(prefix: string): bigint {
  return toNumbers([packed([prefix])])[0] ?? 0n;
}

/** The ids as numbers in the machine's own byte order, which is good for comparing. */
function toNumbers(pieces: readonly Uint8Array[]): BigUint64Array {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return new BigUint64Array(bytes.buffer, 0, Math.floor(length / ID_BYTES));
}
