import type { ByteWindow } from './byte-window';
import type { CountedValue, FoundValue, PassedValues } from './found-value';
import { parseJson } from './json-value';
import {
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

type FoundBySieve = Extract<FoundValue, { readonly kind: 'value' }> | PassedValues | CountedValue;

/** A sieve's verdicts on the records of a list, block by block. */
export class SiftedValues {
  private sifted: SiftedRecords | undefined;
  /** The next record of `sifted`, and the place in the text where the block began. */
  private index = 0;
  private base = 0;
  private blockBytes = MIN_BLOCK_BYTES;
  private vain = 0;
  /** A copy of the counted records of the block, one after the other: the text that they are in may change before they are counted. */
  private copied: Buffer = Buffer.alloc(0);
  /** Where the next of them begins. */
  private copiedAt = 0;

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
    if (verdict === RECORD_COUNTED) return this.nextCounted(sifted, at);
    let next = index + 1;
    if (verdict !== RECORD_HELD) while (verdicts[next] === verdict) next += 1;
    this.index = next;
    const end = base + (ends[next - 1] as number);
    if (verdict !== RECORD_HELD) {
      const passed = { records: next - index, keys: keys.subarray(8 * index, 8 * next), newestEventTime };
      return { kind: 'passed', isOutside: verdict === RECORD_OUTSIDE, offset: at, end, ...passed };
    }
    const written = window.text(at, end);
    const value = parseJson(written);
    if (value === undefined) return undefined;
    const known = sifted.held.get(index);
    const key = known?.isKeyed === true ? keys.subarray(8 * index, 8 * next) : undefined;
    return { kind: 'value', offset: at, end, value, written, known, key };
  }

  private nextCounted(
    sifted: SiftedRecords,
    at: number,
  ): (CountedValue & { readonly end: number }) | undefined {
    const { index, base } = this;
    const { ends, keys, counted } = sifted;
    const record = counted.get(index);
    if (record === undefined) return undefined;
    this.index = index + 1;
    const end = base + (ends[index] as number);
    const key = keys.subarray(8 * index, 8 * (index + 1));
    const copiedEnd = this.copiedAt + end - at;
    const written = this.copied.subarray(this.copiedAt, copiedEnd);
    this.copiedAt = copiedEnd;
    return { kind: 'counted', offset: at, end, record, key, written };
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
    this.copied = this.copyCounted(window, this.sifted);
    this.copiedAt = 0;
    if (this.sifted.ends.length > 0) this.vain = 0;
    else if (!this.sifted.isAtEnd) this.vain += 1;
    const { isAtEnd } = this.sifted;
    this.blockBytes = isAtEnd
      ? Math.min(2 * this.blockBytes, USUAL_BLOCK_BYTES)
      : Math.max(this.blockBytes / 2, MIN_BLOCK_BYTES);
  }

  private copyCounted(window: ByteWindow, sifted: SiftedRecords): Buffer {
    const { base } = this;
    const parts = [...sifted.counted.keys()].map((record) =>
      window.slice(base + startOf(sifted, record), base + (sifted.ends[record] as number)),
    );
    return Buffer.concat(parts);
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

/** Where a record begins, counted from the first byte of the first one. */
function startOf({ ends }: SiftedRecords, record: number): number {
  return record === 0 ? 0 : (ends[record - 1] as number) + 1;
}
