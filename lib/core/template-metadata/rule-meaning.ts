import { createHash } from 'node:crypto';
import type { Condition } from '../rule/condition';
import type { Correlation } from '../rule/correlation';
import { mapLeaves } from '../rule/map-condition';
import { type Narrowing, narrowingsOf, writtenCondition } from '../rule/narrowed-condition';
import type { Rule } from '../rule/rule';
import { canonicalText } from './canonical-text';

/** How many hex digits of a hash stand in a template. */
export const HASH_LENGTH = 12;

/** Lists of a condition whose order means nothing. */
const SETS: ReadonlySet<string> = new Set(['of', 'values', 'patterns', 'ranges', 'own']);

/**
 * A hash of what a rule looks for. Titles, descriptions, runbooks, references, authors and the order of values do not change it;
 * neither do severities and allow lists, which stand beside it.
 */
export function hashRule({ condition }: Pick<Rule, 'condition'>): string {
  const parts = [
    writtenCondition(condition),
    ...narrowingsOf(condition)
      .filter((narrowing) => !isLeftOut(narrowing))
      .map((narrowing) => narrowing.condition),
  ];
  return hashCondition(parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'and', of: parts });
}

/** A hash of what a correlation counts, and of when that raises an alert. */
export function hashCorrelation(correlation: Correlation): string {
  const { kind, groupBy, aliases, timespanSeconds, fields, bounds, generate, rules } = correlation;
  const counted = rules.map((rule) => `${rule.id} ${hashRule(rule)}`);
  return hashText(
    canonicalText(
      { kind, groupBy, aliases, timespanSeconds, fields, bounds, generate, counted },
      (name) =>
        name === 'groupBy' || name === 'bounds' || (name === 'counted' && kind !== 'temporal_ordered'),
    ),
  );
}

/** A hash of a condition. The accounts that are its user's own do not change it. */
export function hashCondition(condition: Condition): string {
  const bare = mapLeaves(condition, (leaf) =>
    leaf.kind === 'outsideAccount' && leaf.own.length > 0 ? { ...leaf, own: [] } : leaf,
  );
  return hashText(canonicalText(withoutNames(bare), (name) => SETS.has(name)));
}

/** Whether a narrowing stands beside the hash, as lines of its own. */
export function isLeftOut(narrowing: Narrowing): boolean {
  return isFilter(narrowing) || narrowing.condition.kind === 'not';
}

/** Whether a narrowing is a Sigma filter. */
export function isFilter({ name }: Narrowing): boolean {
  return name.startsWith('filter ');
}

function withoutNames(condition: Condition): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { kind: condition.kind, of: condition.of.map(withoutNames) };
    case 'not':
    case 'element':
    case 'document':
      return { ...condition, of: withoutNames(condition.of) };
    default:
      return condition;
  }
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
}
