import type { CloudTrailRecord } from '../record/record';
import type { RecordIdentity } from '../record/record-identity';
import { keyOf, type ReadContribution, type RecordPlace } from './contribution';

/** The addition of one record to a correlation, for a spool. */
export interface SpooledContribution {
  /** One object for many records, where that is known without looking at each. */
  readonly shared: SharedParts;
  readonly timeMs: number;
  /** The record's place in its file. */
  readonly index?: number | undefined;
  /** That of {@link renderLineText}. */
  readonly text: string;
  /** The JSON of the record, if alerts show something of it. */
  readonly whole?: Uint8Array | undefined;
}

/** The addition of one record of a file to a correlation. */
export interface NotedContribution extends SpooledContribution {
  /** The record's place in its file, from 0. */
  readonly index: number;
  /** The place of the correlation's plan in the rule set. */
  readonly plan: number;
}

/** The texts that many records add alike to one correlation. */
export interface SharedParts {
  /** The values of each group as JSON. */
  readonly groups: readonly string[];
  /** All of a {@link LineHead} but its name, as text. */
  readonly rest: string;
}

type Facts = readonly [
  ruleId: string,
  recipientAccountId: string,
  eventName: string,
  awsRegion: string,
  place: RecordPlace,
];

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

/** The part after that: the parts that records of one file share. */
export function renderFacts(
  ruleId: string,
  { identity, eventName, awsRegion, place }: Omit<ReadContribution, 'ruleId' | 'groups' | 'values'>,
): string {
  const { index: _, ...file } = place;
  const facts: Facts = [ruleId, identity.recipientAccountId, eventName, awsRegion, file];
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

/** The parts of a line after its head, without the whole record. */
export type LineParts = Pick<SpooledContribution, 'timeMs' | 'index' | 'text'>;

/** A line that is to be written. */
export interface NewLine {
  /** The number of its head. */
  readonly head: number;
  readonly parts: LineParts;
  readonly whole: Kept | undefined;
}

/** Represents an absent index. */
const NONE = -1;

/** The maximum number of UTF-8 bytes of a character. */
const MAX_UTF8_BYTES = 3;

/**
 * A line in memory, its numbers little-endian:
 *
 *     0     4           8       16     24          32            36
 *     head  text bytes  timeMs  index  whole from  whole length  text
 */
const TEXT_BYTES = 4;
const TIME = 8;
const INDEX = 16;
const WHOLE = 24;
const WHOLE_BYTES = 32;
const TEXT = 36;

/** No line with that text is longer. */
export function maxLineBytes(text: string): number {
  return TEXT + MAX_UTF8_BYTES * text.length;
}

/** Writes a line, and returns the place after it. */
export function writeLine(into: Buffer, at: number, { head, parts, whole }: NewLine): number {
  into.writeUInt32LE(head, at);
  into.writeDoubleLE(parts.timeMs, at + TIME);
  into.writeDoubleLE(parts.index ?? NONE, at + INDEX);
  into.writeDoubleLE(whole?.from ?? 0, at + WHOLE);
  into.writeUInt32LE(whole?.length ?? 0, at + WHOLE_BYTES);
  const length = into.write(parts.text, at + TEXT);
  into.writeUInt32LE(length, at + TEXT_BYTES);
  return at + TEXT + length;
}

/** A line that was written. Only requested parts of its bytes are read. */
export class SpooledLine {
  readonly timeMs: number;

  /** @param at where it begins in the bytes */
  constructor(
    readonly head: LineHead,
    private readonly bytes: Buffer,
    private readonly at: number,
  ) {
    this.timeMs = bytes.readDoubleLE(at + TIME);
  }

  /** The number of the head of the line that begins there. */
  static headAt(bytes: Buffer, at: number): number {
    return bytes.readUInt32LE(at);
  }

  /** Where the next line begins. */
  get end(): number {
    return this.at + TEXT + this.bytes.readUInt32LE(this.at + TEXT_BYTES);
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

  /** Whether the whole record is kept. */
  get isShown(): boolean {
    return this.bytes.readUInt32LE(this.at + WHOLE_BYTES) > 0;
  }

  /** The record, without its counted values. */
  record(readKept: ReadKept): Omit<ReadContribution, 'groups' | 'values'> {
    const [ruleId, , eventName, awsRegion, file] = this.head.facts;
    const index = this.bytes.readDoubleLE(this.at + INDEX);
    const from = this.bytes.readDoubleLE(this.at + WHOLE);
    const length = this.bytes.readUInt32LE(this.at + WHOLE_BYTES);
    return {
      ...{ ruleId, eventName, awsRegion, timeMs: this.timeMs, eventTime: this.#texts().eventTime },
      identity: this.identity,
      place: index === NONE ? file : { ...file, index },
      shown: length === 0 ? undefined : () => readKept({ from, length }),
    };
  }

  #texts(): { readonly eventTime: string; readonly id: string } {
    const text = this.bytes.toString('utf8', this.at + TEXT, this.end);
    const timeEnd = text.indexOf('Z') + 1;
    return { eventTime: text.slice(0, timeEnd), id: text.slice(timeEnd) };
  }
}
