import type { FoundValue } from '../../json/found-value';
import { JsonValues } from '../../json/json-values';
import type { RecordSieve } from '../../json/record-sieve';
import { CsvValues, isCsvHead } from './csv-values';

/** Splits a text into values that may be records: JSON in any arrangement, or a table with the names of columns. */
export class TextValues {
  private values: JsonValues | CsvValues | undefined;
  private beginning: Uint8Array[] = [];
  private isEnded = false;

  /** @param sieve finds the records that need not be parsed */
  constructor(private readonly sieve?: RecordSieve) {}

  /** The place in the text up to which values were found. */
  get offset(): number {
    return this.values?.offset ?? 0;
  }

  /** Adds the next bytes of the text, which must not change afterwards. */
  append(chunk: Uint8Array): void {
    if (this.beginning.length === 0 && chunk.length > 0 && !mayBeCsv(chunk))
      this.values ??= new JsonValues(this.sieve);
    if (this.values !== undefined) this.values.append(chunk);
    else {
      this.beginning.push(chunk);
      this.choose();
    }
  }

  /** Marks the end of the bytes. */
  end(): void {
    this.isEnded = true;
    this.choose();
    this.values?.end();
  }

  /** The next thing found; undefined if that takes more bytes, or at the end. */
  next(): FoundValue | undefined {
    return this.values?.next();
  }

  private choose(): void {
    if (this.values !== undefined) return;
    const [first] = this.beginning;
    const text =
      first !== undefined && this.beginning.length === 1
        ? Buffer.from(first.buffer, first.byteOffset, first.length)
        : Buffer.concat(this.beginning);
    const isCsv = mayBeCsv(text) ? isCsvHead(text, this.isEnded) : false;
    if (isCsv === undefined) {
      this.beginning = [text];
      return;
    }
    this.values = isCsv ? new CsvValues() : new JsonValues(this.sieve);
    for (const chunk of this.beginning) this.values.append(chunk);
    this.beginning = [];
  }
}

/** Nearly every text is JSON, as its first byte shows. */
function mayBeCsv(text: Uint8Array): boolean {
  const [first] = text;
  return first !== 0x7b && first !== 0x5b;
}
