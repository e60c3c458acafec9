import {
  type Decisions,
  type LeftOutLine,
  type Lines,
  RULE_SECTIONS,
  type RuleDecisions,
  SECTIONS,
} from './decisions';
import { encodeRuleLine, uniqueLines } from './rule-line';
import { scopeEncoder } from './rule-scope';

/** The content of `Trailwatch` in the metadata of a resource. */
export type EncodedDecisions = Readonly<Record<string, string | Lines>>;

/** Another resource of the same template, which looks for rules, too. */
export interface Likeness {
  readonly logicalId: string;
  readonly rules: RuleDecisions;
}

/**
 * What a resource decides, as it is in a template: lines in maps, so that a difference of two templates shows one line for each
 * rule, entry or selector. The same decisions give the same text, in the same order.
 *
 * A map stays when it is empty, so that its first line is shown as a line. Rules that are nearly those of another resource are
 * written as the difference from it.
 */
export function encodeDecisions(decisions: Decisions, like?: Likeness): EncodedDecisions {
  const { construct, rules } = decisions;
  return {
    Construct: construct,
    ...(rules === undefined ? {} : encodeRules(rules, like)),
    ...Object.fromEntries(
      SECTIONS.flatMap((section) => {
        const lines = decisions[section];
        return lines === undefined ? [] : [[section, uniqueLines(Object.entries(lines))]];
      }),
    ),
  };
}

type RuleSections = Readonly<Record<(typeof RULE_SECTIONS)[number], Lines>>;

function encodeRules(rules: RuleDecisions, like: Likeness | undefined): EncodedDecisions {
  const whole = toSections(rules);
  if (like === undefined) return { ...whole };
  const other = toSections(like.rules);
  const changes = RULE_SECTIONS.map(
    (section) => [section, difference(whole[section], other[section])] as const,
  );
  const lines = changes.reduce((sum, [, { added, left }]) => sum + count(added) + count(left), 0);
  if (lines > RULE_SECTIONS.reduce((sum, section) => sum + count(whole[section]), 0) / 2) return { ...whole };
  const encoded: Record<string, string | Lines> = { Like: like.logicalId };
  for (const [section, { added, left }] of changes) {
    encoded[section] = added;
    encoded[`${section}Without`] = left;
  }
  return encoded;
}

/** Decisions never change, and a template is written more than once. */
const written = new WeakMap<RuleDecisions, RuleSections>();

function toSections(decisions: RuleDecisions): RuleSections {
  const before = written.get(decisions);
  if (before !== undefined) return before;
  const sections = writeSections(decisions);
  written.set(decisions, sections);
  return sections;
}

function writeSections({ rules, allowList, filters }: RuleDecisions): RuleSections {
  const scopeOf = scopeEncoder(rules);
  return {
    Rules: Object.fromEntries(rules.map((rule) => [rule.key, encodeRuleLine(rule)])),
    AllowList: uniqueLines(allowList.map((entry) => [entry.key, scopeOf(entry.rules)])),
    Filters: uniqueLines(filters.map((filter) => [filter.key, encodeFilter(filter, scopeOf)])),
  };
}

function encodeFilter({ hash, rules }: LeftOutLine, scopeOf: (keys: readonly string[]) => string): string {
  return `${hash ?? ''} ${scopeOf(rules)}`;
}

function difference(own: Lines, other: Lines): { readonly added: Lines; readonly left: Lines } {
  return {
    added: Object.fromEntries(Object.entries(own).filter(([key, line]) => other[key] !== line)),
    left: Object.fromEntries(Object.entries(other).filter(([key]) => !Object.hasOwn(own, key))),
  };
}

function count(lines: Lines): number {
  return Object.keys(lines).length;
}
