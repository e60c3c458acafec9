import { Duration } from 'aws-cdk-lib';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import {
  AlarmSet,
  AllowList,
  Condition,
  CorrelationRule,
  EventSelection,
  Insights,
  LogReader,
  Rule,
  type RuleSet,
  RuleSeverity,
  type TrailwatchProps,
} from '../../../../lib/index';
import { ACCOUNT, REGION } from '../../../constructs/synthesize';
import { type AppChange, backwards, type Expected, fewRules, ofProps } from './app-change';

const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

function change(
  name: string,
  expected: readonly [Expected, RegExp?],
  before: TrailwatchProps,
  after: TrailwatchProps,
): AppChange {
  return ofProps(
    name,
    expected,
    () => before,
    () => after,
  );
}

const locked = (days: number) => ({ objectLock: ObjectLockRetention.governance(Duration.days(days)) });
const expiring = (days: number) => ({ lifecycleRules: [{ expiration: Duration.days(days) }] });

/** One option is better and another worse: what is lost is not hidden by what is gained. */
const MIXED: readonly AppChange[] = [
  change(
    'a longer lock and an earlier expiry',
    ['weaker', /1000/],
    { ...locked(30), ...expiring(2555) },
    { ...locked(365), ...expiring(1000) },
  ),
  change(
    'a rule more and no mail',
    ['weaker', /soc@example\.com/],
    {},
    { rules: fewRules('config-recording-stopped'), emails: [] },
  ),
  change(
    'a rule less and alarms',
    ['weaker', /config-recording-stopped/],
    { rules: fewRules('config-recording-stopped') },
    { alarms: AlarmSet.securityHub().only('CloudWatch.1') },
  ),
  change(
    'insights and no digests of the day',
    ['weaker', /summary/i],
    {},
    { insights: [Insights.callRate()], dailySummary: false },
  ),
  change(
    'realtime alerts and a filter of mail',
    ['weaker', /filter/i],
    {},
    { realtime: {}, emailFilter: { minimumSeverity: RuleSeverity.CRITICAL } },
  ),
  change('a longer expiry and silences', ['weaker', /silenc/i], expiring(400), {
    ...expiring(2555),
    silences: {},
  }),
  change(
    'no tamper detection, and log files that expire',
    ['weaker', /own resources|TRAILWATCH_OWN_KEYS|no longer evaluated/],
    {},
    { tamperDetection: false, ...expiring(400) },
  ),
  change(
    'another order of mail',
    ['ordinary'],
    { emails: ['a@example.com', 'b@example.com'] },
    {
      emails: ['b@example.com', 'a@example.com'],
    },
  ),
  change(
    'two roles that deploy in another order',
    ['ordinary'],
    {
      deploymentRoleArns: [role('A'), role('B')],
    },
    { deploymentRoleArns: [role('B'), role('A')] },
  ),
  change('the daily summary, written', ['ordinary'], {}, { dailySummary: true }),
  change('tamper detection, written', ['ordinary'], {}, { tamperDetection: true }),
  change('test alerts, written', ['ordinary'], {}, { testAlerts: true }),
  change(
    'the same filter in another order',
    ['ordinary'],
    { emailFilter: { ruleNames: ['trail-changed', 'root-user-acted'] } },
    { emailFilter: { ruleNames: ['root-user-acted', 'trail-changed'] } },
  ),
  change('a second folder of the bucket', ['weaker', /prefix|KeyPrefix|other/i], {}, { keyPrefix: 'other' }),
];

const FILTER_RULES = change(
  'mail of one rule of two',
  ['weaker', /filter/i],
  { emailFilter: { ruleNames: ['trail-changed', 'root-user-acted'] } },
  { emailFilter: { ruleNames: ['trail-changed'] } },
);
const REPEATS = change(
  'no mail of repeats',
  ['weaker', /filter/i],
  { emailFilter: { includeRepeats: true } },
  { emailFilter: { includeRepeats: false } },
);
const READERS = change(
  'two readers more',
  ['weaker', /Siem/],
  { readers: { Siem: LogReader.ownAccount({ account: '222233334444', requireMfa: true }) } },
  {
    readers: {
      Siem: LogReader.ownAccount({ account: '222233334444', requireMfa: true }),
      Second: LogReader.ownAccount({ account: '333344445555' }),
      SiemB: LogReader.thirdParty({ account: '333344445555', externalId: 'siem' }),
    },
  },
);
const DATA = EventSelection.managementEvents().plus(
  EventSelection.networkActivity('secretsmanager.amazonaws.com'),
);
const NETWORK = change('network events', ['stronger'], {}, { eventSelection: DATA });
const DENIED = change(
  'network events that were denied only',
  ['weaker', /secretsmanager|network/i],
  { eventSelection: DATA },
  {
    eventSelection: EventSelection.managementEvents().plus(
      EventSelection.networkActivity('secretsmanager.amazonaws.com').deniedOnly(),
    ),
  },
);
const MONITOR = change(
  'trails are checked less often',
  ['weaker', /less often|schedule|minutes|hours|rate/i],
  { deliveryMonitor: { checkEvery: Duration.minutes(15) } },
  { deliveryMonitor: { checkEvery: Duration.minutes(60) } },
);
const BUDGET = change(
  'no budget',
  ['weaker', /budget|cost/i],
  { deliveryMonitor: { monthlyBudget: 500 } },
  { deliveryMonitor: {} },
);
const MONITORED = change(
  'a Region more and another budget',
  ['weaker', /budget|5000/i],
  { deliveryMonitor: { regions: [REGION], monthlyBudget: 500 } },
  { deliveryMonitor: { regions: [REGION, 'eu-west-1'], monthlyBudget: 5000 } },
);

/** Options of options. */
const NESTED: readonly AppChange[] = [
  FILTER_RULES,
  backwards(FILTER_RULES, 'stronger'),
  REPEATS,
  backwards(REPEATS, 'stronger'),
  READERS,
  backwards(READERS, 'stronger'),
  NETWORK,
  backwards(NETWORK, 'weaker', /secretsmanager|network/i),
  DENIED,
  backwards(DENIED, 'stronger'),
  MONITOR,
  backwards(MONITOR, 'ordinary'),
  BUDGET,
  backwards(BUDGET, 'stronger'),
  MONITORED,
];

const SECRETS = Condition.equalTo('eventName', 'GetSecretValue');

function ruled(condition: Condition): RuleSet {
  return fewRules().add(
    Rule.define({ name: 'secret-read', title: 'A secret was read', severity: RuleSeverity.HIGH, condition }),
  );
}

function ofRule(name: string, expects: Expected, before: Condition, after: Condition): readonly AppChange[] {
  const about = expects === 'weaker' ? ([expects, /secret-read/] as const) : ([expects] as const);
  const made = change(name, about, { rules: ruled(before) }, { rules: ruled(after) });
  if (expects === 'ordinary') return [made, backwards(made, 'ordinary')];
  return expects === 'weaker' ? [made, backwards(made, 'stronger')] : [made];
}

function correlated(kind: 'any' | 'ordered' | 'values', atLeast = 5): RuleSet {
  const rules = [
    Rule.define({
      ...{ name: 'secret-read', title: 'A secret was read', severity: RuleSeverity.LOW },
      condition: SECRETS,
    }),
    Rule.define({
      ...{ name: 'key-made', title: 'A key was made', severity: RuleSeverity.LOW },
      condition: Condition.equalTo('eventName', 'CreateAccessKey'),
    }),
  ];
  const props = {
    ...{ name: 'read-and-made', title: 'Read and made', severity: RuleSeverity.HIGH, rules },
    ...{ window: Duration.hours(1), groupBy: ['userIdentity.arn'] },
  };
  const correlation = {
    any: () => CorrelationRule.temporal(props),
    ordered: () => CorrelationRule.temporalOrdered(props),
    values: () => CorrelationRule.valueCount(atLeast, ['awsRegion'], props),
  }[kind]();
  return fewRules()
    .add(...rules)
    .addCorrelations(correlation);
}

const ORDERED = change(
  'only in one order',
  ['weaker', /read-and-made/],
  { rules: correlated('any') },
  { rules: correlated('ordered') },
);
const VALUES = change(
  'more values',
  ['weaker', /read-and-made/],
  { rules: correlated('values') },
  { rules: correlated('values', 9) },
);
const ALLOWED_FOR = change(
  'an allow list of one rule',
  ['weaker', /root-user-acted/],
  { rules: fewRules() },
  { rules: fewRules().tune('root-user-acted', { allow: AllowList.networks('198.51.100.0/24') }) },
);
const AGENTS = change(
  'another user agent is allowed',
  ['weaker', /other-tool/],
  { rules: fewRules().allow(AllowList.userAgents('tool/*')) },
  { rules: fewRules().allow(AllowList.userAgents('tool/*', 'other-tool/*')) },
);
const BOTH = change(
  'an allow list of a role in a network',
  ['stronger'],
  { rules: fewRules().allow(AllowList.roles(role('Scanner'))) },
  {
    rules: fewRules().allow(
      AllowList.allOf(AllowList.roles(role('Scanner')), AllowList.networks('198.51.100.0/24')),
    ),
  },
);

const NAMED = Condition.startsWith('requestParameters.secretId', 'prod/');

/** Rules of their own, in all kinds of conditions. */
const RULES: readonly AppChange[] = [
  ...ofRule(
    'an expression with fewer alternatives',
    'weaker',
    Condition.matches('eventName', '^(GetSecretValue|BatchGetSecretValue)$'),
    Condition.matches('eventName', '^GetSecretValue$'),
  ),
  ...ofRule(
    'a narrower network of a rule',
    'weaker',
    Condition.cidr('sourceIPAddress', '198.51.100.0/24'),
    Condition.cidr('sourceIPAddress', '198.51.100.0/28'),
  ),
  ...ofRule(
    'a longer text that is contained',
    'weaker',
    Condition.contains('requestParameters.secretId', 'pay'),
    Condition.contains('requestParameters.secretId', 'payroll'),
  ),
  ...ofRule(
    'a higher number',
    'weaker',
    Condition.atLeast('requestParameters.maxResults', 10),
    Condition.atLeast('requestParameters.maxResults', 100),
  ),
  ...ofRule(
    'a pattern that is narrower',
    'weaker',
    Condition.like('eventName', 'Get*'),
    Condition.like('eventName', 'GetSecret*'),
  ),
  ...ofRule(
    'a field that must exist',
    'weaker',
    SECRETS,
    Condition.allOf(SECRETS, Condition.exists('errorCode')),
  ),
  ...ofRule(
    'letters that must be the same',
    'weaker',
    Condition.equalTo('requestParameters.secretId', 'Payroll'),
    Condition.equalTo('requestParameters.secretId', 'Payroll').caseSensitive(),
  ),
  ...ofRule('one of two alternatives', 'weaker', Condition.anyOf(SECRETS, NAMED), SECRETS),
  ...ofRule('a condition twice', 'ordinary', SECRETS, Condition.allOf(SECRETS, SECRETS)),
  ...ofRule('not of not', 'ordinary', SECRETS, Condition.noneOf(Condition.noneOf(SECRETS))),
  ...ofRule(
    'parts in another order',
    'ordinary',
    Condition.allOf(SECRETS, NAMED),
    Condition.allOf(NAMED, SECRETS),
  ),
  ...ofRule(
    'neither of two',
    'ordinary',
    Condition.allOf(SECRETS, Condition.noneOf(NAMED, Condition.exists('errorCode'))),
    Condition.allOf(SECRETS, Condition.noneOf(NAMED), Condition.noneOf(Condition.exists('errorCode'))),
  ),
  ...ofRule(
    'an exact number by two bounds',
    'weaker',
    Condition.atLeast('requestParameters.maxResults', 10),
    Condition.allOf(
      Condition.atLeast('requestParameters.maxResults', 10),
      Condition.atMost('requestParameters.maxResults', 10),
    ),
  ),
  ORDERED,
  backwards(ORDERED, 'stronger'),
  VALUES,
  backwards(VALUES, 'stronger'),
  ALLOWED_FOR,
  backwards(ALLOWED_FOR, 'stronger'),
  AGENTS,
  backwards(AGENTS, 'stronger'),
  BOTH,
  backwards(BOTH, 'weaker', /Scanner|198\.51\.100/),
];

/** Changes of several options at once, of options of options, and of rules in all kinds of conditions. */
export const CROSSED_CHANGES: readonly AppChange[] = [...MIXED, ...NESTED, ...RULES];
