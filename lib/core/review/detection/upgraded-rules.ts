import { toPredicate } from '../../compile/predicate/to-predicate';
import type { Condition } from '../../rule/condition';
import { isBelow, type Rule, type Severity } from '../../rule/rule';
import type { RuleDocument } from '../../rule/rule-document';
import { type ComparedMeaning, compareConditions } from '../meaning/compare-conditions';
import { compareMeanings, type Meaning, soughtIn } from '../meaning/compare-meanings';
import type { RuleLine } from '../metadata/decisions';
import { hashIn } from '../metadata/rule-meaning';
import type { Route } from './decided-estate';

/** Whether a rule of the head is as the release has it that runs, so that the release changed it, and not the user. */
export type IsReleased = (rule: RuleLine) => boolean;

/** By the rules of the release. */
export function releasedRules(builtIn: () => RuleDocument): IsReleased {
  return ({ id, hash, severity, failureSeverity }) => {
    const { rules, correlations } = builtIn();
    const found: Pick<Rule, 'severity' | 'failureSeverity'> | undefined =
      rules.find((rule) => rule.id === id) ?? correlations.find((rule) => rule.id === id);
    return (
      found?.severity === severity &&
      found.failureSeverity === failureSeverity &&
      hashIn(builtIn(), id) === hash
    );
  };
}

/** Other rules by which the alerts of a changed one are looked for, one after another. */
const MAX_COVERS = 12;

/**
 * What becomes of the alerts of a rule that a release changed: `weaker` only with a record that raised one, and raises none of at least
 * its severity by any rule of the route.
 */
export function compareWithRoute(before: Route, after: Route, line: RuleLine): ComparedMeaning {
  const [old, fresh] = [meaningsOf(before), meaningsOf(after)];
  const [was, now] = [old.get(line.id), fresh.get(line.id)];
  if (was === undefined) return { direction: 'unknown' };
  const others = [...fresh.values()].flatMap((each) => conditionOf(each, line, after));
  const isKept = now !== undefined && isAsSevere(after.rules.get(line.id), line);
  if ('condition' in was) {
    const own = isKept && 'condition' in now ? [soughtIn(now.condition)] : [];
    return uncovered(soughtIn(was.condition), own, others);
  }
  const compared = isKept ? compareMeanings(was, now, soughtIn) : undefined;
  if (compared?.direction !== 'weaker' || compared.example === undefined)
    return compared ?? { direction: 'weaker' };
  // what a correlation counts may be told at once
  const counted = was.rules.map((rule): ComparedMeaning => {
    const same =
      now !== undefined && 'rules' in now ? now.rules.find((each) => each.id === rule.id) : undefined;
    return uncovered(soughtIn(rule.condition), same ? [soughtIn(same.condition)] : [], others);
  });
  return counted.find(({ direction }) => direction === 'weaker') ?? { direction: 'unknown' };
}

function meaningsOf(route: Route): ReadonlyMap<string, Meaning> {
  const meanings = route.meanings();
  return meanings === 'pipeline' ? new Map() : meanings;
}

/** The whole condition of a rule that raises alerts of at least the severity of another. */
function conditionOf(meaning: Meaning, like: RuleLine, route: Route): readonly Condition[] {
  const line = route.rules.get(meaning.id);
  return 'condition' in meaning && isAsSevere(line, like) ? [meaning.condition] : [];
}

function isAsSevere(line: RuleLine | undefined, like: RuleLine): boolean {
  if (line === undefined || line.trialUntil !== undefined) return false;
  const least = line.minimumSeverity ?? 'informational';
  return severitiesOf(line).every((severity, place) => {
    const needed = severitiesOf(like)[place] ?? like.severity;
    const wasRaised = !isBelow(needed, like.minimumSeverity ?? 'informational');
    return !wasRaised || !(isBelow(severity, needed) || isBelow(severity, least));
  });
}

/** Of calls that succeeded, and of those that failed. */
function severitiesOf({ severity, failureSeverity = severity }: RuleLine): readonly Severity[] {
  return [severity, failureSeverity];
}

/** Compares a condition with several together: those that find what the first ones do not are added until one finds nothing of it. */
function uncovered(
  before: Condition,
  first: readonly Condition[],
  others: readonly Condition[],
): ComparedMeaning {
  let covers = first;
  while (covers.length <= MAX_COVERS) {
    const compared = compareConditions(before, { kind: 'or', of: [...covers] });
    const { direction, example } = compared;
    if (direction !== 'weaker' || example === undefined)
      return covers.length <= 1 || direction === 'unknown' ? compared : { direction: 'changed' };
    const next = others.find((other) => toPredicate(other)(example));
    if (next === undefined) return compared;
    covers = [...covers, next];
  }
  return { direction: 'unknown' };
}
