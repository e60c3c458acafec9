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
  const named = Object.entries(wanted).flatMap(([attribute, values]): [string, unknown[]][] =>
    values === undefined ? [] : [[attribute, [...values, ...others]]],
  );
  checkCombinations(named.map(([, values]) => values));
  return Object.fromEntries(named.map(([attribute, values]) => [attribute, new SubscriptionFilter(values)]));
}

/** The filter in words. */
export function describeFilter({
  minimumSeverity,
  accounts,
  ruleNames,
  ruleIds,
  includeOperational,
}: AlertFilter): string {
  const parts = [
    minimumSeverity === undefined ? 'alerts of every severity' : `alerts from ${minimumSeverity}`,
    ...(accounts === undefined ? [] : [`of accounts ${accounts.join(', ')}`]),
    ...(ruleNames === undefined ? [] : [`of rules ${ruleNames.join(', ')}`]),
    ...(ruleIds === undefined ? [] : [`of rules ${ruleIds.join(', ')}`]),
    (includeOperational ?? true) ? 'and other messages' : 'and no other messages',
  ];
  return parts.join(' ');
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_COMBINATIONS = 150;

/** Throws on a filter policy whose lists of values have more combinations than SNS allows. */
export function checkCombinations(lists: readonly (readonly unknown[])[]): void {
  const combinations = lists.reduce((product, values) => product * values.length, 1);
  if (combinations <= MAX_COMBINATIONS) return;
  throw new Error(
    `the filter has ${combinations} combinations of values, and SNS allows ${MAX_COMBINATIONS}; name fewer accounts or rules, ` +
      'or filter by minimumSeverity',
  );
}
