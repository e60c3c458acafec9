import type { Json, JsonObject } from '../../json/json-value';
import { foldCase } from '../../rule/fold-case';
import type { Rule } from '../../rule/rule';
import { mayHold } from './candidate-test';
import { requiredTexts } from './required-texts';
import { type Predicate, toPredicate } from './to-predicate';

/** A rule, compiled when the first record comes that it may match: of hundreds, most files need a few. */
class CompiledRule {
  #holds: Predicate | undefined;

  constructor(readonly rule: Rule) {}

  holds(record: JsonObject): boolean {
    this.#holds ??= toPredicate(this.rule.condition);
    return this.#holds(record);
  }

  canHold(identity: JsonObject): boolean {
    return mayHold(this.rule.condition, identity);
  }
}

/** An event name or source; undefined where the record has none. */
type EventText = string | undefined;

/** Pairs of event name and source that are remembered; an archive has a few hundred of them. */
const MAX_REMEMBERED = 10_000;

/**
 * A rule set, compiled once, for any number of records. It gives the same verdicts as {@link toPredicate} on every
 * rule, but tries only the rules that the record's `eventName` and `eventSource` leave possible, and finds these once
 * for each pair. A rule is compiled when such a record comes first.
 */
export class RuleMatcher {
  static of(rules: readonly Rule[]): RuleMatcher {
    return new RuleMatcher(rules.map((rule) => new CompiledRule(rule)));
  }

  /** By event name, then by event source. */
  private readonly remembered = new Map<EventText, Map<EventText, readonly CompiledRule[]>>();
  private rememberedPairs = 0;

  /** The places of the rules that one event name alone can satisfy, by that name without letter case. */
  private readonly byName = new Map<string, number[]>();
  /** The places of the others. */
  private readonly byAnyName: number[] = [];

  private constructor(private readonly compiled: readonly CompiledRule[]) {
    for (const [place, { rule }] of compiled.entries()) {
      const names = requiredTexts(rule.condition, 'eventName');
      if (names === undefined) this.byAnyName.push(place);
      for (const name of names ?? []) this.byName.set(name, [...(this.byName.get(name) ?? []), place]);
    }
  }

  /**
   * The rules that the record satisfies, in the order in which the rules were given.
   *
   * @throws if the condition of a rule that may match holds a regular expression that cannot be used; `parseSigma` lets none through
   */
  match(record: JsonObject): readonly Rule[] {
    const matching: Rule[] = [];
    for (const compiled of this.candidatesOf(record)) {
      if (compiled.holds(record)) matching.push(compiled.rule);
    }
    return matching;
  }

  /** The rules that are tried on such a record; every rule that it satisfies is among them. */
  candidates(record: JsonObject): readonly Rule[] {
    return this.candidatesOf(record).map(({ rule }) => rule);
  }

  private candidatesOf(record: JsonObject): readonly CompiledRule[] {
    const { eventName, eventSource } = record;
    if (!isTextOrAbsent(eventName) || !isTextOrAbsent(eventSource)) return this.compiled;
    return this.remembered.get(eventName)?.get(eventSource) ?? this.remember(eventName, eventSource);
  }

  private remember(eventName: EventText, eventSource: EventText): readonly CompiledRule[] {
    if (this.rememberedPairs >= MAX_REMEMBERED) {
      this.remembered.clear();
      this.rememberedPairs = 0;
    }
    const candidates = this.placesFor(eventName)
      .map((place) => this.compiled[place])
      .filter((rule): rule is CompiledRule => rule?.canHold({ eventName, eventSource }) === true);
    const bySource = this.remembered.get(eventName) ?? new Map<EventText, readonly CompiledRule[]>();
    this.remembered.set(eventName, bySource.set(eventSource, candidates));
    this.rememberedPairs += 1;
    return candidates;
  }

  private placesFor(eventName: EventText): readonly number[] {
    const named = eventName === undefined ? undefined : this.byName.get(foldCase(eventName));
    return named === undefined ? this.byAnyName : [...named, ...this.byAnyName].sort((a, b) => a - b);
  }
}

function isTextOrAbsent(value: Json | undefined): value is EventText {
  return value === undefined || typeof value === 'string';
}
