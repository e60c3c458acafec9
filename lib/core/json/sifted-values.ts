import type { ByteWindow } from './byte-window';
import type { CountedValues, FoundValue, PassedValues } from './found-value';
import { type Json, parseJson } from './json-value';
import {
  COUNTED_TEXT_BYTES,
  type CountedRun,
  type HeldRecord,
  RECORD_COUNTED,
  RECORD_HELD,
  RECORD_OUTSIDE,
  type RecordSieve,
  type SiftedRecords,
} from './record-sieve';

/** The first block is small, for a text that is not compact would be searched again from each of its records. */
const MIN_BLOCK_BYTES = 8 * 1024;

/**
 * A piece of unpacked text, and the rest of the one before. In larger blocks, the parts that are written during the search leave
 * the processor's cache.
 */
const USUAL_BLOCK_BYTES = 512 * 1024;

/** The number of consecutive searches without a record after which searching ends: the text is not compact. */
const MAX_VAIN = 16;

type FoundRecord = Extract<FoundValue, { readonly kind: 'value' }>;
type FoundBySieve = FoundRecord | PassedValues | CountedValues;

/** A sieve's verdicts on the records of a list, block by block. */
export class SiftedValues {
  private sifted: SiftedRecords | undefined;
  /** The next record of `sifted`, and the place in the text where the block began. */
  private index = 0;
  private base = 0;
  private blockBytes = MIN_BLOCK_BYTES;
  private vain = 0;
  /** How many of the counted records of `sifted` are before the next record. */
  private counted = 0;

  constructor(private readonly sieve: RecordSieve) {}

  /** The record at `at`, or that and following ones which satisfy no rule; undefined if it must be read in full. */
  next(window: ByteWindow, at: number): (FoundBySieve & { readonly end: number }) | undefined {
    if (this.vain === MAX_VAIN) return undefined;
    if (!this.isNext(at)) {
      if (!this.sieve.isReady(window.endOffset - at)) return undefined;
      this.search(window, at);
    }
    const { sifted, index, base } = this;
    if (sifted === undefined || index === sifted.ends.length) return undefined;
    const { ends, verdicts, keys, newestEventTime } = sifted;
    const verdict = verdicts[index];
    let next = index + 1;
    if (verdict !== RECORD_HELD) while (verdicts[next] === verdict) next += 1;
    this.index = next;
    const end = base + (ends[next - 1] as number);
    if (verdict === RECORD_COUNTED)
      return {
        kind: 'counted',
        offset: at,
        end,
        ...this.countedRun(sifted, index, next),
        written: window.lasting(at, end),
      };
    if (verdict !== RECORD_HELD) {
      const isOutside = verdict === RECORD_OUTSIDE;
      const [records, ofThem] = [next - index, keys.subarray(8 * index, 8 * next)];
      return { kind: 'passed', isOutside, offset: at, end, records, keys: ofThem, newestEventTime };
    }
    const written = window.text(at, end);
    const known = sifted.held.get(index);
    if (known?.isKeyed === true)
      return new KeyedValue({ offset: at, end, written, known, key: keys.subarray(8 * index, 8 * next) });
    const value = parseJson(written);
    return value === undefined ? undefined : { kind: 'value', offset: at, end, value, written, known };
  }

  /** The counted records from one place of the block to another. */
  private countedRun(
    { ends, keys, counted }: SiftedRecords,
    index: number,
    next: number,
  ): Omit<CountedRun, 'written'> {
    const records = next - index;
    const [from, to] = [this.counted, this.counted + records];
    this.counted = to;
    const first = startOf({ ends }, index);
    return {
      records,
      keys: keys.subarray(8 * index, 8 * next),
      ends: ends.subarray(index, next).map((end) => end - first),
      alike: counted.alike.slice(from, to),
      timesMs: counted.timesMs.subarray(from, to),
      texts: counted.texts.subarray(COUNTED_TEXT_BYTES * from, COUNTED_TEXT_BYTES * to),
    };
  }

  /** Whether the record at that place is the next one of the block. */
  private isNext(at: number): boolean {
    const { sifted, index, base } = this;
    if (sifted === undefined || index === sifted.ends.length) return false;
    return at === base + startOf(sifted, index);
  }

  private search(window: ByteWindow, at: number): void {
    this.sifted = this.siftFrom(window, at);
    this.index = 0;
    this.base = at;
    this.counted = 0;
    if (this.sifted.ends.length > 0) this.vain = 0;
    else if (!this.sifted.isAtEnd) this.vain += 1;
    const { isAtEnd } = this.sifted;
    this.blockBytes = isAtEnd
      ? Math.min(2 * this.blockBytes, USUAL_BLOCK_BYTES)
      : Math.max(this.blockBytes / 2, MIN_BLOCK_BYTES);
  }

  /** A record longer than a block is looked for in larger ones. */
  private siftFrom(window: ByteWindow, at: number): SiftedRecords {
    const { maxBytes } = this.sieve;
    for (let bytes = this.blockBytes; ; bytes = Math.min(4 * bytes, maxBytes)) {
      const end = Math.min(window.endOffset, at + bytes);
      const sifted = this.sieve.sift(window.slice(at, end));
      const isLast = sifted.ends.length > 0 || !sifted.isAtEnd;
      if (isLast || end === window.endOffset || bytes === maxBytes) return sifted;
    }
  }
}

/** What is known of a record without parsing it. */
type KeyedParts = Omit<Required<FoundRecord>, 'kind' | 'value'> & { readonly end: number };

/** A record whose text is known to be what `JSON.stringify` gives of it. It is parsed when its value is first asked for. */
class KeyedValue implements FoundRecord {
  readonly kind = 'value';
  readonly offset: number;
  readonly end: number;
  readonly written: string;
  readonly known: HeldRecord | undefined;
  readonly key: Uint32Array | undefined;
  #value: Json | undefined;

  constructor({ offset, end, written, known, key }: KeyedParts) {
    this.offset = offset;
    this.end = end;
    this.written = written;
    this.known = known;
    this.key = key;
  }

  get value(): Json {
    this.#value ??= JSON.parse(this.written) as Json;
    return this.#value;
  }
}

/** Where a record begins, counted from the first byte of the first one. */
function startOf({ ends }: Pick<SiftedRecords, 'ends'>, record: number): number {
  return record === 0 ? 0 : (ends[record - 1] as number) + 1;
}
