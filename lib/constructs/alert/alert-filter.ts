import { SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { checkName } from '../preflight/check-name';
import { type RuleSeverity, severitiesFrom } from '../rule/rule-severity';

/** Which alerts a subscriber gets. What is not given is not asked for; what is given must all hold. */
export interface AlertFilter {
  /**
   * Alerts of this severity or worse.
   *
   * @default - every severity
   */
  readonly minimumSeverity?: RuleSeverity;

  /**
   * Alerts on what happened in these accounts, 12 digits each.
   *
   * @default - every account
   */
  readonly accounts?: string[];

  /**
   * Alerts of these rules, by their names, such as `trail-stopped-or-deleted`. A name that no rule has lets nothing through.
   *
   * @default - every rule
   */
  readonly ruleNames?: string[];

  /**
   * Alerts of these rules, by their ids, which stay when a name changes. Most are UUIDs.
   *
   * @default - every rule
   */
  readonly ruleIds?: string[];

  /**
   * Whether messages that are no alerts come as well: the alarms on the pipeline itself, and whatever else is
   * published to the topic without trailwatch's attributes. At least one subscriber must receive
   * them: otherwise a failed pipeline is not noticed.
   *
   * @default true
   */
  readonly includeOperational?: boolean;
}

/** The filter in SNS's words, over the message attributes that alerts are published with. */
export function toFilterPolicy(filter: AlertFilter): Record<string, SubscriptionFilter> {
  for (const account of filter.accounts ?? []) checkName('accounts', 'account id', account);
  const { minimumSeverity, accounts, ruleNames, ruleIds } = filter;
  const wanted = {
    severity: minimumSeverity === undefined ? undefined : severitiesFrom(minimumSeverity),
    account: accounts,
    ruleName: ruleNames,
    rule: ruleIds,
  };
  const others = (filter.includeOperational ?? true) ? [{ exists: false }] : [];
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([attribute, values]) =>
      values === undefined ? [] : [[attribute, new SubscriptionFilter([...values, ...others])]],
    ),
  );
}
