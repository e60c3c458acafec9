import { isMet, type Requirement, requirementOf, requiresAbsence } from '../compile/predicate/requirement';
import type { Json } from '../json/json-value';
import type { Condition } from '../rule/condition';
import { foldCase } from '../rule/fold-case';
import { requiredTexts } from '../rule/required-texts';
import { type PlannedCondition, type PrefilterPlan, recordWith } from './prefilter-plan';

/** Conditions that require the same of the field. */
interface LikeConditions {
  readonly requirement: Requirement;
  readonly mask: Uint32Array;
}

/**
 * Finds which conditions a record with a certain value of one field may satisfy, whatever its other fields are. The
 * answer is a mask: bit `n`, where 0 is the lowest bit of the first word, is condition `n`.
 *
 * Hundreds of rules require few different things of a field, and each is found out once for a value.
 */
export class FieldMasks {
  /** The conditions that require something of the field. */
  readonly readers: Uint32Array;
  /** The conditions that require nothing of it. */
  private readonly others: Uint32Array;
  /** Of the readers, those that hold for a few texts only, by text without letter case. */
  private readonly byText = new Map<string, number[]>();
  private readonly ofTexts: number[] = [];
  /** What these require, once they are asked. */
  private readonly requirements: Requirement[] = [];
  /** The readers that hold for no text but the empty one, and all others, by what they require. */
  private readonly ofAbsence = new Map<string, LikeConditions>();
  private readonly rest = new Map<string, LikeConditions>();
  private readonly path: string;
  private readonly keys: readonly string[];
  private readonly known: ReadonlySet<string>;

  constructor(
    private readonly plan: PrefilterPlan,
    field: number,
  ) {
    const { tree, conditions } = plan;
    this.readers = new Uint32Array(maskWords(conditions.length));
    this.path = tree.fields[field] as string;
    this.keys = tree.keys[field] as readonly string[];
    this.known = new Set([this.path]);
    for (const [at, { condition, fields }] of conditions.entries()) {
      if (fields.includes(field) && this.addReader(at, condition)) setBit(this.readers, at);
    }
    this.others = this.readers.map((word) => ~word);
    for (let at = conditions.length; at < 32 * this.others.length; at++) clearBit(this.others, at);
  }

  /** The mask for a value that is not an object or a list; undefined is a field that the record lacks. */
  of(value: Json | undefined): Uint32Array {
    const mask = this.others.slice();
    const record = value === undefined ? {} : recordWith([[this.keys, value]]);
    for (const conditions of this.likeConditionsFor(value)) {
      if (isMet(conditions.requirement, record)) addBits(mask, conditions.mask);
    }
    for (const at of this.ofTextsFor(value)) {
      if (isMet(this.requirementAt(at), record)) setBit(mask, at);
    }
    return mask;
  }

  /** False if the condition requires nothing of the field. */
  private addReader(at: number, condition: Condition): boolean {
    const texts = requiredTexts(condition, this.path);
    if (texts !== undefined) {
      this.addOfTexts(at, texts);
      return true;
    }
    const requirement = requirementOf(condition, this.known);
    if (requirement === true) return false;
    const like = requiresAbsence(condition, this.path) ? this.ofAbsence : this.rest;
    const key = JSON.stringify(requirement);
    const conditions = like.get(key) ?? { requirement, mask: new Uint32Array(this.readers.length) };
    setBit(conditions.mask, at);
    like.set(key, conditions);
    return true;
  }

  private addOfTexts(at: number, texts: ReadonlySet<string>): void {
    this.ofTexts.push(at);
    for (const text of texts) {
      const readers = this.byText.get(text);
      if (readers === undefined) this.byText.set(text, [at]);
      else readers.push(at);
    }
  }

  private likeConditionsFor(value: Json | undefined): readonly LikeConditions[] {
    return isText(value) ? [...this.rest.values()] : [...this.rest.values(), ...this.ofAbsence.values()];
  }

  private ofTextsFor(value: Json | undefined): readonly number[] {
    if (value === undefined) return [];
    return isText(value) ? (this.byText.get(foldCase(value)) ?? []) : this.ofTexts;
  }

  private requirementAt(at: number): Requirement {
    const { condition } = this.plan.conditions[at] as PlannedCondition;
    this.requirements[at] ??= requirementOf(condition, this.known);
    return this.requirements[at];
  }
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

/** Words of a mask: it is as long as a multiple of 16 bytes. */
export function maskWords(conditions: number): number {
  return 4 * Math.max(1, Math.ceil(conditions / 128));
}

export function setBit(mask: Uint32Array, at: number): void {
  mask[at >>> 5] = (mask[at >>> 5] as number) | (1 << (at & 31));
}

function clearBit(mask: Uint32Array, at: number): void {
  mask[at >>> 5] = (mask[at >>> 5] as number) & ~(1 << (at & 31));
}

function addBits(mask: Uint32Array, bits: Uint32Array): void {
  for (const [at, word] of bits.entries()) mask[at] = (mask[at] as number) | word;
}
