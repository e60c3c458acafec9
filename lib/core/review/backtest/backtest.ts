import type { Alert } from '../../alert/alert';
import { alertId } from '../../alert/alert-id';
import { claimKey } from '../../alert/correlated/claim-key';
import { grouped } from '../../keyed/grouped';
import { isBelow, SEVERITIES, type Severity } from '../../rule/rule';
import { type ComparedAlert, compareAlerts, EFFECTS, type Effect } from './compared-alerts';
import { type AlertExample, type EffectCounts, RuleTally } from './rule-tally';
import { type RuleUnion, SIDES, type Side, type Variant } from './rule-union';
import { TimeSpan } from './time-span';

/** `changed`: condition, allow lists, counting or severities are others. Words do not count. */
type Definition = 'added' | 'removed' | 'changed' | 'same';

/** A rule with the effect of the change on its definition. */
interface RuleDefinition {
  readonly id: string;
  /** After the change, if it is still there. */
  readonly name: string;
  readonly title: string;
  readonly definition: Definition;
  readonly severities: Readonly<Partial<Record<Side, Severity>>>;
}

export type SeverityCounts = Readonly<Record<Severity, number>>;

/** The effect of a change on one rule. */
export interface RuleChange {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly definition: Definition;
  /** The severity on each side; a side that does not have the rule has none. */
  readonly severities: Readonly<Partial<Record<Side, Severity>>>;
  readonly counts: EffectCounts;
  readonly days: readonly (readonly [day: string, counts: EffectCounts])[];
  readonly examples: readonly AlertExample[];
}

/** The effect of a change of the rules on some records. */
export interface BacktestResult {
  /** Rules that are defined otherwise, or whose alerts are others; those with most differences first. */
  readonly rules: readonly RuleChange[];
  /** Over all rules. */
  readonly counts: EffectCounts;
  /** The same by severity: where the sides differ, by the higher one. */
  readonly bySeverity: Readonly<Record<Effect, SeverityCounts>>;
  /** All alerts of each side, by severity. */
  readonly alerts: Readonly<Record<Side, SeverityCounts>>;
  /** The time that the records cover. */
  readonly span: TimeSpan;
}

/** One difference, for callers that need each of them. */
export interface AlertDifference extends ComparedAlert {
  /** The id that a scan with one of the rule sets gives. */
  readonly id: string;
  readonly effect: Effect;
}

/**
 * Compares two rule sets on the alerts that a search for their union raises.
 *
 *     alerts of a record ──► by rule: which side raises it, how bad ──► counts by rule and day, examples
 */
export class Backtest {
  readonly span = new TimeSpan();
  readonly #tallies = new Map<string, RuleTally>();
  readonly #alerts = { base: noAlerts(), head: noAlerts() };
  readonly #bySeverity = Object.fromEntries(EFFECTS.map((effect) => [effect, noAlerts()])) as Record<
    Effect,
    Record<Severity, number>
  >;
  readonly #definitions: ReadonlyMap<string, RuleDefinition>;
  /** Alerts of correlations, by group and period. */
  readonly #correlated = new Map<string, Alert[]>();

  constructor(
    private readonly union: RuleUnion,
    private readonly onAlert: (difference: AlertDifference) => void = () => undefined,
  ) {
    this.#definitions = definitionsOf(union);
  }

  /** Takes the alerts of consecutive records of one file. */
  addRecordAlerts(alerts: readonly Alert[]): void {
    let group: Alert[] = [];
    for (const alert of alerts) {
      this.span.add(alert.eventTime);
      if (group.length > 0 && group[0]?.source.index !== alert.source.index) {
        this.#compare(group);
        group = [];
      }
      group.push(alert);
    }
    this.#compare(group);
  }

  /** Takes the alert of a correlation: the group and the period decide which alerts of both sides are the same, not the records. */
  addCorrelationAlert(alert: Alert): void {
    const { recipientAccountId, eventTime } = claimKey(alert);
    const about = [recipientAccountId, eventTime, alert.eventID].join('\n');
    this.#correlated.set(about, [...(this.#correlated.get(about) ?? []), alert]);
  }

  /** The result. */
  end(): BacktestResult {
    for (const alerts of this.#correlated.values()) this.#compare(alerts);
    const changes = [...this.#definitions.values()].map((definition) => this.#changeOf(definition));
    return {
      rules: changes.filter(isChange).sort(byDifferences),
      counts: sumOf(changes),
      bySeverity: this.#bySeverity,
      alerts: this.#alerts,
      span: this.span,
    };
  }

  #changeOf({ id, name, title, definition, severities }: RuleDefinition): RuleChange {
    const { counts, days, examples } = this.#tallies.get(id) ?? new RuleTally();
    return { id, name, title, definition, severities, counts, days, examples };
  }

  #compare(alerts: readonly Alert[]): void {
    for (const compared of compareAlerts(alerts, this.union.variants)) {
      const { ruleId, alert, severities } = compared;
      const tally = this.#tallies.get(ruleId) ?? new RuleTally();
      this.#tallies.set(ruleId, tally);
      const effect = tally.add(compared);
      for (const side of SIDES) {
        const severity = severities[side];
        if (severity !== undefined) this.#alerts[side][severity] += 1;
      }
      this.#bySeverity[effect][highest(severities)] += 1;
      this.onAlert({ ...compared, effect, id: alertId(ruleId, { ...alert, ...claimKey(alert) }) });
    }
  }
}

/** How many alerts a rule, or all of them, differ in. */
export function differencesIn({ gained, lost, raised, lowered }: EffectCounts): number {
  return gained + lost + raised + lowered;
}

function isChange({ definition, counts }: RuleChange): boolean {
  return definition !== 'same' || differencesIn(counts) > 0;
}

function byDifferences(one: RuleChange, other: RuleChange): number {
  return (
    differencesIn(other.counts) - differencesIn(one.counts) ||
    (one.name < other.name ? -1 : Number(one.name > other.name)) ||
    (one.id < other.id ? -1 : 1)
  );
}

function sumOf(changes: readonly RuleChange[]): EffectCounts {
  const { counts } = new RuleTally();
  for (const change of changes)
    for (const [effect, count] of Object.entries(change.counts)) counts[effect as Effect] += count;
  return counts;
}

function highest({ base, head }: ComparedAlert['severities']): Severity {
  if (base === undefined || head === undefined) return base ?? head ?? 'informational';
  return isBelow(base, head) ? head : base;
}

function noAlerts(): Record<Severity, number> {
  return Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
}

/** Every rule and correlation of either side that raises alerts, by id. */
function definitionsOf({ variants }: RuleUnion): ReadonlyMap<string, RuleDefinition> {
  const byId = grouped(
    [...variants].flatMap(([unionId, all]) =>
      all.map((variant) => [variant.id, [unionId, variant] as [string, Variant]] as const),
    ),
  );
  return new Map([...byId].map(([id, all]) => [id, toDefinition(id, all)]));
}

function toDefinition(id: string, all: readonly (readonly [string, Variant])[]): RuleDefinition {
  const of = (side: Side) => all.filter(([, variant]) => variant.side === side);
  const [base, head] = [of('base'), of('head')];
  const { name, title } = (head[0] ?? base[0])?.[1] ?? { name: id, title: id };
  const severities = SIDES.flatMap((side) => {
    const severity = of(side)[0]?.[1].severity;
    return severity === undefined ? [] : [[side, severity]];
  });
  return { id, name, title, definition: compare(base, head), severities: Object.fromEntries(severities) };
}

function compare(
  base: readonly (readonly [string, Variant])[],
  head: readonly (readonly [string, Variant])[],
): Definition {
  if (base.length === 0) return 'added';
  if (head.length === 0) return 'removed';
  return meaningOf(base) === meaningOf(head) ? 'same' : 'changed';
}

/** The same place of the union is the same condition. */
function meaningOf(all: readonly (readonly [string, Variant])[]): string {
  const parts = all.map(([unionId, { severity, failureSeverity, minimumSeverity }]) =>
    [unionId, severity, failureSeverity ?? '', minimumSeverity ?? ''].join(' '),
  );
  return [...new Set(parts)].sort().join('\n');
}
