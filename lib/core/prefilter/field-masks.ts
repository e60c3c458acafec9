import { mayHold, toCandidateTest } from '../compile/predicate/candidate-test';
import { requiredTexts } from '../compile/predicate/required-texts';
import { requiresAbsence } from '../compile/predicate/requires-absence';
import type { Json, JsonObject } from '../json/json-value';
import type { Condition } from '../rule/condition';
import { foldCase } from '../rule/fold-case';
import { type PlannedCondition, type PrefilterPlan, recordWith } from './prefilter-plan';

/** So many values are asked about before a condition has a test for the field: most are asked about few. */
const ASKED_BEFORE = 8;

/**
 * Says which conditions may hold of a record with a certain value of one field, whatever its other fields are. The answer
 * is a mask: bit `n` of the mask, the lowest bit of the first word being 0, stands for condition `n`.
 */
export class FieldMasks {
  /** All but the readers of the field, of which those are asked that may hold for the value. */
  private readonly others: Uint32Array;
  /** The readers that hold for a few texts only, by text without letter case; for none; and those that are always asked. */
  private readonly byText = new Map<string, number[]>();
  private readonly ofAbsence: number[] = [];
  private readonly always: number[] = [];
  private readonly all: number[] = [];
  /** The conditions that read the field. */
  readonly readers: Uint32Array;
  /** By condition: how often it was asked, and its test once that is often. */
  private readonly asked: number[] = [];
  private readonly tests: ((record: JsonObject) => boolean)[] = [];
  private readonly path: string;
  private readonly known: ReadonlySet<string>;

  constructor(
    private readonly plan: PrefilterPlan,
    field: number,
  ) {
    const { tree, conditions } = plan;
    this.others = wholeMask(conditions.length);
    this.readers = new Uint32Array(this.others.length);
    this.path = tree.fields[field] as string;
    this.known = new Set([this.path]);
    for (const [at, { condition, fields }] of conditions.entries()) {
      if (!fields.includes(field)) continue;
      clearBit(this.others, at);
      setBit(this.readers, at);
      this.addReader(at, condition);
    }
  }

  /** The mask for a value, which is no object and no list; undefined stands for a field that the record lacks. */
  of(value: Json | undefined): Uint32Array {
    const mask = this.others.slice();
    const record = value === undefined ? {} : recordWith(new Map([[this.path, value]]));
    for (const at of this.askedFor(value)) {
      const { condition } = this.plan.conditions[at] as PlannedCondition;
      if (this.mayHold(at, condition, record)) setBit(mask, at);
    }
    return mask;
  }

  private mayHold(at: number, condition: Condition, record: JsonObject): boolean {
    const asked = (this.asked[at] ?? 0) + 1;
    this.asked[at] = asked;
    if (asked <= ASKED_BEFORE) return mayHold(condition, record, this.known);
    this.tests[at] ??= toCandidateTest(condition, this.known);
    return this.tests[at](record);
  }

  private addReader(at: number, condition: Condition): void {
    this.all.push(at);
    const texts = requiredTexts(condition, this.path);
    if (texts === undefined) {
      if (requiresAbsence(condition, this.path)) this.ofAbsence.push(at);
      else this.always.push(at);
    }
    for (const text of texts ?? []) {
      const readers = this.byText.get(text);
      if (readers === undefined) this.byText.set(text, [at]);
      else readers.push(at);
    }
  }

  private askedFor(value: Json | undefined): readonly number[] {
    if (value === undefined) return [...this.always, ...this.ofAbsence];
    if (typeof value !== 'string' || value === '') return this.all;
    return [...(this.byText.get(foldCase(value)) ?? []), ...this.always];
  }
}

/** Words of a mask: it is as long as a multiple of 16 bytes. */
export function maskWords(conditions: number): number {
  return 4 * Math.max(1, Math.ceil(conditions / 128));
}

/** A bit for each condition. */
function wholeMask(conditions: number): Uint32Array {
  const mask = new Uint32Array(maskWords(conditions));
  for (let at = 0; at < conditions; at++) setBit(mask, at);
  return mask;
}

function setBit(mask: Uint32Array, at: number): void {
  mask[at >>> 5] = (mask[at >>> 5] as number) | (1 << (at & 31));
}

function clearBit(mask: Uint32Array, at: number): void {
  mask[at >>> 5] = (mask[at >>> 5] as number) & ~(1 << (at & 31));
}
