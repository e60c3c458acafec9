import type { JsonObject } from '../../json/json-value';
import type { Condition } from '../../rule/condition';
import { type Narrowing, narrowingsOf, writtenCondition } from '../../rule/narrowed-condition';
import type { Rule } from '../../rule/rule';
import { RuleMatcher } from './rule-matcher';
import { type Predicate, toPredicate } from './to-predicate';

/** A rule that matches a record, and what leaves the record out: an entry of an allow list, or a filter. */
export interface Allowed {
  readonly rule: Pick<Rule, 'id' | 'name'>;
  readonly entry: string;
}

interface CompiledNarrowing {
  readonly name: string;
  readonly holds: Predicate;
}

/** Finds the rules that would match a record if no allow list or filter left it out. */
export class AllowedMatcher {
  static of(rules: readonly Rule[]): AllowedMatcher {
    const narrowed = rules.filter(({ condition }) => narrowingsOf(condition).length > 0);
    const written = narrowed.map((rule) => ({ ...rule, condition: writtenCondition(rule.condition) }));
    return new AllowedMatcher(RuleMatcher.of(written), narrowed);
  }

  readonly #conditions: ReadonlyMap<string, Condition>;
  /** By rule; compiled when a record is what the rule looks for. */
  readonly #narrowings = new Map<string, readonly CompiledNarrowing[]>();

  private constructor(
    private readonly written: RuleMatcher,
    narrowed: readonly Rule[],
  ) {
    this.#conditions = new Map(narrowed.map(({ id, condition }) => [id, condition]));
  }

  /**
   * Each rule once, with the first entry that leaves the record out.
   *
   * @throws if a condition that is tried holds a regular expression that cannot be used; `parseSigma` lets none through
   */
  find(record: JsonObject): readonly Allowed[] {
    if (this.#conditions.size === 0) return [];
    return this.written.match(record).flatMap((rule) => {
      const entry = this.#narrowingsFor(rule.id).find(({ holds }) => !holds(record))?.name;
      return entry === undefined ? [] : [{ rule, entry }];
    });
  }

  #narrowingsFor(ruleId: string): readonly CompiledNarrowing[] {
    const condition = this.#conditions.get(ruleId);
    const narrowings =
      this.#narrowings.get(ruleId) ??
      (condition === undefined ? [] : compileNarrowings(narrowingsOf(condition)));
    this.#narrowings.set(ruleId, narrowings);
    return narrowings;
  }
}

/** The first entry that leaves a record out; undefined if none does. */
export function toAllowance(narrowings: readonly Narrowing[]): (record: JsonObject) => string | undefined {
  const compiled = compileNarrowings(narrowings);
  return (record) => compiled.find(({ holds }) => !holds(record))?.name;
}

function compileNarrowings(narrowings: readonly Narrowing[]): readonly CompiledNarrowing[] {
  return narrowings.map(({ name, condition }) => ({ name, holds: toPredicate(condition) }));
}
