import { canonicalText } from '../../json/canonical-text';
import type { Correlation } from '../../rule/correlation';
import type { Rule, RuleSeverities } from '../../rule/rule';
import type { RuleDocument } from '../../rule/rule-document';

/** Before a change, and after it. */
export const SIDES = ['base', 'head'] as const;
export type Side = (typeof SIDES)[number];

/** A rule or a correlation, as one of the two sides has it. */
export interface Variant extends RuleSeverities {
  readonly side: Side;
  readonly id: string;
  readonly name: string;
  readonly title: string;
}

/** Both rule sets as one, in which what both have is there once. */
export interface RuleUnion {
  /** To search with. Its ids are places in the union, and its severities have no meaning. */
  readonly document: RuleDocument;
  /** By an id of the document: whose rule it is, and as what. A rule that is only counted has none. */
  readonly variants: ReadonlyMap<string, readonly Variant[]>;
}

/** The rule documents of each side: an alert by one of them is raised on that side. */
export type RuleSides = Readonly<Record<Side, readonly RuleDocument[]>>;

/**
 * Joins two rule sets, so that a record is tested once against the rules that they share: rules with the same id and
 * condition, with allow lists and filters, whatever their severities and words are, and correlations that count the same. Scores
 * are left out: what they weigh is the alerts of one side, and here is a rule for both.
 */
export function toRuleUnion(sides: RuleSides): RuleUnion {
  const union = new OpenUnion();
  for (const side of SIDES) {
    for (const document of sides[side]) {
      const rules = rulesById(document);
      for (const { id } of document.rules) union.addRule(side, rules.get(id) as Rule);
      for (const correlation of document.correlations.filter(({ kind }) => kind !== 'score'))
        union.addCorrelation(side, {
          ...correlation,
          rules: correlation.rules.map(({ id }) => rules.get(id) as Rule),
        });
    }
  }
  return union.end();
}

/** As a search takes them: a rule that raises alerts is what correlations count, too, if it has the id. */
function rulesById({ rules, correlations }: RuleDocument): ReadonlyMap<string, Rule> {
  const counted = correlations.flatMap((correlation) => correlation.rules);
  return new Map([...counted, ...rules].map((rule) => [rule.id, rule]));
}

/** Whether an id of a union is that of a correlation. */
export function isCorrelationId(unionId: string): boolean {
  return unionId.startsWith('c');
}

class OpenUnion {
  /** By what they mean. */
  readonly #rules = new Map<string, Rule>();
  readonly #correlations = new Map<string, Correlation>();
  readonly #variants = new Map<string, Variant[]>();

  addRule(side: Side, rule: Rule): void {
    this.#addVariant(this.#unionRule(rule).id, side, rule);
  }

  addCorrelation(side: Side, correlation: Correlation): void {
    const rules = correlation.rules.map((rule) => this.#unionRule(rule));
    const idOf = new Map(correlation.rules.map(({ id }, at) => [id, rules[at]?.id ?? '']));
    const { id, kind, groupBy, timespanSeconds, fields, bounds } = correlation;
    const aliases = withIds(correlation.aliases, idOf);
    const counted = rules.map((rule) => rule.id);
    const concludedBy = idOf.get(correlation.concludedBy ?? '');
    const counting = { kind, groupBy, timespanSeconds, fields, bounds, aliases, concludedBy };
    const key = canonicalText({ id, ...counting, counted });
    const known = this.#correlations.get(key);
    const found = known ?? {
      ...correlation,
      ...{ id: `c${this.#correlations.size}`, rules, aliases },
      ...(concludedBy === undefined ? {} : { concludedBy }),
    };
    this.#correlations.set(key, found);
    this.#addVariant(found.id, side, correlation);
  }

  end(): RuleUnion {
    const rules = [...this.#rules.values()].filter(({ id }) => this.#variants.has(id));
    return { document: { rules, correlations: [...this.#correlations.values()] }, variants: this.#variants };
  }

  #unionRule(rule: Rule): Rule {
    const key = canonicalText([rule.id, rule.condition]);
    const known = this.#rules.get(key);
    if (known !== undefined) return known;
    const { failureSeverity: _, minimumSeverity: __, ...plain } = rule;
    const added: Rule = { ...plain, id: `r${this.#rules.size}`, severity: 'critical' };
    this.#rules.set(key, added);
    return added;
  }

  #addVariant(unionId: string, side: Side, rule: Rule | Correlation): void {
    const { id, name, title, severity } = rule;
    const { failureSeverity, minimumSeverity }: RuleSeverities = rule;
    const variant: Variant = {
      ...{ side, id, name, title, severity },
      ...(failureSeverity === undefined ? {} : { failureSeverity }),
      ...(minimumSeverity === undefined ? {} : { minimumSeverity }),
    };
    this.#variants.set(unionId, [...(this.#variants.get(unionId) ?? []), variant]);
  }
}

/** Aliases whose fields are by rule, under the ids of the union. */
function withIds(aliases: Correlation['aliases'], idOf: ReadonlyMap<string, string>): Correlation['aliases'] {
  return Object.fromEntries(
    Object.entries(aliases).map(([alias, fields]) => [
      alias,
      Object.fromEntries(
        Object.entries(fields).flatMap(([id, field]) => {
          const unionId = idOf.get(id);
          return unionId === undefined ? [] : [[unionId, field]];
        }),
      ),
    ]),
  );
}
