import type { Json, JsonObject } from '../record/record';
import type { Rule } from '../rule/rule';
import { type Reach, toReach } from './reach';
import { type Predicate, toPredicate } from './to-predicate';

interface CompiledRule {
  readonly rule: Rule;
  readonly holds: Predicate;
  readonly canHold: Reach;
}

/** Pairs of event name and source that are remembered; an archive has a few hundred of them. */
const MAX_REMEMBERED = 10_000;

/**
 * A rule set, compiled once, for any number of records. It gives the same verdicts as {@link toPredicate} on every
 * rule, but tries only the rules that the record's `eventName` and `eventSource` leave possible, and finds these once
 * for each pair.
 */
export class RuleMatcher {
  /** @throws if a rule's condition holds a regular expression that cannot be used */
  static of(rules: readonly Rule[]): RuleMatcher {
    return new RuleMatcher(
      rules.map((rule) => ({
        rule,
        holds: toPredicate(rule.condition),
        canHold: toReach(rule.condition),
      })),
    );
  }

  private readonly candidatesByIdentity = new Map<string, readonly CompiledRule[]>();

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
    const identity = JSON.stringify([eventName, eventSource]);
    const known = this.candidatesByIdentity.get(identity);
    if (known !== undefined) return known;
    const candidates = this.compiled.filter(({ canHold }) => canHold({ eventName, eventSource }));
    if (this.candidatesByIdentity.size >= MAX_REMEMBERED) this.candidatesByIdentity.clear();
    this.candidatesByIdentity.set(identity, candidates);
    return candidates;
  }
}

function isTextOrAbsent(value: Json | undefined): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
