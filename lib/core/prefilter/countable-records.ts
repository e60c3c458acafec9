import type { Json, JsonObject } from '../json/json-value';
import type { Candidates, CountableRecord, CountedAlike } from '../json/record-sieve';
import { writeContentHash } from '../record/seen/seen-records';
import type { ModuleMemory, PrefilterExports } from './prefilter-module';
import { type PlannedCondition, type PrefilterPlan, recordWith } from './prefilter-plan';
import { ABSENT, UNKNOWN } from './residual-verdict';

/** Of `assembly/layout.ts` and `assembly/identity.ts`. */
const TIME_BYTES = 20;
const GUID_BYTES = 36;

/** Combinations of values that are remembered. */
const MAX_REMEMBERED = 8192;

/** A record that may satisfy rules. */
export interface Survivor {
  /** Where its JSON begins in the block, and where it ends. */
  readonly start: number;
  readonly end: number;
  /** The word at which its key begins. */
  readonly key: number;
  /** The addresses of its time and its id. */
  readonly time: number;
  readonly id: number;
  /** The numbers of the values of its fields. */
  readonly numbers: Uint16Array;
}

/** Reads from records what counting needs, without parsing them. */
export class CountableRecords {
  private readonly remembered = new Map<string, CountedAlike>();

  constructor(
    private readonly exports: PrefilterExports,
    private readonly memory: ModuleMemory,
    private readonly plan: PrefilterPlan,
  ) {}

  /** Whether a condition is of a rule that is only counted, of whose records all that is counted is looked at. */
  isCounted(condition: number): boolean {
    const { isOnlyCounted = false, counted } = this.plan.conditions[condition] ?? {};
    return isOnlyCounted && counted !== undefined;
  }

  /** What is counted of a record whose other fields are known. */
  read({ time, id }: Survivor, alike: CountedAlike): CountableRecord {
    const { bytes } = this.memory;
    return {
      alike,
      eventID: bytes.toString('latin1', id, id + GUID_BYTES),
      eventTime: bytes.toString('latin1', time, time + TIME_BYTES),
    };
  }

  /** Forgets the values, as they have other numbers now. */
  forget(): void {
    this.remembered.clear();
  }

  /** The fields that counts read of a record that satisfies only some conditions; undefined if they are not known. */
  alikeOf(numbers: Uint16Array, satisfied: Candidates, values: readonly Json[]): CountedAlike | undefined {
    let key = '';
    for (const condition of satisfied) {
      key += String.fromCharCode(condition);
      const counted = this.countedOf(condition);
      if (counted === undefined) return undefined;
      for (const field of counted) {
        const number = numbers[field] as number;
        if (number === UNKNOWN) return undefined;
        key += String.fromCharCode(number);
      }
    }
    const known = this.remembered.get(key);
    if (known !== undefined) return known;
    if (this.remembered.size === MAX_REMEMBERED) this.remembered.clear();
    const alike = { satisfied, fields: this.newFields(numbers, satisfied, values) };
    this.remembered.set(key, alike);
    return alike;
  }

  private newFields(numbers: Uint16Array, satisfied: Candidates, values: readonly Json[]): JsonObject {
    const fields = new Set(satisfied.flatMap((condition) => this.countedOf(condition) ?? []));
    const known = [...fields].filter((field) => numbers[field] !== ABSENT);
    const { keys } = this.plan.tree;
    return recordWith(
      known.map((field) => [keys[field] as readonly string[], values[numbers[field] as number] as Json]),
    );
  }

  private countedOf(condition: number): readonly number[] | undefined {
    return (this.plan.conditions[condition] as PlannedCondition).counted;
  }

  /** Writes the content of a record into its key; false if it must be parsed for that, or `JSON.stringify` may give other than what is written. */
  writeContent({ start, end, key }: Survivor): boolean {
    const length = this.exports.writeContent(start, end);
    if (length === 0) return false;
    const from = this.exports.content.value;
    writeContentHash(this.memory.bytes.subarray(from, from + length), this.memory.words, key);
    return true;
  }
}
