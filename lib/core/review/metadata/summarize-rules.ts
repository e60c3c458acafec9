import { createHash } from 'node:crypto';
import type { AlarmDefinition } from '../../alarm/alarm-definition';
import { canonicalText } from '../../json/canonical-text';
import type { Condition } from '../../rule/condition';
import type { Correlation } from '../../rule/correlation';
import { isFilter, isLeftOut, narrowingsOf } from '../../rule/narrowed-condition';
import type { Rule } from '../../rule/rule';
import type { RuleDocument } from '../../rule/rule-document';
import type { LeftOutLine, RuleDecisions, RuleLine } from './decisions';
import { casesOf, describeCondition } from './describe-condition';
import { plainText, toRuleLine } from './rule-line';
import { HASH_LENGTH, hashCondition, hashCorrelation, hashRule, type MeaningHashes } from './rule-meaning';

/**
 * The rules and correlations of a set, and what each leaves out, in the order of their keys.
 *
 * @param builtIn the hashes of those that the library comes with
 */
export function summarizeRules(
  { rules, correlations }: RuleDocument,
  builtIn: MeaningHashes = {},
): RuleDecisions {
  const all = [...rules, ...correlations];
  const keys = keysOf(all);
  const keyOf = ({ id }: Pick<Rule, 'id'>) => keys.get(id) ?? id;
  const left = new LeftOut();
  for (const rule of rules) left.add([keyOf(rule)], leavesOut(rule));
  for (const correlation of correlations) left.addCounted(keyOf(correlation), correlation);
  const lines = [
    ...rules.map((rule) => toRuleLine(rule, keyOf(rule), hashRule(rule))),
    ...correlations.map((each) => toRuleLine(each, keyOf(each), hashCorrelation(each))),
  ];
  const isReplaced = ({ id, hash }: RuleLine): boolean => hash !== (builtIn[id] ?? hash);
  const marked = lines.map((line) => (isReplaced(line) ? { ...line, isOwn: true as const } : line));
  return { rules: marked.sort(byKey), ...left.lines() };
}

/** By id: the name, or the name and the id of one that comes after another of its name. */
function keysOf(rules: readonly Pick<Rule, 'id' | 'name'>[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const sorted = [...rules].sort((left, right) => (left.id < right.id ? -1 : 1));
  return new Map(
    sorted.map(({ id, name }) => {
      const key = plainText(taken.has(plainText(name)) ? `${name} (${id})` : name);
      taken.add(key);
      return [id, key];
    }),
  );
}

/** An entry of an allow list, or a filter with its hash. */
interface Entry {
  readonly key: string;
  readonly hash?: string;
}

/** What conditions leave out: none changes, and the sets of an app share most of theirs. */
const known = new WeakMap<Condition, readonly Entry[]>();

function leavesOut({ condition }: Rule): readonly Entry[] {
  const entries = known.get(condition) ?? entriesOf(condition);
  known.set(condition, entries);
  return entries;
}

function entriesOf(condition: Condition): readonly Entry[] {
  const narrowings = narrowingsOf(condition).filter(isLeftOut);
  return [
    ...ownAccountsOf(condition),
    ...narrowings.flatMap((narrowing): readonly Entry[] => {
      if (isFilter(narrowing)) return [{ key: narrowing.name, hash: hashCondition(narrowing.condition) }];
      return narrowing.condition.kind === 'not' ? toEntries(narrowing.condition.of) : [];
    }),
  ];
}

function toEntries(allowed: Condition): readonly Entry[] {
  return casesOf(allowed).map((each) => ({ key: plainText(describeCondition(each)) }));
}

/** Accounts that a rule on other accounts leaves out. */
function ownAccountsOf(condition: Condition): readonly Entry[] {
  return [...new Set(accountsIn(condition))].map((account) => ({ key: `own account ${account}` }));
}

function accountsIn(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.of.flatMap(accountsIn);
    case 'not':
    case 'element':
    case 'document':
      return accountsIn(condition.of);
    case 'outsideAccount':
      return condition.own;
    default:
      return [];
  }
}

/** What is left out, by entry, with the rules that leave it out. */
class LeftOut {
  private readonly entries = new Map<string, { readonly entry: Entry; readonly rules: Set<string> }>();

  add(keys: readonly string[], entries: readonly Entry[]): void {
    for (const entry of entries) {
      const id = `${entry.hash === undefined ? 'allowed' : `filter ${entry.hash}`} ${entry.key}`;
      const known = this.entries.get(id) ?? { entry, rules: new Set<string>() };
      this.entries.set(id, known);
      for (const key of keys) known.rules.add(key);
    }
  }

  /** What all that a correlation counts leave out, it leaves out. */
  addCounted(key: string, { rules }: Correlation): void {
    const counted = rules.map((rule) => ({ rule, entries: leavesOut(rule) }));
    for (const { rule, entries } of counted) {
      const isCommon = ({ key: one }: Entry) =>
        counted.every((other) => other.entries.some((entry) => entry.key === one));
      this.add([key], entries.filter(isCommon));
      this.add(
        [`${key}/${plainText(rule.name)}`],
        entries.filter((entry) => !isCommon(entry)),
      );
    }
  }

  lines(): Pick<RuleDecisions, 'allowList' | 'filters'> {
    const lines = [...this.entries.values()]
      .map(({ entry, rules }): LeftOutLine => ({ ...entry, rules: [...rules].sort() }))
      .sort(byKey);
    return {
      allowList: lines.filter(({ hash }) => hash === undefined),
      filters: lines.filter(({ hash }) => hash !== undefined),
    };
  }
}

function byKey(left: { readonly key: string }, right: { readonly key: string }): number {
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
}

/** The rule of an alarm on metric filters. Its hash is of what is counted, and when that fires. */
export function summarizeAlarm(definition: AlarmDefinition): RuleDecisions {
  const { rule, patterns, threshold, periodSeconds, periods } = definition;
  const text = canonicalText({ patterns, threshold, periodSeconds, periods }, (name) => name === 'patterns');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
  return { rules: [toRuleLine(rule, plainText(rule.name), hash)], allowList: [], filters: [] };
}
