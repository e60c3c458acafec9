import { type BusPattern, type BusPatterns, toBusPatterns } from '../../core/placement/to-bus-patterns';
import type { RuleSet } from '../rule/rule-set';

/**
 * How many rules a bus takes, unless the quota was raised.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const MAX_RULES = 300;
const MAX_RULES_IN: ReadonlyMap<string, number> = new Map([
  ['af-south-1', 100],
  ['eu-south-1', 100],
]);

/** Compiling takes about a second, and every Region has the same rules. */
const remembered = new WeakMap<RuleSet, BusPatterns>();

/** What a bus is to send for a rule set. */
export function busPatternsOf(rules: RuleSet): BusPatterns {
  const known = remembered.get(rules);
  if (known !== undefined) return known;
  const patterns = toBusPatterns(rules.rules.map((rule) => rule._toDocument()));
  remembered.set(rules, patterns);
  return patterns;
}

/** The patterns of the rules on a bus of each of these Regions. Throws where there is none, or more than such a bus takes. */
export function forwardedPatterns(rules: RuleSet, regions: readonly string[]): readonly BusPattern[] {
  const { patterns, leftOut } = busPatternsOf(rules);
  if (patterns.length === 0) {
    const reasons = leftOut.map(({ rule, reason }) => `'${rule.name}': ${reason}`);
    const why = reasons.length === 0 ? 'it is empty' : reasons.join('; ');
    throw new Error(
      `rules has no rule that an event bus can be asked for, so no event would be sent: ${why}`,
    );
  }
  for (const region of regions) {
    const most = MAX_RULES_IN.get(region) ?? MAX_RULES;
    if (patterns.length <= most) continue;
    throw new Error(
      `rules need ${patterns.length} EventBridge rules, and a bus in ${region} takes ${most} by default; leave some out, and ` +
        'let the log processor look for them',
    );
  }
  return patterns;
}
