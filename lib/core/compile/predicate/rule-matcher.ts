import type { Json, JsonObject } from '../../json/json-value';
import { rememberedPair } from '../../keyed/remembered';
import { writtenCondition } from '../../rule/narrowed-condition';
import { asksForOtherAccounts, ruleWithOwnAccounts } from '../../rule/own-accounts';
import type { Rule } from '../../rule/rule';
import { mayHold } from './candidate-test';
import { listOf, type RuleList } from './rule-list';
import { type Predicate, toPredicate } from './to-predicate';

/** A rule, compiled when the first record comes that it may match: of hundreds, most files need a few. */
class CompiledRule {
  #holds: Predicate | undefined;
  /** The same with accounts that became known since; undefined where it asks for no other account. */
  #knowing: { readonly accounts: readonly string[]; readonly holds: Predicate | undefined } | undefined;

  #isWhole: boolean | undefined;

  constructor(readonly rule: Rule) {}

  /** Whether its condition is as it is written: without exceptions, and without accounts that become known. */
  get isWhole(): boolean {
    const { condition } = this.rule;
    this.#isWhole ??= writtenCondition(condition) === condition && !asksForOtherAccounts(condition);
    return this.#isWhole;
  }

  holds(record: JsonObject, known: readonly string[]): boolean {
    this.#holds ??= toPredicate(this.rule.condition);
    return this.#holds(record) && (known.length === 0 || this.#holdsKnowing(record, known));
  }

  #holdsKnowing(record: JsonObject, accounts: readonly string[]): boolean {
    if (this.#knowing?.accounts !== accounts) {
      const rule = ruleWithOwnAccounts(this.rule, accounts);
      this.#knowing = { accounts, holds: rule === this.rule ? undefined : toPredicate(rule.condition) };
    }
    return this.#knowing.holds?.(record) ?? true;
  }

  canHold(identity: JsonObject): boolean {
    return mayHold(this.rule.condition, identity);
  }
}

/** Pairs of event name and source that are remembered; an archive has a few hundred of them. */
const MAX_REMEMBERED = 10_000;

/**
 * A rule set, compiled once, for any number of records. It gives the same verdicts as {@link toPredicate} on every
 * rule, but tries only the rules that the record's `eventName` and `eventSource` leave possible, and finds these once
 * for each pair. A rule is compiled when such a record comes first.
 */
export class RuleMatcher {
  static of(rules: readonly Rule[]): RuleMatcher {
    return new RuleMatcher(listOf(rules));
  }

  /** Of rules that are decoded when a record comes that they may match. */
  static ofList(rules: RuleList): RuleMatcher {
    return new RuleMatcher(rules);
  }

  private known: readonly string[] = [];

  /** By place. */
  private readonly compiled: CompiledRule[] = [];

  /** The rules that an event name and an event source leave possible. */
  private readonly candidatesFor = rememberedPair(
    (eventName: string | undefined, eventSource: string | undefined) =>
      this.rules
        .placesFor(eventName)
        .map((place) => this.compiledAt(place))
        .filter((rule) => rule.canHold({ eventName, eventSource })),
    MAX_REMEMBERED,
  );

  private constructor(private readonly rules: RuleList) {}

  /**
   * From now on no rule counts these accounts as others, nor those that the rules name. They only remove matches: what was
   * decided on other accounts before a record is matched stays right.
   */
  know(accounts: readonly string[]): void {
    this.known = accounts;
  }

  /**
   * The rules that the record satisfies, in the order in which the rules were given.
   *
   * @param places of the rules that are tried, in order, where it is known that it satisfies no other
   * @throws if the condition of a rule that may match holds a regular expression that cannot be used; `parseSigma` lets none through
   */
  match(record: JsonObject, places?: readonly number[]): readonly Rule[] {
    const matching: Rule[] = [];
    const candidates = places?.map((place) => this.compiledAt(place)) ?? this.candidatesOf(record);
    for (const compiled of candidates) {
      if (compiled.holds(record, this.known)) matching.push(compiled.rule);
    }
    return matching;
  }

  /** The rules at some places, if each has the condition that is written. */
  wholeRules(places: readonly number[]): readonly Rule[] | undefined {
    const rules = places.map((place) => this.compiledAt(place));
    return rules.every(({ isWhole }) => isWhole) ? rules.map(({ rule }) => rule) : undefined;
  }

  /** The rules that are tried on such a record; every rule that it satisfies is among them. */
  candidates(record: JsonObject): readonly Rule[] {
    return this.candidatesOf(record).map(({ rule }) => rule);
  }

  private candidatesOf(record: JsonObject): readonly CompiledRule[] {
    const { eventName, eventSource } = record;
    if (!isTextOrAbsent(eventName) || !isTextOrAbsent(eventSource))
      return Array.from({ length: this.rules.size }, (_, place) => this.compiledAt(place));
    return this.candidatesFor(eventName, eventSource);
  }

  private compiledAt(place: number): CompiledRule {
    this.compiled[place] ??= new CompiledRule(this.rules.rule(place));
    return this.compiled[place];
  }
}

function isTextOrAbsent(value: Json | undefined): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
