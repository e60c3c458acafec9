import { isJsonObject, type Json, parseJson } from '../../json/json-value';

/** The saved signature of a digest file, or the problem: one sentence, lower case, no full stop. */
export type SavedEntry =
  | {
      readonly kind: 'signature';
      readonly key: string;
      readonly signature: string;
      /** Where the entry begins in the text, in bytes. */
      readonly offset: number;
    }
  | { readonly kind: 'problem'; readonly problem: string };

/** Where the reader is: outside of objects, after an opening brace or a comma, or in an entry. */
type Place = 'outside' | 'opened' | 'separated' | 'entry';

const URL = /^s3:\/\/[^/]+\//;
/** S3 keeps 2 KB of user metadata; all that head-object prints is a few kilobytes. */
const MAX_ENTRY_BYTES = 256 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = [0x7b, 0x5b];
const CLOSING = [0x7d, 0x5d];
const WHITESPACE = [0x20, 0x09, 0x0a, 0x0d];
const [OPENING_BRACE, CLOSING_BRACE] = [0x7b, 0x7d];

const NOT_AN_OBJECT: SavedEntry = { kind: 'problem', problem: 'the saved metadata is not a JSON object' };

/**
 * Reads metadata that was saved along with a copy of the archive, an entry at a time, since it may be longer than the memory
 * holds: a JSON object, or several one after another, that has, for the key of each digest file (or its `s3://` address), either
 * the object's user metadata or all that `aws s3api head-object` prints:
 *
 *     {"AWSLogs/…_20261120T150131Z.json.gz": {"signature": "3a1c…", "signature-algorithm": "SHA256withRSA"}, …}
 *     {"AWSLogs/…_20261120T150131Z.json.gz": {"Metadata": {"signature": "3a1c…", …}, …}, …}
 *
 * An object without a signature is skipped, as if it had no saved metadata. Nothing follows a problem.
 */
export class SavedMetadataReader {
  private place: Place = 'outside';
  private hasObject = false;
  private isInString = false;
  private isEscaped = false;
  private depth = 0;
  /** Of the entry that is being read: the pieces of earlier chunks, and where it begins. */
  private pieces: Uint8Array[] = [];
  private pieceBytes = 0;
  private entryOffset = 0;

  /** @param offset where the text begins in a longer one; beyond 0 it begins with an entry */
  constructor(private offset = 0) {
    if (offset > 0) this.place = 'opened';
  }

  /** Takes the next bytes of the text. */
  *read(chunk: Uint8Array): Generator<SavedEntry, void> {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      if (!this.isInEntry) {
        if (!this.step(byte)) return yield NOT_AN_OBJECT;
        from = at;
        this.entryOffset = this.offset + at;
      } else if (this.isEnd(byte)) {
        const entry = this.endEntry(chunk.subarray(from, at), byte);
        if (entry !== undefined) yield entry;
        if (entry?.kind === 'problem') return;
      }
    }
    this.offset += chunk.length;
    if (this.isInEntry && !this.keep(Uint8Array.from(chunk.subarray(from)))) yield NOT_AN_OBJECT;
  }

  /** Takes the end of the text into account. */
  end(): SavedEntry | undefined {
    return this.place === 'outside' && this.hasObject ? undefined : NOT_AN_OBJECT;
  }

  private get isInEntry(): boolean {
    return this.place === 'entry';
  }

  /** Continues between entries; false if the byte is not allowed there. */
  private step(byte: number): boolean {
    if (WHITESPACE.includes(byte)) return true;
    if (this.place === 'outside') {
      this.hasObject = true;
      this.place = 'opened';
      return byte === OPENING_BRACE;
    }
    if (byte === CLOSING_BRACE && this.place === 'opened') {
      this.place = 'outside';
      return true;
    }
    this.place = 'entry';
    this.isInString = true;
    return byte === QUOTE;
  }

  /** Continues in an entry; whether the byte is the first one after it. */
  private isEnd(byte: number): boolean {
    if (this.isInString) {
      if (this.isEscaped) this.isEscaped = false;
      else if (byte === BACKSLASH) this.isEscaped = true;
      else if (byte === QUOTE) this.isInString = false;
      return false;
    }
    if (byte === QUOTE) this.isInString = true;
    else if (this.depth === 0) {
      if (byte === COMMA || byte === CLOSING_BRACE) return true;
      if (OPENING.includes(byte)) this.depth = 1;
    } else if (OPENING.includes(byte)) this.depth += 1;
    else if (CLOSING.includes(byte)) this.depth -= 1;
    return false;
  }

  private endEntry(rest: Uint8Array, byte: number): SavedEntry | undefined {
    const text = Buffer.concat([...this.pieces, rest]).toString('utf8');
    this.pieces = [];
    this.pieceBytes = 0;
    this.place = byte === COMMA ? 'separated' : 'outside';
    return parseEntry(text, this.entryOffset);
  }

  private keep(piece: Uint8Array): boolean {
    this.pieces.push(piece);
    this.pieceBytes += piece.length;
    return this.pieceBytes <= MAX_ENTRY_BYTES;
  }
}

function parseEntry(text: string, offset: number): SavedEntry | undefined {
  const json = parseJson(`{${text}}`);
  const [entry, ...others] = isJsonObject(json) ? Object.entries(json) : [];
  if (entry === undefined || others.length > 0) return NOT_AN_OBJECT;
  const [place, saved] = entry;
  const signature = signatureOf(saved);
  if (signature === undefined) {
    const problem = `the saved metadata of ${JSON.stringify(place.slice(0, 300))} is not an object`;
    return { kind: 'problem', problem };
  }
  return signature === null
    ? undefined
    : { kind: 'signature', key: place.replace(URL, ''), signature, offset };
}

/** Null if the metadata has none; undefined if it is not metadata. */
function signatureOf(saved: Json | undefined): string | null | undefined {
  if (!isJsonObject(saved)) return undefined;
  const metadata = saved.Metadata ?? saved;
  if (!isJsonObject(metadata)) return undefined;
  return typeof metadata.signature === 'string' ? metadata.signature : null;
}
