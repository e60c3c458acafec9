import type { RecordPlace } from './contribution';
import type { SharedParts } from './spooled-line';

/** Words of a note in `numbers`. */
export const NOTE_WORDS = 5;
/** The place of the correlation's plan in the rule set. */
export const NOTE_PLAN = 0;
/** The place of what it shares with others, in `shared`. */
export const NOTE_SHARED = 1;
/** The record's place in its file, from 0. */
export const NOTE_INDEX = 2;
/** Where its text ends; it begins where that of the note before ends. */
export const NOTE_TEXT_END = 3;
/** The place in `wholes` of the record, plus one; 0 if alerts show nothing of it. */
export const NOTE_WHOLE = 4;

/** What records of one file add to correlations, in columns: an object for each would take longer than to count the record. */
export interface NotedContributions {
  /** Where the records are. */
  readonly file: RecordPlace;
  /** `NOTE_WORDS` for each. */
  readonly numbers: Uint32Array<ArrayBuffer>;
  readonly timesMs: Float64Array<ArrayBuffer>;
  /** The text of each, that of `renderLineText`, one behind the other. */
  readonly texts: Uint8Array<ArrayBuffer>;
  readonly shared: readonly SharedParts[];
  /** The JSON of records. */
  readonly wholes: readonly Uint8Array[];
}

/** No notes. */
export const NOTHING_NOTED: NotedContributions = {
  ...{ file: {}, numbers: new Uint32Array(0), timesMs: new Float64Array(0), texts: new Uint8Array(0) },
  ...{ shared: [], wholes: [] },
};

/** The bytes of notes. */
export function bytesOfNoted({ numbers, timesMs, texts, wholes }: NotedContributions): number {
  const wholeBytes = wholes.reduce((sum, { length }) => sum + length, 0);
  return numbers.byteLength + timesMs.byteLength + texts.byteLength + wholeBytes;
}

/** A note, but for its text. */
export interface NewNote {
  readonly plan: number;
  readonly shared: SharedParts;
  readonly timeMs: number;
  readonly index: number;
  readonly whole: Uint8Array | undefined;
}

const FIRST_NOTES = 32;
const TEXT_BYTES = 64;

/** Notes that become more. */
export class ContributionNotes {
  #count = 0;
  #numbers = new Uint32Array(0);
  #timesMs = new Float64Array(0);
  #texts = Buffer.alloc(0);
  #textEnd = 0;
  readonly #shared = new Map<SharedParts, number>();
  #wholes: Uint8Array[] = [];

  /** @param file where the records are */
  constructor(private readonly file: RecordPlace) {}

  /** Adds a note whose text is the bytes from one place to another. */
  add(note: NewNote, texts: Uint8Array, [from, to]: readonly [from: number, to: number]): void {
    this.#makeRoom(to - from);
    for (let at = from; at < to; at++) this.#texts[this.#textEnd++] = texts[at] as number;
    const at = NOTE_WORDS * this.#count;
    this.#numbers[at + NOTE_PLAN] = note.plan;
    this.#numbers[at + NOTE_SHARED] = this.#sharedOf(note.shared);
    this.#numbers[at + NOTE_INDEX] = note.index;
    this.#numbers[at + NOTE_TEXT_END] = this.#textEnd;
    this.#numbers[at + NOTE_WHOLE] = this.#wholeOf(note.whole);
    this.#timesMs[this.#count] = note.timeMs;
    this.#count += 1;
  }

  /** The notes since the last call, in separate memory. */
  take(): NotedContributions {
    if (this.#count === 0) return NOTHING_NOTED;
    const taken: NotedContributions = {
      file: this.file,
      numbers: this.#numbers.slice(0, NOTE_WORDS * this.#count),
      timesMs: this.#timesMs.slice(0, this.#count),
      texts: Uint8Array.prototype.slice.call(this.#texts, 0, this.#textEnd) as Uint8Array<ArrayBuffer>,
      shared: [...this.#shared.keys()],
      wholes: this.#wholes,
    };
    this.#count = 0;
    this.#textEnd = 0;
    this.#shared.clear();
    this.#wholes = [];
    return taken;
  }

  #sharedOf(shared: SharedParts): number {
    const known = this.#shared.get(shared);
    if (known !== undefined) return known;
    this.#shared.set(shared, this.#shared.size);
    return this.#shared.size - 1;
  }

  /** Several correlations that count the same record note it one after the other. */
  #wholeOf(whole: Uint8Array | undefined): number {
    if (whole !== undefined && this.#wholes.at(-1) !== whole) this.#wholes.push(whole);
    return whole === undefined ? 0 : this.#wholes.length;
  }

  #makeRoom(textBytes: number): void {
    if (this.#count === this.#timesMs.length) {
      const notes = Math.max(2 * this.#count, FIRST_NOTES);
      const [numbers, timesMs] = [new Uint32Array(NOTE_WORDS * notes), new Float64Array(notes)];
      numbers.set(this.#numbers);
      timesMs.set(this.#timesMs);
      [this.#numbers, this.#timesMs] = [numbers, timesMs];
    }
    const needed = this.#textEnd + textBytes;
    if (needed <= this.#texts.length) return;
    const texts = Buffer.alloc(Math.max(2 * needed, FIRST_NOTES * TEXT_BYTES));
    texts.set(this.#texts.subarray(0, this.#textEnd));
    this.#texts = texts;
  }
}
