import { SEVERITIES, type Severity } from '../rule/rule';
import { inAlphabet } from '../safe-text/in-alphabet';
import { oneLine } from '../safe-text/one-line';
import type { Alert } from './alert';
import { actorIdentity } from './alert-actor';
import { SomeValues } from './some-values';

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
  /** At most three of each, in the order of their text, and how many others there are: `and 197 others`. */
  readonly addresses: readonly string[];
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** What the first of them says. */
  readonly example: string;
  /** The beginnings of the ids of the three earliest, by which commands know the alerts, and how many others there are. */
  readonly ids: readonly string[];
}

/** How many ids a group has. */
const MAX_IDS = 3;

/** How much of an id tells it apart, and of texts that callers choose. */
const ID_LENGTH = 16;
const NAME_LENGTH = 200;
const EXAMPLE_LENGTH = 240;

/** The maximum number of groups; alerts of further ones are counted. */
const MAX_GROUPS = 20_000;

/** The maximum number of addresses, accounts and Regions of all groups that are told apart; the first three of a group always are. */
const MAX_VALUES = 500_000;

const LISTS = ['addresses', 'accounts', 'regions'] as const;

interface EarlyAlert {
  readonly id: string;
  readonly time: string;
  readonly example: string;
}

interface Growing {
  readonly about: Pick<AlertGroup, 'severity' | 'title' | 'rule' | 'actor'>;
  alerts: number;
  /** The earliest ones, in the order of time. */
  earliest: readonly EarlyAlert[];
  last: string;
  readonly values: Readonly<Record<(typeof LISTS)[number], SomeValues>>;
}

/** Groups alerts by rule and actor, in bounded memory and whatever their order. */
export class AlertGroups {
  /** Alerts of groups beyond the maximum, by severity. */
  readonly beyond = new Map<Severity, number>();
  /** All alerts, by severity. */
  readonly counts = new Map<Severity, number>();
  private readonly groups = new Map<string, Growing>();
  private values = 0;

  constructor(private readonly limit = MAX_GROUPS) {}

  add(alert: Alert): void {
    const { severity, ruleId, title, actor } = alert;
    this.counts.set(severity, (this.counts.get(severity) ?? 0) + 1);
    const identity = oneLine(actorIdentity(actor), NAME_LENGTH);
    const key = JSON.stringify([severity, ruleId, title, identity, alert.actor.accountId]);
    const known = this.groups.get(key);
    if (known === undefined && this.groups.size >= this.limit) {
      this.beyond.set(severity, (this.beyond.get(severity) ?? 0) + 1);
      return;
    }
    const group = known ?? begin(alert, identity);
    this.groups.set(key, group);
    grow(group, alert);
    this.addValues(group, alert);
  }

  /** The most severe first, and then by time. */
  get all(): readonly AlertGroup[] {
    return [...this.groups.values()]
      .map(toGroup)
      .sort(
        (one, other) =>
          SEVERITIES.indexOf(other.severity) - SEVERITIES.indexOf(one.severity) ||
          inAlphabet(one.first, other.first) ||
          inAlphabet(one.title, other.title) ||
          inAlphabet(one.actor, other.actor),
      );
  }

  private addValues({ values }: Growing, alert: Alert): void {
    const { sourceIPAddress = '', recipientAccountId, awsRegion } = alert;
    const found = {
      addresses: oneLine(sourceIPAddress, NAME_LENGTH),
      ...{ accounts: recipientAccountId, regions: awsRegion },
    };
    for (const list of LISTS) if (values[list].add(found[list], this.values < MAX_VALUES)) this.values += 1;
  }
}

function begin({ severity, title, ruleName, ruleId }: Alert, actor: string): Growing {
  return {
    about: { severity, title, rule: ruleName ?? ruleId, actor },
    ...{ alerts: 0, earliest: [], last: '' },
    values: { addresses: new SomeValues(), accounts: new SomeValues(), regions: new SomeValues() },
  };
}

function grow(group: Growing, alert: Alert): void {
  const { id, eventTime, summary } = alert;
  group.alerts += 1;
  if (eventTime > group.last) group.last = eventTime;
  const latest = group.earliest[MAX_IDS - 1];
  if (latest !== undefined && eventTime > latest.time) return;
  const early = { id: id.slice(0, ID_LENGTH), time: eventTime, example: oneLine(summary, EXAMPLE_LENGTH) };
  const all = [...group.earliest, early];
  all.sort((one, other) => inAlphabet(one.time, other.time) || inAlphabet(one.id, other.id));
  group.earliest = all.slice(0, MAX_IDS);
}

function toGroup({ about, alerts, earliest, last, values }: Growing): AlertGroup {
  const others = alerts - earliest.length;
  const { addresses, accounts, regions } = values;
  return {
    ...{ ...about, alerts, first: earliest[0]?.time ?? '', last },
    ...{ addresses: addresses.named, accounts: accounts.named, regions: regions.named },
    example: earliest[0]?.example ?? '',
    ids: [...earliest.map(({ id }) => id), ...(others > 0 ? [`and ${others} others`] : [])],
  };
}
