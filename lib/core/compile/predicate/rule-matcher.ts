import type { Json, JsonObject } from '../../json/json-value';
import type { Rule } from '../../rule/rule';
import { type CandidateTest, toCandidateTest } from './candidate-test';
import { type Predicate, toPredicate } from './to-predicate';

interface CompiledRule {
  readonly rule: Rule;
  readonly holds: Predicate;
  readonly canHold: CandidateTest;
}

/** An event name or source; undefined where the record has none. */
type EventText = string | undefined;

/** Pairs of event name and source that are remembered; an archive has a few hundred of them. */
const MAX_REMEMBERED = 10_000;

/**
 * A rule set, compiled once, for any number of records. It gives the same verdicts as {@link toPredicate} on every
 * rule, but tries only the rules that the record's `eventName` and `eventSource` leave possible, and finds these once
 * for each pair.
 */
export class RuleMatcher {
  static of(rules: readonly Rule[]): RuleMatcher {
    return new RuleMatcher(
      rules.map((rule) => ({
        rule,
        holds: whenTried(rule),
        canHold: toCandidateTest(rule.condition),
      })),
    );
  }

  /** By event name, then by event source. */
  private readonly remembered = new Map<EventText, Map<EventText, readonly CompiledRule[]>>();
  private rememberedPairs = 0;

  private constructor(private readonly compiled: readonly CompiledRule[]) {}

  /** The rules that the record satisfies, in the order in which the rules were given. */
  match(record: JsonObject): readonly Rule[] {
    const matching: Rule[] = [];
    for (const { rule, holds } of this.candidatesOf(record)) {
      if (holds(record)) matching.push(rule);
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
    const candidates = this.compiled.filter(({ canHold }) => canHold({ eventName, eventSource }));
    const bySource = this.remembered.get(eventName) ?? new Map<EventText, readonly CompiledRule[]>();
    this.remembered.set(eventName, bySource.set(eventSource, candidates));
    this.rememberedPairs += 1;
    return candidates;
  }
}

/** Compiled when a record is tried: of a large rule set, most rules never are. */
function whenTried({ condition }: Rule): Predicate {
  let holds: Predicate | undefined;
  return (record) => {
    holds ??= toPredicate(condition);
    return holds(record);
  };
}

function isTextOrAbsent(value: Json | undefined): value is EventText {
  return value === undefined || typeof value === 'string';
}
