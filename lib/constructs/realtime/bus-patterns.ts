import { type BusPattern, type BusPatterns, toBusPatterns } from '../../core/placement/to-bus-patterns';
import { maxRulesIn } from '../preflight/bus-quota';
import type { RuleSet } from '../rule/rule-set';

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
    const most = maxRulesIn(region);
    if (patterns.length <= most) continue;
    throw new Error(
      `rules need ${patterns.length} EventBridge rules, and a bus in ${region} takes ${most} by default; leave some out, and ` +
        'let the log processor look for them',
    );
  }
  return patterns;
}
