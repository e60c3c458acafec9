import type { Json } from '../json/json-value';
import {
  COUNTED_TEXT_BYTES,
  type CountedAlike,
  type CountedRows,
  type HeldRecord,
  type OwnTexts,
  RECORD_COUNTED,
  RECORD_HELD,
  RECORD_OUTSIDE,
  type RecordChoice,
  type RecordSieve,
  type SiftedRecords,
} from '../json/record-sieve';
import { isOtherSource } from '../record/is-record';
import { writeContentHash } from '../record/seen/seen-records';
import type { Condition } from '../rule/condition';
import { AlikeRecords } from './alike-records';
import { FieldMasks, maskWords, setBit } from './field-masks';
import { PlacedRecords, REGION_FIELD } from './placed-records';
import type { ModuleMemory, PrefilterExports, PrefilterModule } from './prefilter-module';
import { type CountedFields, type PrefilterPlan, planPrefilter, REQUEST_FIELD } from './prefilter-plan';
import { residualVerdict } from './residual-verdict';
import { ValueClasses } from './value-classes';
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

/** Of `assembly/layout.ts`, `assembly/index.ts` and `assembly/survivors.ts`. */
const KEY_WORDS = 8;
const SURVIVOR_WORDS = 6;
const IS_KEYED = 1;
const IS_CERTAIN = 2;
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
  private readonly classes: ValueClasses;
  private readonly maskWords: number;
  private readonly order: MaskingOrder;
  private readonly memory: ModuleMemory;
  private readonly places?: PlacedRecords;
  /** Of the records that are being sifted. */
  private held = new Map<number, HeldRecord>();
  private readonly alike: AlikeRecords;

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
    this.classes = new ValueClasses(this.plan);
    this.order = new MaskingOrder(this.plan.isMasking);
    this.maskWords = maskWords(conditions.length);
    this.exports = module.instantiate({
      describe: (...value) => this.describe(...value),
      answer: (...asked) => this.answer(...asked),
      hash: (...content) => this.hash(...content),
    });
    writeFieldTree(this.exports, this.plan, 4 * this.maskWords);
    this.exports.noteRequests(this.plan.tree.fields.indexOf(REQUEST_FIELD));
    const { buffer } = this.exports.memory;
    this.memory = {
      ...{ bytes: Buffer.from(buffer), halfWords: new Uint16Array(buffer), words: new Uint32Array(buffer) },
      doubles: new Float64Array(buffer),
    };
    this.alike = new AlikeRecords(this.exports, this.memory, this.plan);
    if (choice !== undefined) this.places = this.placedBy(choice);
    this.writeMasks();
  }

  private placedBy(choice: RecordChoice): PlacedRecords {
    const region = this.plan.tree.fields.indexOf(REGION_FIELD);
    return new PlacedRecords(this.exports, this.memory, choice, region);
  }

  isReady(): boolean {
    return true;
  }

  sift(bytes: Uint8Array): SiftedRecords {
    const { exports, memory } = this;
    if (exports.areValuesFull() !== 0) this.forgetValues();
    else if (exports.areAlikesFull() !== 0) this.forgetAlikes();
    const length = Math.min(bytes.length, MAX_BLOCK_BYTES);
    memory.bytes.set(length === bytes.length ? bytes : bytes.subarray(0, length), exports.input.value);
    this.orderMaskingFields();
    const records = exports.sift(length);
    this.held = new Map();
    const verdicts = this.readVerdicts(records);
    return {
      verdicts,
      held: this.held,
      counted: this.readCounted(verdicts),
      ends: this.wordsFrom(exports.ends.value, records),
      keys: this.wordsFrom(exports.keys.value, KEY_WORDS * records),
      newestEventTime: this.readNewestTime(),
      isAtEnd: exports.whyEnded() !== NOT_COMPACT,
    };
  }

  /** A copy. */
  private wordsFrom(address: number, count: number): Uint32Array {
    return this.memory.words.slice(address >>> 2, (address >>> 2) + count);
  }

  private readVerdicts(records: number): Uint8Array {
    const from = this.exports.verdicts.value;
    const verdicts = Uint8Array.prototype.slice.call(this.memory.bytes, from, from + records);
    if (this.places === undefined) this.decide(verdicts);
    else this.choose(verdicts);
    return verdicts;
  }

  /** Decides where the module's verdicts are not final: for records that may satisfy some rule. */
  private decide(verdicts: Uint8Array): void {
    let survivor = 0;
    for (let at = verdicts.indexOf(SURVIVED); at >= 0; at = verdicts.indexOf(SURVIVED, at + 1)) {
      verdicts[at] = RECORD_HELD;
      this.hold(at, survivor);
      survivor += 1;
    }
  }

  private choose(verdicts: Uint8Array): void {
    let survivor = 0;
    for (const [record, verdict] of verdicts.entries()) {
      const isChosen = verdict === ODD ? undefined : this.isChosen(record);
      if (isChosen === undefined) verdicts[record] = RECORD_HELD;
      else if (!isChosen) verdicts[record] = RECORD_OUTSIDE;
      else if (verdict === SURVIVED) {
        verdicts[record] = RECORD_HELD;
        this.hold(record, survivor);
      }
      if (verdict === SURVIVED) survivor += 1;
    }
  }

  private isChosen(record: number): boolean | undefined {
    return this.places === undefined ? true : this.places.isChosen(record, this.values);
  }

  /** Notes what is known of a record that may satisfy rules, and must be parsed. */
  private hold(record: number, survivor: number): void {
    const { exports, maskWords, memory } = this;
    const { words } = memory;
    const from = (exports.survivors.value >>> 2) + survivor * (maskWords + SURVIVOR_WORDS);
    const behind = from + maskWords;
    const alike = this.alikeAt(words[behind] as number);
    const known = words[behind + 1] as number;
    const isKeyed = (known & IS_KEYED) !== 0;
    this.held.set(record, {
      candidates: alike?.satisfied ?? bitsIn(words.subarray(from, behind)),
      isCertain: (known & IS_CERTAIN) !== 0,
      fields: alike?.fields,
      isKeyed,
      own: isKeyed ? ownTextsAt(words, behind + 2) : undefined,
    });
  }

  private alikeAt(number: number): CountedAlike | undefined {
    return this.alike.at(number, this.values);
  }

  /** What is counted of the records that are chosen: a choice may leave out some of those that the module counted. */
  private readCounted(verdicts: Uint8Array): CountedRows {
    const { exports, memory } = this;
    const [records, numbers] = [exports.countedRecords.value >>> 2, exports.countedAlikes.value >>> 2];
    const times = exports.countedTimes.value >>> 3;
    const texts = exports.countedTexts.value;
    const alike: CountedAlike[] = [];
    for (let row = 0; row < exports.countedCount.value; row++) {
      if (verdicts[memory.words[records + row] as number] !== RECORD_COUNTED) continue;
      const to = alike.length;
      if (to !== row) {
        memory.doubles[times + to] = memory.doubles[times + row] as number;
        memory.bytes.copyWithin(
          texts + COUNTED_TEXT_BYTES * to,
          texts + COUNTED_TEXT_BYTES * row,
          texts + COUNTED_TEXT_BYTES * (row + 1),
        );
      }
      alike.push(this.alikeAt(memory.words[numbers + row] as number) as CountedAlike);
    }
    return {
      alike,
      timesMs: memory.doubles.slice(times, times + alike.length),
      texts: Buffer.from(memory.bytes.subarray(texts, texts + COUNTED_TEXT_BYTES * alike.length)),
    };
  }

  private numbersFrom(halfWord: number, count: number): Uint16Array {
    return this.memory.halfWords.subarray(halfWord, halfWord + count);
  }

  private answer(rule: number, address: number, count: number): number {
    const holds = residualVerdict(this.plan, rule, this.numbersFrom(address >>> 1, count), this.values);
    return holds === undefined ? OPEN : Number(holds);
  }

  private hash(address: number, length: number, key: number): void {
    const { bytes, words } = this.memory;
    writeContentHash(bytes.subarray(address, address + length), words, key >>> 2);
  }

  /** Called by the module, in the middle of a call of `sift`. */
  private describe(field: number, address: number, length: number, number: number): number {
    const value = JSON.parse(this.memory.bytes.toString('utf8', address, address + length)) as Json;
    this.values[number] = value;
    const isOdd =
      field < REQUIRED_TEXTS && (typeof value !== 'string' || value === '' || isOtherSource(value));
    this.memory.bytes[this.exports.valueFlags.value + number] = isOdd ? 1 : 0;
    this.order.count(field);
    const first = this.classes.firstOf(field, value, number);
    if (first === number && (field < REQUIRED_TEXTS || this.plan.isMasking[field] === true))
      this.memory.words.set(
        this.masksOf(field).of(value),
        this.wordOf(this.exports.valueMasks.value, number),
      );
    return first;
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
    const { words } = this.memory;
    words.set(this.earlyConditions(), exports.early.value >>> 2);
    words.set(this.onlyCountedConditions(), exports.onlyCounted.value >>> 2);
    for (const [field, isMasking] of plan.isMasking.entries()) {
      if (!isMasking) continue;
      const masks = this.masksOf(field);
      words.set(masks.of(undefined), this.wordOf(exports.absentMasks.value, field));
      words.set(masks.readers, this.wordOf(exports.readerMasks.value, field));
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

  /** The mask of the conditions whose records are only counted, all that is counted of them is looked at. */
  private onlyCountedConditions(): Uint32Array {
    const mask = new Uint32Array(this.maskWords);
    for (const [at, { isOnlyCounted, counted }] of this.plan.conditions.entries())
      if (isOnlyCounted && counted !== undefined) setBit(mask, at);
    return mask;
  }

  private orderMaskingFields(): void {
    const fields = this.order.take();
    if (fields === undefined) return;
    this.memory.words.set(fields, this.exports.maskingFields.value >>> 2);
    this.exports.lookUpMasks(fields.length);
  }

  private forgetValues(): void {
    this.exports.forget();
    this.values.length = 0;
    this.classes.forget();
    this.alike.forget();
  }

  private forgetAlikes(): void {
    this.exports.forgetAlikes();
    this.alike.forget();
  }

  private readNewestTime(): string {
    const at = this.exports.newestTime.value;
    const { bytes } = this.memory;
    return bytes[at] === 0 ? '' : bytes.toString('latin1', at, at + TIME_BYTES);
  }
}

function ownTextsAt(words: Uint32Array, at: number): OwnTexts {
  return {
    id: words[at] as number,
    time: words[at + 1] as number,
    request: words[at + 2] as number,
    requestLength: words[at + 3] as number,
  };
}

/** The places of the bits that are set. */
function bitsIn(mask: Uint32Array): readonly number[] {
  const places: number[] = [];
  for (const [word, all] of mask.entries())
    for (let bits = all; bits !== 0; bits &= bits - 1)
      places.push(32 * word + (31 - Math.clz32(bits & -bits)));
  return places;
}
