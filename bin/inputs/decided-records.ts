import type { CloudTrailRecord } from '../../lib/core/record/record';
import { DecidedFiles } from './decided-files';
import type { Input, InputFile } from './input-file';
import { KeyedInput } from './keyed-input';
import type { CachedPaths } from './text-cache';

/** The records of a file that a question may be about, and how many there are beside them. */
export interface FileRecords {
  /** All, those that are not chosen among them. */
  readonly total: number;
  /** Chosen, and not asked for. */
  readonly passed: number;
  /** The place of each in the file, from 0. */
  readonly places: readonly number[];
  readonly records: readonly CloudTrailRecord[];
}

/** What a file may hold and be kept. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

/** Remembers for each file of an archive which of its records a condition may hold for. */
export class DecidedRecords {
  /**
   * Undefined if nothing is to be remembered.
   *
   * @param question the condition, and how records are chosen
   */
  static of(cached: CachedPaths, question: string): DecidedRecords | undefined {
    const decided = DecidedFiles.of(cached, `records\n${question}`);
    return decided && new DecidedRecords(decided);
  }

  /** Files that are known, and those that are not, by their names. */
  readonly #known = new Map<string, Uint8Array>();
  readonly #keyed = new Map<string, KeyedInput>();

  private constructor(private readonly decided: DecidedFiles) {}

  /** The same inputs; what is known of them is at hand until they are read. */
  async *looking(inputs: AsyncIterable<Input>): AsyncGenerator<Input, void> {
    for await (const input of inputs) yield 'open' in input ? this.#look(input) : input;
  }

  /** Whether the next reading of an input is not needed. */
  has({ name }: InputFile): boolean {
    return this.#known.has(name);
  }

  /** What is known of an input, once; undefined if nothing is. */
  take({ name }: InputFile): FileRecords | undefined {
    const bytes = this.#known.get(name);
    this.#known.delete(name);
    return bytes && (JSON.parse(Buffer.from(bytes).toString()) as FileRecords);
  }

  /** Keeps what was found in a file. */
  keep(name: string, found: FileRecords | undefined): void {
    const keyed = this.#keyed.get(name);
    this.#keyed.delete(name);
    if (keyed !== undefined && found !== undefined)
      this.decided.keep(keyed, Buffer.from(JSON.stringify(found)));
  }

  /** What was kept can be found from now on. */
  close(): void {
    this.decided.close();
  }

  #look(input: InputFile): InputFile {
    const keyed = KeyedInput.of(input);
    if (keyed === undefined) return input;
    const bytes = this.decided.find(keyed);
    if (bytes === undefined) this.#keyed.set(input.name, keyed);
    else this.#known.set(input.name, bytes);
    return keyed.input;
  }
}

/** What is found in a file while it is read. */
export class FoundInFile {
  #total = 0;
  #passed = 0;
  #characters = 0;
  #isWhole = true;
  readonly #places: number[] = [];
  readonly #records: CloudTrailRecord[] = [];

  add(record: CloudTrailRecord, bytes: number): void {
    if (!this.#isWhole) return;
    this.#places.push(this.#total++);
    this.#records.push(record);
    this.#characters += bytes;
    if (this.#characters > MAX_CHARACTERS) this.discard();
  }

  pass(records: number, isOutside: boolean): void {
    this.#total += records;
    if (!isOutside) this.#passed += records;
  }

  /** There is something else in it, of which is reported each time. */
  discard(): void {
    this.#isWhole = false;
    this.#records.length = 0;
  }

  /** Undefined if it is to be read again the next time. */
  get found(): FileRecords | undefined {
    if (!this.#isWhole) return undefined;
    return { total: this.#total, passed: this.#passed, places: this.#places, records: this.#records };
  }
}
