import { createHash } from 'node:crypto';
import { canonicalText } from '../../json/canonical-text';
import { type Condition, mapLeaves } from '../../rule/condition';
import type { Correlation } from '../../rule/correlation';
import { isLeftOut, narrowingsOf, writtenCondition } from '../../rule/narrowed-condition';
import type { Rule } from '../../rule/rule';
import type { RuleDocument } from '../../rule/rule-document';

/** Number of hex digits of a hash in a template. */
export const HASH_LENGTH = 12;

/** Lists of a condition whose order means nothing. */
const SETS: ReadonlySet<string> = new Set(['of', 'values', 'patterns', 'ranges', 'own']);

/** Hashes of conditions and correlations that were hashed before. Neither changes. */
const known = new WeakMap<object, string>();

/** Hashes of conditions by the ids of their rules, and of correlations by theirs. */
export type MeaningHashes = Readonly<Record<string, string>>;

/** The hashes of a document, for its later readers: computing them is most of the time of a summary. */
export function hashMeanings({ rules, correlations }: RuleDocument): MeaningHashes {
  const all = [...rules, ...correlations.flatMap((correlation) => correlation.rules)];
  return Object.fromEntries([
    ...all.map((rule) => [rule.id, hashRule(rule)]),
    ...correlations.map((correlation) => [correlation.id, hashCorrelation(correlation)]),
  ]);
}

/** Takes the hashes of a document from what {@link hashMeanings} gave for the same document. A changed rule is hashed anew. */
export function knowMeanings({ rules, correlations }: RuleDocument, hashes: MeaningHashes): void {
  const know = (meaning: object, { id }: Pick<Rule, 'id'>) => {
    const hash = hashes[id];
    if (hash !== undefined) known.set(meaning, hash);
  };
  for (const rule of rules) know(rule.condition, rule);
  for (const correlation of correlations) {
    know(correlation, correlation);
    for (const rule of correlation.rules) know(rule.condition, rule);
  }
}

function knownOr(meaning: object, hash: () => string): string {
  const before = known.get(meaning);
  if (before !== undefined) return before;
  const made = hash();
  known.set(meaning, made);
  return made;
}

/**
 * A hash of what a rule looks for. Titles, descriptions, runbooks, references, authors and the order of values do not change it;
 * neither do severities and allow lists, which are written next to it.
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

/** The hash of a rule or correlation of a document. */
export function hashIn({ rules, correlations }: RuleDocument, id: string): string | undefined {
  const rule = rules.find((each) => each.id === id);
  if (rule !== undefined) return hashRule(rule);
  const correlation = correlations.find((each) => each.id === id);
  return correlation && hashCorrelation(correlation);
}

/** A hash of what a correlation counts, and of when it raises an alert. */
export function hashCorrelation(correlation: Correlation): string {
  return knownOr(correlation, () => hashCounting(correlation));
}

function hashCounting(correlation: Correlation): string {
  const { kind, groupBy, aliases, timespanSeconds, fields, bounds, generate, rules } = correlation;
  const { concludedBy } = correlation;
  const counted = rules.map((rule) => `${rule.id} ${hashRule(rule)}`);
  return hashText(
    canonicalText(
      { kind, groupBy, aliases, timespanSeconds, fields, bounds, generate, counted, concludedBy },
      (name) =>
        name === 'groupBy' || name === 'bounds' || (name === 'counted' && kind !== 'temporal_ordered'),
    ),
  );
}

/** A hash of a condition. The accounts that are its user's own do not change it. */
export function hashCondition(condition: Condition): string {
  return knownOr(condition, () => hashTree(condition));
}

function hashTree(condition: Condition): string {
  const bare = mapLeaves(condition, (leaf) =>
    leaf.kind === 'outsideAccount' && leaf.own.length > 0 ? { ...leaf, own: [] } : leaf,
  );
  return hashText(canonicalText(withoutNames(bare), (name) => SETS.has(name)));
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
