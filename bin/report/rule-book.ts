import type { Alert } from '../../lib/core/alert/alert';
import { ruleMembers } from '../../lib/core/alert/rule-members';
import { type Explanation, toExplanation } from '../../lib/core/compile/predicate/to-explanation';
import type { Correlation } from '../../lib/core/rule/correlation';
import type { Rule } from '../../lib/core/rule/rule';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import { toPrintable } from '../../lib/core/safe-text/printable';
import { techniqueIdsOf } from './attack-techniques';
import { toConditionText } from './condition-text';
import type { ConditionText, HeldCondition, ReportRule } from './report-data';

/** An alert that no allow list of hundreds makes unreadable: so many conditions of one are told. */
const MAX_HELD = 40;

/** The rules of which the report has alerts, with the conditions that held. */
export class RuleBook {
  readonly #known: ReadonlyMap<string, Rule | Correlation>;
  readonly #entries = new Map<string, RuleEntry>();

  constructor({ rules, correlations }: RuleDocument) {
    this.#known = new Map([...rules, ...correlations].map((each) => [each.id, each]));
  }

  /** Why an alert was raised; nothing if it is about several records. */
  explain(alert: Alert): readonly HeldCondition[] {
    return this.#entryOf(alert).explain(alert.record);
  }

  /** The rules of all alerts that were explained, by their ids. */
  get rules(): ReadonlyMap<string, ReportRule> {
    return new Map([...this.#entries].map(([id, entry]) => [id, entry.toReportRule()]));
  }

  #entryOf({ ruleId, title, tags, firstSteps = [] }: Alert): RuleEntry {
    const known = this.#entries.get(ruleId);
    if (known !== undefined) return known;
    // What trailwatch raises by itself has no rule: the alert tells as much.
    const rule = this.#known.get(ruleId) ?? { id: ruleId, name: ruleId, title, tags, firstSteps };
    const entry = new RuleEntry(rule);
    this.#entries.set(ruleId, entry);
    return entry;
  }
}

type ToldRule = Pick<Rule, 'id' | 'name' | 'title' | 'tags' | 'firstSteps'> &
  Partial<Pick<Rule, 'description' | 'falsePositives' | 'condition'>>;

class RuleEntry {
  readonly #numbers = new Map<unknown, number>();
  readonly #conditions: ConditionText[] = [];
  readonly #explanation: Explanation | undefined;

  constructor(private readonly rule: ToldRule) {
    const { condition } = rule;
    this.#explanation = condition === undefined ? undefined : toExplanation(condition);
  }

  explain(record: Alert['record']): readonly HeldCondition[] {
    const held = this.#explanation?.(record) ?? [];
    const ordered = [...held.filter((each) => !each.isNegated), ...held.filter((each) => each.isNegated)];
    return ordered.slice(0, MAX_HELD).map((each) => [this.#numberOf(each), each.places]);
  }

  #numberOf(held: Parameters<typeof toConditionText>[0]): number {
    const known = this.#numbers.get(held.atom);
    if (known !== undefined) return known;
    const number = this.#conditions.push(toConditionText(held)) - 1;
    this.#numbers.set(held.atom, number);
    return number;
  }

  toReportRule(): ReportRule {
    const { id, name, title, tags, description = '', falsePositives = [] } = this.rule;
    const { firstSteps = [], runbook } = ruleMembers(this.rule);
    return {
      id: toPrintable(id),
      name: toPrintable(name),
      title: toPrintable(title),
      description: toPrintable(description.replaceAll(/\s+/g, ' ').trim()),
      techniques: techniqueIdsOf(tags),
      falsePositives: falsePositives.map(toPrintable),
      firstSteps: firstSteps.map(toPrintable),
      ...(runbook === undefined ? {} : { runbook }),
      conditions: this.#conditions,
    };
  }
}
