import { SEVERITIES, type Severity } from '../rule/rule';
import { oneLine } from '../safe-text/one-line';
import type { Alert } from './alert';
import { actorIdentity } from './alert-actor';

/** All alerts of one severity of a rule on one actor. */
export interface AlertGroup {
  readonly severity: Severity;
  readonly title: string;
  /** The name of the rule; its id if it has none. */
  readonly rule: string;
  /** An ARN without the name of a session, or a name. */
  readonly actor: string;
  readonly alerts: number;
  readonly first: string;
  readonly last: string;
  /** At most three of each. */
  readonly addresses: readonly string[];
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** What the first of them says. */
  readonly example: string;
  /** The beginnings of at most three ids, by which commands know the alerts. */
  readonly ids: readonly string[];
}

/** How many addresses, accounts, Regions and ids a group has. */
const MAX_NAMED = 3;

/** How much of an id tells it apart, and of texts that callers choose. */
const ID_LENGTH = 16;
const NAME_LENGTH = 200;
const EXAMPLE_LENGTH = 240;

/** The maximum number of groups; alerts of further ones are counted. */
const MAX_GROUPS = 20_000;

type Growing = { -readonly [Name in keyof AlertGroup]: AlertGroup[Name] };

/** Groups alerts by rule and actor, in bounded memory and whatever their order. */
export class AlertGroups {
  /** Alerts of groups beyond the maximum, by severity. */
  readonly beyond = new Map<Severity, number>();
  /** All alerts, by severity. */
  readonly counts = new Map<Severity, number>();
  private readonly groups = new Map<string, Growing>();

  constructor(private readonly limit = MAX_GROUPS) {}

  add(alert: Alert): void {
    const { severity, ruleId, title, actor } = alert;
    this.counts.set(severity, (this.counts.get(severity) ?? 0) + 1);
    const identity = oneLine(actorIdentity(actor), NAME_LENGTH);
    const key = JSON.stringify([severity, ruleId, title, identity, alert.actor.accountId]);
    const group = this.groups.get(key);
    if (group !== undefined) grow(group, alert);
    else if (this.groups.size < this.limit) this.groups.set(key, begin(alert, identity));
    else this.beyond.set(severity, (this.beyond.get(severity) ?? 0) + 1);
  }

  /** The most severe first, and then by time. */
  get all(): readonly AlertGroup[] {
    return [...this.groups.values()].sort(
      (one, other) =>
        SEVERITIES.indexOf(other.severity) - SEVERITIES.indexOf(one.severity) ||
        compare(one.first, other.first) ||
        compare(one.title, other.title) ||
        compare(one.actor, other.actor),
    );
  }
}

function begin(alert: Alert, actor: string): Growing {
  const { severity, title, ruleName, ruleId, eventTime: first } = alert;
  const group: Growing = {
    ...{ severity, title, rule: ruleName ?? ruleId, actor, alerts: 0, first, last: first },
    ...{ addresses: [], accounts: [], regions: [], example: oneLine(alert.summary, EXAMPLE_LENGTH), ids: [] },
  };
  grow(group, alert);
  return group;
}

function grow(group: Growing, alert: Alert): void {
  const { id, eventTime, sourceIPAddress = '', recipientAccountId, awsRegion, summary } = alert;
  group.alerts += 1;
  group.addresses = withOne(group.addresses, oneLine(sourceIPAddress, NAME_LENGTH));
  group.accounts = withOne(group.accounts, recipientAccountId);
  group.regions = withOne(group.regions, awsRegion);
  group.ids = withOne(group.ids, id.slice(0, ID_LENGTH));
  if (eventTime > group.last) group.last = eventTime;
  if (eventTime >= group.first) return;
  group.first = eventTime;
  group.example = oneLine(summary, EXAMPLE_LENGTH);
}

function withOne(values: readonly string[], value: string): readonly string[] {
  return value === '' || values.length >= MAX_NAMED || values.includes(value) ? values : [...values, value];
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
