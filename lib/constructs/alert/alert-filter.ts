import { Token } from 'aws-cdk-lib';
import { SubscriptionFilter, SubscriptionProtocol, type TopicSubscriptionConfig } from 'aws-cdk-lib/aws-sns';
import { SUMMARY_SEVERITY } from '../../core/alert/daily-summary';
import { ACCOUNT_GROUPS, UNKNOWN_TAGS } from '../../core/alert/message/alert-attributes';
import { checkName } from '../preflight/check-name';
import { RuleSeverity, severitiesFrom } from '../rule/rule-severity';

/**
 * The alerts that a subscriber receives; an alert must meet all given conditions. The defaults differ for people (e-mail, URLs,
 * chat, SMS) and machines (queues, functions, sinks).
 * @stability stable
 */
export interface AlertFilter {
  /**
   * The minimum severity. `RuleSeverity.INFORMATIONAL` includes every severity.
   *
   * @default - for people RuleSeverity.MEDIUM unless rules are named, for machines every severity
   */
  readonly minimumSeverity?: RuleSeverity;

  /**
   * Whether repeats are delivered: alerts that have nothing new compared to an alert with the same rule, actor and target
   * within four weeks. The daily summary counts them.
   *
   * @default - false for people, true for machines
   */
  readonly includeRepeats?: boolean;

  /**
   * Whether the daily summary is delivered (`LogProcessorProps.dailySummary`). A filter with `ruleNames` or `ruleIds` excludes
   * it.
   *
   * @default - true for e-mail and chat, and for machines without a minimum severity; false for URLs and others
   */
  readonly includeSummary?: boolean;

  /**
   * The accounts whose alerts are delivered, 12 digits each.
   *
   * @default - every account
   */
  readonly accounts?: string[];

  /**
   * The organizational units whose alerts are delivered, including accounts at any depth below them. Alerts are also delivered
   * if the units of the account are not known: a new account, an account of another organization, metric alarms and monitors.
   * Cannot be used with `accountTags`.
   *
   * @default - every account
   */
  readonly organizationalUnits?: string[];

  /**
   * The account tags whose alerts are delivered, each as `key=value`; `key=` matches accounts without the tag. The keys must be
   * among `LogProcessorProps.accountTags`. Alerts are also delivered if the tags of the account are not known. Cannot be used
   * with `organizationalUnits`.
   *
   * @default - every account
   */
  readonly accountTags?: string[];

  /**
   * The names of the rules whose alerts are delivered, such as `trail-stopped-or-deleted`. An unknown name matches nothing.
   *
   * @default - every rule
   */
  readonly ruleNames?: string[];

  /**
   * The ids of the rules whose alerts are delivered. Ids stay the same when a name changes; most are UUIDs.
   *
   * @default - every rule
   */
  readonly ruleIds?: string[];

  /**
   * Whether other messages are delivered as well: the alarms on the pipeline itself, and any message that is published to the
   * topic without trailwatch's attributes. At least one subscriber must receive them: otherwise a failed pipeline is not
   * noticed.
   *
   * @default true
   */
  readonly includeOperational?: boolean;
}

/** Who receives the messages of a subscription: people later, people immediately, or machines. */
export type Audience = 'readers' | 'paged' | 'machines';

/** The audience of a subscription. */
export function audienceOf(protocol: SubscriptionProtocol): Audience {
  switch (protocol) {
    case SubscriptionProtocol.EMAIL:
    case SubscriptionProtocol.EMAIL_JSON:
      return 'readers';
    case SubscriptionProtocol.SQS:
    case SubscriptionProtocol.LAMBDA:
    case SubscriptionProtocol.FIREHOSE:
      return 'machines';
    default:
      return 'paged';
  }
}

/** The filter, with the defaults of its audience. */
export function filterFor(audience: Audience, filter: AlertFilter = {}): AlertFilter {
  if (audience === 'machines') return filter;
  const namesRules = filter.ruleNames !== undefined || filter.ruleIds !== undefined;
  return {
    ...filter,
    minimumSeverity: filter.minimumSeverity ?? (namesRules ? undefined : RuleSeverity.MEDIUM),
    includeRepeats: filter.includeRepeats ?? false,
    includeSummary: filter.includeSummary ?? (audience === 'readers' && !namesRules ? true : undefined),
  };
}

/** The filter as an SNS filter policy on the message attributes of alerts. */
export function toFilterPolicy(filter: AlertFilter): Record<string, SubscriptionFilter> {
  for (const account of filter.accounts ?? []) checkName('accounts', 'account id', account);
  const { accounts, ruleNames, ruleIds, organizationalUnits, accountTags } = filter;
  const lists = { accounts, ruleNames, ruleIds, organizationalUnits, accountTags };
  for (const [property, values] of Object.entries(lists)) {
    if (values?.length !== 0) continue;
    throw new Error(`${property} is empty and lets no alert through; name one, or leave it out`);
  }
  const groups = groupsOf(filter);
  const severity = severityValues(filter) ?? everySeverity(filter);
  const wanted = { severity, account: accounts, ruleName: ruleNames, rule: ruleIds };
  const others = (filter.includeOperational ?? true) ? [{ exists: false }] : [];
  const named = Object.entries(wanted).flatMap(([attribute, values]): [string, unknown[]][] =>
    values === undefined ? [] : [[attribute, [...values, ...others]]],
  );
  // accounts about which nothing is known have no such attribute
  if (groups !== undefined) named.push([ACCOUNT_GROUPS, [...groups, { exists: false }]]);
  // only repeats have the attribute
  if (filter.includeRepeats === false) named.push(['repeat', [{ exists: false }]]);
  checkCombinations(named.map(([, values]) => values));
  return Object.fromEntries(named.map(([attribute, values]) => [attribute, new SubscriptionFilter(values)]));
}

/** Units or tags; undefined: every account. */
function groupsOf({
  organizationalUnits: units,
  accountTags: tags,
}: AlertFilter): readonly string[] | undefined {
  if (units !== undefined && tags !== undefined) {
    throw new Error(
      'organizationalUnits and accountTags are both given, but a filter can have only one of them; choose one',
    );
  }
  for (const unit of units ?? []) checkName('organizationalUnits', 'organizational unit id', unit);
  for (const tag of tags ?? []) {
    if (Token.isUnresolved(tag) || /^[^=]+=/.test(tag)) continue;
    throw new Error(
      `accountTags '${tag}' is not a tag of the form 'key=value'; for accounts without the tag, write 'key='`,
    );
  }
  return tags === undefined ? units : [...tags, UNKNOWN_TAGS];
}

/**
 * For filters that no attribute of another name keeps other messages from: requires a severity, which all alerts have and other
 * messages do not.
 */
function everySeverity({
  includeOperational = true,
  accounts,
  ruleNames,
  ruleIds,
}: AlertFilter): readonly string[] | undefined {
  if (includeOperational || (accounts ?? ruleNames ?? ruleIds) !== undefined) return undefined;
  return [...severitiesFrom(RuleSeverity.INFORMATIONAL), SUMMARY_SEVERITY];
}

/** Undefined: any value, or no attribute. The summary has its own value in place of a severity. */
function severityValues(filter: AlertFilter): readonly unknown[] | undefined {
  const { minimumSeverity, includeSummary, includeOperational = true } = filter;
  if (minimumSeverity === undefined) {
    return includeSummary === false ? [{ 'anything-but': [SUMMARY_SEVERITY] }] : undefined;
  }
  const isAll = minimumSeverity === RuleSeverity.INFORMATIONAL && includeSummary === true;
  if (isAll && includeOperational) return undefined;
  return [...severitiesFrom(minimumSeverity), ...(includeSummary === true ? [SUMMARY_SEVERITY] : [])];
}

/** The filter in words. */
export function describeFilter(filter: AlertFilter): string {
  const { minimumSeverity, accounts, ruleNames, ruleIds, includeOperational = true } = filter;
  const { organizationalUnits: units, accountTags: tags } = filter;
  const parts = [
    minimumSeverity === undefined ? 'alerts of every severity' : `alerts from ${minimumSeverity}`,
    ...(accounts === undefined ? [] : [`of accounts ${accounts.join(', ')}`]),
    ...(units === undefined ? [] : [`of organizational units ${units.join(', ')}`]),
    ...(tags === undefined ? [] : [`of accounts tagged ${tags.join(', ')}`]),
    ...(ruleNames === undefined ? [] : [`of rules ${ruleNames.join(', ')}`]),
    ...(ruleIds === undefined ? [] : [`of rules ${ruleIds.join(', ')}`]),
    ...(filter.includeRepeats === false ? ['without repeats'] : []),
    ...(filter.includeSummary === true ? ['with the daily summary'] : []),
    includeOperational ? 'and other messages' : 'and no other messages',
  ];
  return parts.join(' ');
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_COMBINATIONS = 150;

/** Throws on a filter policy with more combinations of values than SNS allows. */
export function checkCombinations(lists: readonly (readonly unknown[])[]): void {
  const combinations = lists.reduce((product, values) => product * values.length, 1);
  if (combinations <= MAX_COMBINATIONS) return;
  throw new Error(
    `the filter has ${combinations} combinations of values, and SNS allows ${MAX_COMBINATIONS}; name fewer accounts or rules, ` +
      'or filter by minimumSeverity',
  );
}

/**
 * Merges the subscription's own filter policy with that of a filter. The subscription's own policy overrides the defaults of
 * its audience.
 *
 * @param given of the filter as it was given
 * @param policy the same with the defaults
 */
export function withFilterPolicy(
  config: TopicSubscriptionConfig,
  given: Record<string, SubscriptionFilter>,
  policy: Record<string, SubscriptionFilter>,
): TopicSubscriptionConfig {
  const { filterPolicy: own = {}, filterPolicyWithMessageBody: body } = config;
  if (body !== undefined) {
    if (Object.keys(given).length === 0) return config;
    throw new Error(
      'filter is given, but the subscription filters by message body; SNS supports only one of the two',
    );
  }
  const twice = Object.keys(given).find((attribute) => own[attribute] !== undefined);
  if (twice !== undefined) {
    throw new Error(
      `filter and the filter policy of the subscription both have the key '${twice}', which SNS allows once; leave one of them out`,
    );
  }
  const both = { ...policy, ...own };
  return Object.keys(both).length === 0 ? config : { ...config, filterPolicy: both };
}
