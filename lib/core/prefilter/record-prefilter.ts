import type { Json } from '../json/json-value';
import {
  type CountableRecord,
  type HeldRecord,
  RECORD_COUNTED,
  RECORD_HELD,
  RECORD_OUTSIDE,
  RECORD_PASSED,
  type RecordChoice,
  type RecordSieve,
  type SiftedRecords,
} from '../json/record-sieve';
import type { Condition } from '../rule/condition';
import { CountableRecords, type Survivor } from './countable-records';
import { FieldMasks, maskWords, setBit } from './field-masks';
import { PlacedRecords, REGION_FIELD } from './placed-records';
import type { PrefilterExports, PrefilterModule } from './prefilter-module';
import { type CountedFields, type PrefilterPlan, planPrefilter } from './prefilter-plan';
import { residualVerdict } from './residual-verdict';
import { writeFieldTree } from './write-field-tree';

/** The order of the fields changes when one of them has this many different values, and at each doubling after that. */
const FIRST_COUNT = 16;

/**
 * In which order masks are looked up for the fields of a record: those with few different values first. A value that was not
 * met before costs far more than all others, and mostly no rule is left when the turn of the last fields comes.
 */
class MaskingOrder {
  private readonly counts: number[];
  private readonly fields: number[];
  private isStale = true;

  /** @param isMasking for each field whether it has masks */
  constructor(isMasking: readonly boolean[]) {
    this.counts = isMasking.map(() => 0);
    this.fields = [...isMasking.keys()].filter((field) => isMasking[field] === true);
  }

  /** Counts a value that a field did not have before. */
  count(field: number): void {
    const count = (this.counts[field] ?? 0) + 1;
    this.counts[field] = count;
    if (count >= FIRST_COUNT && (count & (count - 1)) === 0) this.isStale = true;
  }

  /** The fields in their order, if it may have changed since the last call. */
  take(): readonly number[] | undefined {
    if (!this.isStale) return undefined;
    this.isStale = false;
    return this.fields.sort((one, other) => this.countOf(one) - this.countOf(other) || one - other).slice();
  }

  private countOf(field: number): number {
    return this.counts[field] ?? 0;
  }
}

/** The most bytes that are sifted at a time, as `assembly/layout.ts` has it. */
export const MAX_BLOCK_BYTES = 1024 * 1024;

/** Of `assembly/layout.ts` and `assembly/index.ts`. */
const KEY_WORDS = 8;
const IDENTITY_WORDS = 2;
const ODD = 0;
const SURVIVED = 2;
const NOT_COMPACT = 2;
const OPEN = 2;
const TIME_BYTES = 20;

/** The fields that must be texts for a record to be one. */
const REQUIRED_TEXTS = 2;

/**
 * Detects from its bytes that a record satisfies none of many conditions, as nearly all records do.
 *
 * In WebAssembly a block of text is walked over, and each value of a field that rules read is given a number. What a value
 * means to the rules is found out once, when it is met for the first time: a mask of the rules that a record with it may
 * satisfy. Where the masks of all values leave no rule, the record is passed. Otherwise the remaining rules are tested
 * again with the values of all their fields, and that answer is remembered as well.
 *
 * A record is passed only if `JSON.parse` takes it and it is written as CloudTrail writes it: no space between tokens, an
 * event id that is a GUID, an account of twelve digits, a time in UTC. Everything else is held back, to be read in full.
 */
export class RecordPrefilter implements RecordSieve {
  readonly maxBytes = MAX_BLOCK_BYTES;
  private readonly plan: PrefilterPlan;
  private readonly exports: PrefilterExports;
  private readonly masks: (FieldMasks | undefined)[] = [];
  private readonly values: Json[] = [];
  private readonly maskWords: number;
  private readonly order: MaskingOrder;
  /** Over the whole memory of the module, which never grows after the start. */
  private readonly bytes: Buffer;
  private readonly words: Uint32Array;
  private readonly halfWords: Uint16Array;
  private readonly places?: PlacedRecords;
  /** Of the records that are being sifted. */
  private held = new Map<number, HeldRecord>();
  private counted = new Map<number, CountableRecord>();
  private readonly countable: CountableRecords;

  /**
   * @param conditions of all rules that anything depends on, those that are only counted among them
   * @param choice which records are searched; without it, all of them
   * @param countedFields what counts read of the records of a condition; without it, nothing
   */
  constructor(
    module: PrefilterModule,
    conditions: readonly Condition[],
    choice?: RecordChoice,
    countedFields?: CountedFields,
  ) {
    this.plan = planPrefilter(conditions, choice === undefined ? [] : [REGION_FIELD], countedFields);
    this.order = new MaskingOrder(this.plan.isMasking);
    this.maskWords = maskWords(conditions.length);
    this.exports = module.instantiate({
      describe: (...value) => this.describe(...value),
      answer: (...asked) => this.answer(...asked),
    });
    writeFieldTree(this.exports, this.plan, 4 * this.maskWords);
    const { buffer } = this.exports.memory;
    this.bytes = Buffer.from(buffer);
    this.words = new Uint32Array(buffer);
    this.halfWords = new Uint16Array(buffer);
    this.countable = new CountableRecords(this.exports, { bytes: this.bytes, words: this.words }, this.plan);
    if (choice !== undefined) this.places = this.placedBy(choice);
    this.writeMasks();
  }

  private placedBy(choice: RecordChoice): PlacedRecords {
    const { bytes, words } = this;
    const region = this.plan.tree.fields.indexOf(REGION_FIELD);
    return new PlacedRecords(this.exports, { bytes, words }, choice, region);
  }

  isReady(): boolean {
    return true;
  }

  sift(bytes: Uint8Array): SiftedRecords {
    const { exports } = this;
    if (exports.areValuesFull() !== 0) this.forgetValues();
    const length = Math.min(bytes.length, MAX_BLOCK_BYTES);
    this.bytes.set(length === bytes.length ? bytes : bytes.subarray(0, length), exports.input.value);
    this.orderMaskingFields();
    const records = exports.sift(length);
    this.held = new Map();
    this.counted = new Map();
    return {
      verdicts: this.readVerdicts(records),
      held: this.held,
      counted: this.counted,
      ends: this.wordsFrom(exports.ends.value, records),
      keys: this.wordsFrom(exports.keys.value, KEY_WORDS * records),
      newestEventTime: this.readNewestTime(),
      isAtEnd: exports.whyEnded() !== NOT_COMPACT,
    };
  }

  /** A copy. */
  private wordsFrom(address: number, count: number): Uint32Array {
    return this.words.slice(address >>> 2, (address >>> 2) + count);
  }

  private readVerdicts(records: number): Uint8Array {
    const from = this.exports.verdicts.value;
    const verdicts = Uint8Array.prototype.slice.call(this.bytes, from, from + records);
    if (this.places === undefined) this.decide(verdicts);
    else this.choose(verdicts);
    return verdicts;
  }

  /** Decides where the module's verdicts are not final: for records that may satisfy some rule. */
  private decide(verdicts: Uint8Array): void {
    let survivor = 0;
    for (let at = verdicts.indexOf(SURVIVED); at >= 0; at = verdicts.indexOf(SURVIVED, at + 1)) {
      verdicts[at] = this.verdictOn(at, survivor);
      survivor += 1;
    }
  }

  private choose(verdicts: Uint8Array): void {
    let survivor = 0;
    for (const [record, verdict] of verdicts.entries()) {
      const isChosen = verdict === ODD ? undefined : this.isChosen(record);
      if (isChosen === false) verdicts[record] = RECORD_OUTSIDE;
      else if (isChosen === undefined) verdicts[record] = RECORD_HELD;
      else verdicts[record] = verdict === SURVIVED ? this.verdictOn(record, survivor) : RECORD_PASSED;
      if (verdict === SURVIVED) survivor += 1;
    }
  }

  private isChosen(record: number): boolean | undefined {
    return this.places === undefined ? true : this.places.isChosen(record, this.values);
  }

  /** The verdict on a record that may satisfy rules. If it is held back, these are its candidates. */
  private verdictOn(record: number, number: number): number {
    const { maskWords, words } = this;
    const from = this.survivorFrom(number);
    const candidates: number[] = [];
    let isCounted = true;
    for (let word = from; word < from + maskWords; word++) {
      const holding = words[word + maskWords] as number;
      for (let bits = words[word] as number; bits !== 0; bits &= bits - 1) {
        const lowest = bits & -bits;
        const condition = 32 * (word - from) + (31 - Math.clz32(lowest));
        candidates.push(condition);
        isCounted &&= (holding & lowest) !== 0 && this.countable.isCounted(condition);
      }
    }
    const survivor = this.survivorAt(record, from + 2 * maskWords);
    const alike = this.countable.alikeOf(survivor.numbers, candidates, this.values);
    const isKeyed = this.countable.writeContent(survivor);
    if (isCounted && isKeyed && alike !== undefined) {
      this.counted.set(record, this.countable.read(survivor, alike));
      return RECORD_COUNTED;
    }
    this.held.set(record, { candidates, fields: alike?.fields, isKeyed });
    return RECORD_HELD;
  }

  /** @param from the word behind its masks: of its time, of its id, and of the numbers of its values */
  private survivorAt(record: number, from: number): Survivor {
    const { exports, words } = this;
    const ends = exports.ends.value >>> 2;
    const start = record === 0 ? 0 : (words[ends + record - 1] as number) + 1;
    const key = (exports.keys.value >>> 2) + KEY_WORDS * record;
    const [time = 0, id = 0] = words.subarray(from, from + IDENTITY_WORDS);
    const numbers = this.numbersFrom(2 * (from + IDENTITY_WORDS), this.plan.tree.fields.length);
    return { start, end: words[ends + record] as number, key, time, id, numbers };
  }

  /** The word of a survivor: of the mask of the rules that may hold, before that of those that do. */
  private survivorFrom(number: number): number {
    const words = 2 * this.maskWords + IDENTITY_WORDS + Math.ceil(this.plan.tree.fields.length / 2);
    return (this.exports.survivors.value >>> 2) + number * words;
  }

  private numbersFrom(halfWord: number, count: number): Uint16Array {
    return this.halfWords.subarray(halfWord, halfWord + count);
  }

  private answer(rule: number, address: number, count: number): number {
    const holds = residualVerdict(this.plan, rule, this.numbersFrom(address >>> 1, count), this.values);
    return holds === undefined ? OPEN : Number(holds);
  }

  /** Called by the module, in the middle of a call of `sift`. */
  private describe(field: number, address: number, length: number, number: number): void {
    const value = JSON.parse(this.bytes.toString('utf8', address, address + length)) as Json;
    this.values[number] = value;
    const isOdd = field < REQUIRED_TEXTS && (typeof value !== 'string' || value === '');
    this.bytes[this.exports.valueFlags.value + number] = isOdd ? 1 : 0;
    if (field >= REQUIRED_TEXTS && this.plan.isMasking[field] !== true) return;
    this.order.count(field);
    this.words.set(this.masksOf(field).of(value), this.wordOf(this.exports.valueMasks.value, number));
  }

  private masksOf(field: number): FieldMasks {
    this.masks[field] ??= new FieldMasks(this.plan, field);
    return this.masks[field];
  }

  private wordOf(address: number, mask: number): number {
    return (address >>> 2) + mask * this.maskWords;
  }

  private writeMasks(): void {
    const { exports, plan } = this;
    this.words.set(this.earlyConditions(), exports.early.value >>> 2);
    for (const [field, isMasking] of plan.isMasking.entries()) {
      if (!isMasking) continue;
      const masks = this.masksOf(field);
      this.words.set(masks.of(undefined), this.wordOf(exports.absentMasks.value, field));
      this.words.set(masks.readers, this.wordOf(exports.readerMasks.value, field));
    }
  }

  /** The mask of the conditions all of whose fields are looked at in each record. */
  private earlyConditions(): Uint32Array {
    const { isEarly, conditions } = this.plan;
    const mask = new Uint32Array(this.maskWords);
    for (const [at, { fields }] of conditions.entries())
      if (fields.every((field) => isEarly[field] === true)) setBit(mask, at);
    return mask;
  }

  private orderMaskingFields(): void {
    const fields = this.order.take();
    if (fields === undefined) return;
    this.words.set(fields, this.exports.maskingFields.value >>> 2);
    this.exports.lookUpMasks(fields.length);
  }

  private forgetValues(): void {
    this.exports.forget();
    this.values.length = 0;
    this.countable.forget();
  }

  private readNewestTime(): string {
    const at = this.exports.newestTime.value;
    return this.bytes[at] === 0 ? '' : this.bytes.toString('latin1', at, at + TIME_BYTES);
  }
}
