import type { ByteWindow } from './byte-window';
import { type FoundValue, foundSpan, guessedSpan, MAX_VALUE_BYTES } from './found-value';
import { isRecordListName, isWrapper } from './record-sieve';
import { MAX_GAP_BYTES, MAX_SEPARATOR_BYTES, Separator } from './separator';
import { ValueScan } from './value-scan';

/** The end of a longer value is not guessed. */
const GUESS_BYTES = 64 * 1024;

/** The number of consecutive failed guesses after which guessing ends. */
const MAX_MISSES = 16;

const SPACE = 0x20;

/**
 * Reads values one after another: those of a list, or the objects right in the text.
 *
 * 1. *Guess.* A value may end where a separator is found. If `JSON.parse` takes the bytes up to there, it does end
 *    there, for no JSON object is the beginning of another. This is nearly always the case, and saves the scan.
 * 2. *Scan.* Otherwise quotes and brackets give the end.
 * 3. *Recover.* If the bytes found are not JSON, or the text ends before, a quote or a bracket is missing, and valid
 *    values may follow the broken one, which is then taken to end at its first separator. From there on separators are
 *    trusted without a scan: otherwise each of a thousand broken values would be scanned to the end of the text.
 *
 * The values found are the same however the text was cut into chunks.
 */
export class ValueReader {
  /** The scan of the current value; its `at` is where reading continues. */
  readonly scan = new ValueScan();
  private readonly separator: Separator;
  private phase: 'observe' | 'guess' | 'scan' = 'observe';
  private isScalar = false;
  private isOverlong = false;
  /** Whether a value was broken, so that separators are trusted from there on. */
  isTrusting = false;
  private isTimed = false;
  private misses = 0;
  private previousEnd = -1;
  private searchedTo = 0;

  constructor(private readonly place: 'list' | 'text') {
    this.separator = new Separator(place);
  }

  /** Notes that the next value does not directly follow another. */
  forgetPrevious(): void {
    this.previousEnd = -1;
  }

  /** Notes that a value that was found by other means ends there. */
  skipTo(end: number): void {
    this.scan.at = end;
    this.previousEnd = end;
  }

  /** Notes that the next value is preceded by a time on its line. */
  expectTime(): void {
    this.isTimed = true;
  }

  /** Begins with the value whose first byte is at `start`; a scalar is a value without quotes and brackets. */
  begin(start: number, isScalar: boolean): void {
    this.scan.begin(start);
    this.isScalar = isScalar;
    this.isOverlong = false;
    this.searchedTo = start;
    this.phase = isScalar ? 'scan' : 'observe';
  }

  /** The value; `list` after the `[` of a list directly inside an object in the text; undefined if more bytes are needed. */
  read(window: ByteWindow, isEnded: boolean): FoundValue | 'list' | undefined {
    if (this.phase === 'observe') {
      if (!this.separator.observe(window, this.previousEnd, this.scan.start) && !isEnded) return undefined;
      if (this.isTimed) this.separator.observeTime();
      this.isTimed = false;
      this.phase = 'guess';
    }
    if (this.phase === 'guess') {
      const found = this.isTrusting ? this.readTrusting(window, isEnded) : this.guess(window);
      if (found !== 'unknown') return found;
      this.phase = 'scan';
    }
    return this.readByScan(window, isEnded);
  }

  /** The first byte, from `least` on, that is still needed while a value is read. */
  keepFrom(least: number): number {
    if (this.phase === 'observe') return this.keepFromBetween(this.scan.start);
    if (!this.isOverlong) return this.scan.start;
    return this.place === 'text' ? this.scan.keepFromKey(least) : this.scan.at;
  }

  /** The same between two values, when the next one can begin at `at` at the earliest. */
  keepFromBetween(at: number): number {
    return this.previousEnd >= 0 && at - this.previousEnd <= MAX_GAP_BYTES ? this.previousEnd : at;
  }

  private guess(window: ByteWindow): FoundValue | 'unknown' {
    if (this.misses >= MAX_MISSES) return 'unknown';
    const { start } = this.scan;
    const end = this.separator.findEnd(window, start, Math.min(window.endOffset, start + GUESS_BYTES));
    const found = end < 0 ? undefined : guessedSpan(window, start, end);
    if (found === undefined || this.isWrapped(found)) return 'unknown';
    this.misses = 0;
    return this.endAt(endOfValue(window, end), found);
  }

  private readTrusting(window: ByteWindow, isEnded: boolean): FoundValue | 'unknown' | undefined {
    const { start } = this.scan;
    const longest = Math.min(window.endOffset, start + MAX_VALUE_BYTES);
    const end = this.separator.findEnd(window, this.searchedTo, longest);
    if (end < 0) {
      this.searchedTo = Math.max(start, longest - MAX_SEPARATOR_BYTES);
      return isEnded || longest < window.endOffset ? 'unknown' : undefined;
    }
    const found = guessedSpan(window, start, end);
    if (found === undefined) return this.scanBefore(window, end);
    return this.isWrapped(found) ? 'unknown' : this.endAt(endOfValue(window, end), found);
  }

  /** The bytes before a separator are not a value; but the last value of a list may end before it, or records may be wrapped in it. */
  private scanBefore(window: ByteWindow, end: number): FoundValue | 'unknown' {
    const { scan, place } = this;
    const { start } = scan;
    let outcome = scan.run(window, place === 'text', end);
    while (outcome === 'list' && !isRecordListName(scan.readKey(window))) {
      scan.enter();
      outcome = scan.run(window, true, end);
    }
    const found = outcome === 'end' ? foundSpan(window, scan) : undefined;
    if (found !== undefined && found.kind !== 'broken') return this.endAt(scan.at, found);
    if (outcome !== 'list')
      return this.endAt(end, { kind: 'broken', offset: start, code: 'bad-json', bytes: end - start });
    scan.begin(start);
    return 'unknown';
  }

  private isWrapped(found: FoundValue): boolean {
    return this.place === 'text' && found.kind === 'value' && isWrapper(found.value);
  }

  private readByScan(window: ByteWindow, isEnded: boolean): FoundValue | 'list' | undefined {
    const { scan } = this;
    const outcome = this.isScalar ? scan.runScalar(window) : scan.run(window, this.place === 'text');
    if (outcome === 'list') return 'list';
    if (outcome === 'more') return this.scanFurther(window, isEnded);
    const found = foundSpan(window, scan);
    if (found.kind === 'broken') return this.recover(window, scan.at) ?? this.endAt(scan.at, found);
    this.misses += 1;
    return this.endAt(scan.at, found);
  }

  private scanFurther(window: ByteWindow, isEnded: boolean): FoundValue | undefined {
    const isOverlong = window.endOffset - this.scan.start > MAX_VALUE_BYTES;
    const recovered = isEnded || isOverlong ? this.recover(window, window.endOffset) : undefined;
    this.isOverlong = isOverlong;
    if (recovered !== undefined || !isEnded) return recovered;
    return this.endAt(window.endOffset, { kind: 'unexpected-end', offset: this.scan.start });
  }

  private recover(window: ByteWindow, scannedTo: number): FoundValue | undefined {
    const { start } = this.scan;
    if (this.isScalar || this.isOverlong) return undefined;
    const longest = Math.min(scannedTo, start + MAX_VALUE_BYTES);
    const separated = this.separator.findEnd(window, start, longest);
    const end = separated < 0 ? this.separator.findLike(window, start, longest) : separated;
    if (end < 0) return undefined;
    this.isTrusting = true;
    return this.endAt(end, { kind: 'broken', offset: start, code: 'bad-json', bytes: end - start });
  }

  private endAt(end: number, found: FoundValue): FoundValue {
    this.scan.at = end;
    this.previousEnd = end;
    return found;
  }
}

/** Where the value ends that was guessed to end at `end`: before the space that JSON allows after it. */
function endOfValue(window: ByteWindow, end: number): number {
  let index = end - window.base;
  while ((window.bytes[index - 1] as number) <= SPACE) index -= 1;
  return window.base + index;
}
