import { Token } from 'aws-cdk-lib';
import { SubscriptionFilter, SubscriptionProtocol, type TopicSubscriptionConfig } from 'aws-cdk-lib/aws-sns';
import { SUMMARY_SEVERITY } from '../../core/alert/daily-summary';
import { ACCOUNT_GROUPS, UNKNOWN_TAGS } from '../../core/alert/message/alert-attributes';
import { checkName } from '../preflight/check-name';
import { RuleSeverity, severitiesFrom } from '../rule/rule-severity';

/**
 * Which alerts a subscriber gets; an alert must satisfy all that is given. People (e-mail, URLs, chat, SMS) and machines (queues,
 * functions, sinks) have other defaults.
 */
export interface AlertFilter {
  /**
   * Alerts of this severity or worse. `RuleSeverity.INFORMATIONAL` is every severity.
   *
   * @default - for people RuleSeverity.MEDIUM unless rules are named, for machines every severity
   */
  readonly minimumSeverity?: RuleSeverity;

  /**
   * Whether alerts come that have nothing new against an alert of the same rule, actor and target within a week. The daily summary
   * counts them.
   *
   * @default - false for people, true for machines
   */
  readonly includeRepeats?: boolean;

  /**
   * Whether the daily summary comes (`LogProcessorProps.dailySummary`). A subscriber who names rules gets it by none of these.
   *
   * @default - true for e-mail and chat, and for machines without a minimum severity; false for URLs and others
   */
  readonly includeSummary?: boolean;

  /**
   * Alerts on what happened in these accounts, 12 digits each.
   *
   * @default - every account
   */
  readonly accounts?: string[];

  /**
   * Alerts on what happened in accounts below these organizational units, at whatever depth. Alerts whose account's units are not known
   * come, too: of an account that is hours old, of another organization, of metric alarms and monitors. Not together with `accountTags`.
   *
   * @default - every account
   */
  readonly organizationalUnits?: string[];

  /**
   * Alerts on what happened in accounts with one of these tags, each as `key=value`; `key=` for accounts without the tag. The keys must
   * be among `LogProcessorProps.accountTags`. Alerts whose account's tags are not known come, too. Not together with
   * `organizationalUnits`.
   *
   * @default - every account
   */
  readonly accountTags?: string[];

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

/** Who reads what a subscription delivers: people in their time, people at once, or no people. */
export type Audience = 'readers' | 'paged' | 'machines';

/** Who is behind a subscription. */
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

/** The filter with what its audience gets unless it says otherwise. */
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

/** The filter in SNS's words, over the message attributes that alerts are published with. */
export function toFilterPolicy(filter: AlertFilter): Record<string, SubscriptionFilter> {
  for (const account of filter.accounts ?? []) checkName('accounts', 'account id', account);
  const { accounts, ruleNames, ruleIds, organizationalUnits, accountTags } = filter;
  const lists = { accounts, ruleNames, ruleIds, organizationalUnits, accountTags };
  for (const [property, values] of Object.entries(lists)) {
    if (values?.length !== 0) continue;
    throw new Error(`${property} is empty, and lets no alert through; leave it out, or name one`);
  }
  const groups = groupsOf(filter);
  const severity = severityValues(filter) ?? everySeverityBesides(groups, filter);
  const wanted = { severity, account: accounts, ruleName: ruleNames, rule: ruleIds };
  const others = (filter.includeOperational ?? true) ? [{ exists: false }] : [];
  const named = Object.entries(wanted).flatMap(([attribute, values]): [string, unknown[]][] =>
    values === undefined ? [] : [[attribute, [...values, ...others]]],
  );
  // accounts of which nothing is known have none
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
      'organizationalUnits and accountTags are given, and a filter takes one of them; choose one',
    );
  }
  for (const unit of units ?? []) checkName('organizationalUnits', 'organizational unit id', unit);
  for (const tag of tags ?? []) {
    if (Token.isUnresolved(tag) || /^[^=]+=/.test(tag)) continue;
    throw new Error(
      `accountTags '${tag}' is not a tag as 'key=value'; write it so, and 'key=' for accounts without the tag`,
    );
  }
  return tags === undefined ? units : [...tags, UNKNOWN_TAGS];
}

/** Of subscribers who choose by what an account may not have: a severity, which all alerts have and other messages have not. */
function everySeverityBesides(
  groups: readonly string[] | undefined,
  { includeOperational = true, includeSummary }: AlertFilter,
): readonly string[] | undefined {
  if (groups === undefined || includeOperational) return undefined;
  return [
    ...severitiesFrom(RuleSeverity.INFORMATIONAL),
    ...(includeSummary === false ? [] : [SUMMARY_SEVERITY]),
  ];
}

/** Undefined: every value, and none. The summary has a value of its own in place of a severity. */
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

/** Throws on a filter policy whose lists of values have more combinations than SNS allows. */
export function checkCombinations(lists: readonly (readonly unknown[])[]): void {
  const combinations = lists.reduce((product, values) => product * values.length, 1);
  if (combinations <= MAX_COMBINATIONS) return;
  throw new Error(
    `the filter has ${combinations} combinations of values, and SNS allows ${MAX_COMBINATIONS}; name fewer accounts or rules, ` +
      'or filter by minimumSeverity',
  );
}

/**
 * The subscription with its own filter policy and that of a filter: what its audience gets unless it says otherwise gives way to its own.
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
      'filter is given, and the subscription filters by the body of messages; SNS takes one of both',
    );
  }
  const twice = Object.keys(given).find((attribute) => own[attribute] !== undefined);
  if (twice !== undefined) {
    throw new Error(
      `filter and the filter policy of the subscription both ask for '${twice}', and SNS takes it once; leave one of them out`,
    );
  }
  const both = { ...policy, ...own };
  return Object.keys(both).length === 0 ? config : { ...config, filterPolicy: both };
}
