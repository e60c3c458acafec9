import type { CloudTrailRecord } from '../record/record';
import type { RecordIdentity } from '../record/record-identity';
import { keyOf, type ReadContribution, type RecordPlace } from './contribution';

/** The texts that many records add alike to one correlation. */
export interface SharedParts {
  /** The values of each group as JSON. */
  readonly groups: readonly string[];
  /** All of a {@link LineHead} but its name, as text. */
  readonly rest: string;
}

type Facts = readonly [ruleId: string, recipientAccountId: string, eventName: string, awsRegion: string];

/** Where bytes are kept. */
export interface Kept {
  readonly from: number;
  readonly length: number;
}

/** Reads a whole record that is kept. */
export type ReadKept = (whole: Kept) => CloudTrailRecord;

/** The part of a head with the counted values of a record, whichever group it is for. */
export function renderCounted({ values }: Pick<ReadContribution, 'values'>): string {
  return `${values.length}\t${JSON.stringify(values)}`;
}

/** The part after that. */
export function renderFacts(
  ruleId: string,
  { identity, eventName, awsRegion }: Pick<ReadContribution, 'identity' | 'eventName' | 'awsRegion'>,
): string {
  const facts: Facts = [ruleId, identity.recipientAccountId, eventName, awsRegion];
  return JSON.stringify(facts);
}

/** The beginning of the lines of many records, from its text. None of the parts contains a tab. */
export class LineHead {
  /** The place of the plan, and the values of the group as JSON. */
  readonly name: string;
  /** How many combinations of values are counted. */
  readonly count: number;
  /** The combinations, as JSON. */
  readonly values: string;
  readonly #json: string;
  #facts: Facts | undefined;
  #account: string | undefined;

  constructor(text: string) {
    const [name = '', count, values = '', facts = ''] = text.split('\t');
    this.name = name;
    this.count = Number(count);
    this.values = values;
    this.#json = facts;
  }

  /** As JSON. */
  get account(): string {
    this.#account ??= JSON.stringify(this.facts[1]);
    return this.#account;
  }

  get facts(): Facts {
    this.#facts ??= JSON.parse(this.#json) as Facts;
    return this.#facts;
  }
}

/** The text of a line: `eventTime`, which ends with the first Z, and the record's id as JSON. */
export function renderLineText(eventTime: string, eventID: string): string {
  // Most ids have nothing in them that needs an escape.
  return `${eventTime}${PLAIN.test(eventID) ? `"${eventID}"` : JSON.stringify(eventID)}`;
}

const PLAIN = /^[ !#-[\]-~]*$/;

/** A line that is to be written. */
export interface NewLine {
  /** The number of its head. */
  readonly head: number;
  readonly timeMs: number;
  /** The place of the record in its file. */
  readonly index: number;
  readonly whole: Kept | undefined;
  /** Where its text is among others. */
  readonly texts: Uint8Array;
  readonly textFrom: number;
  readonly textEnd: number;
}

/**
 * A line in memory, in words of 32 bits, up to a multiple of 8 bytes:
 *
 *     0     1     2       4      5           6           8            10
 *     head  file  timeMs  index  text bytes  whole from  whole bytes  text
 */
const FILE = 1;
const TIME = 1;
const INDEX = 4;
const TEXT_BYTES = 5;
const WHOLE = 3;
const WHOLE_BYTES = 8;
const TEXT = 40;

/** Memory for lines: the same bytes as they are read and written. Each line begins at a multiple of 8 bytes. */
export class LineBytes {
  readonly bytes: Buffer;
  readonly #words: Uint32Array;
  readonly #doubles: Float64Array;

  /** @param length a multiple of 8 */
  constructor(length: number) {
    const memory = new ArrayBuffer(length);
    this.bytes = Buffer.from(memory);
    this.#words = new Uint32Array(memory);
    this.#doubles = new Float64Array(memory);
  }

  /** The bytes that a line with a text of that length takes. */
  static lengthOf(textBytes: number): number {
    return (TEXT + textBytes + 7) & ~7;
  }

  /** Writes a line at a place where there is room for it, with the number of the file of its record. */
  write(at: number, line: NewLine, file: number): void {
    const { head, timeMs, index, whole, texts, textFrom, textEnd } = line;
    const word = at >>> 2;
    const double = at >>> 3;
    this.#words[word] = head;
    this.#words[word + FILE] = file;
    this.#doubles[double + TIME] = timeMs;
    this.#words[word + INDEX] = index;
    this.#words[word + TEXT_BYTES] = textEnd - textFrom;
    this.#doubles[double + WHOLE] = whole?.from ?? 0;
    this.#words[word + WHOLE_BYTES] = whole?.length ?? 0;
    for (let from = textFrom, to = at + TEXT; from < textEnd; from++, to++)
      this.bytes[to] = texts[from] as number;
  }

  /** The number of the head of the line at a place, and of its file. */
  headAt(at: number): number {
    return this.#words[at >>> 2] as number;
  }

  fileAt(at: number): number {
    return this.#words[(at >>> 2) + FILE] as number;
  }

  timeAt(at: number): number {
    return this.#doubles[(at >>> 3) + TIME] as number;
  }

  indexAt(at: number): number {
    return this.#words[(at >>> 2) + INDEX] as number;
  }

  /** Where the whole record is kept; undefined if it is not. */
  wholeAt(at: number): Kept | undefined {
    const length = this.#words[(at >>> 2) + WHOLE_BYTES] as number;
    return length === 0 ? undefined : { from: this.#doubles[(at >>> 3) + WHOLE] as number, length };
  }

  textAt(at: number): string {
    return this.bytes.toString('utf8', at + TEXT, at + TEXT + this.#textBytesAt(at));
  }

  /** Where the next line begins. */
  endOf(at: number): number {
    return at + LineBytes.lengthOf(this.#textBytesAt(at));
  }

  #textBytesAt(at: number): number {
    return this.#words[(at >>> 2) + TEXT_BYTES] as number;
  }
}

/** Lines that were written together, with the heads and files that they name by their numbers. */
export interface LinePortion {
  readonly heads: readonly LineHead[];
  readonly files: readonly RecordPlace[];
  readonly lines: LineBytes;
  /** Where the last one ends. */
  readonly end: number;
}

/** A line that was written. Only requested parts of its bytes are read. */
export class SpooledLine {
  readonly head: LineHead;
  readonly timeMs: number;

  /** @param at where it begins in the bytes */
  constructor(
    private readonly portion: LinePortion,
    private readonly at: number,
  ) {
    const { heads, lines } = portion;
    this.head = heads[lines.headAt(at)] as LineHead;
    this.timeMs = lines.timeAt(at);
  }

  get identity(): RecordIdentity {
    const [, recipientAccountId] = this.head.facts;
    const { id } = this.#texts();
    return {
      eventID: PLAIN.test(id.slice(1, -1)) ? id.slice(1, -1) : (JSON.parse(id) as string),
      recipientAccountId,
    };
  }

  /** {@link recordName}, without parsing JSON. */
  get recordName(): string {
    return keyOf(`[${this.head.account},${this.#texts().id}]`);
  }

  get ruleId(): string {
    return this.head.facts[0];
  }

  get eventName(): string {
    return this.head.facts[2];
  }

  /** Whether the whole record is kept. */
  get isShown(): boolean {
    return this.portion.lines.wholeAt(this.at) !== undefined;
  }

  /** The record, without its counted values. */
  record(readKept: ReadKept): Omit<ReadContribution, 'groups' | 'values'> {
    const { lines, files } = this.portion;
    const [ruleId, , eventName, awsRegion] = this.head.facts;
    const whole = lines.wholeAt(this.at);
    return {
      ...{ ruleId, eventName, awsRegion, timeMs: this.timeMs, eventTime: this.#texts().eventTime },
      identity: this.identity,
      place: { ...files[lines.fileAt(this.at)], index: lines.indexAt(this.at) },
      shown: whole === undefined ? undefined : () => readKept(whole),
    };
  }

  #texts(): { readonly eventTime: string; readonly id: string } {
    const text = this.portion.lines.textAt(this.at);
    const timeEnd = text.indexOf('Z') + 1;
    return { eventTime: text.slice(0, timeEnd), id: text.slice(timeEnd) };
  }
}
