import { Duration } from 'aws-cdk-lib';
import {
  AllowList,
  Condition,
  CorrelationRule,
  Rule,
  type RuleProps,
  type RuleSet,
  RuleSeverity,
} from '../../../../lib/index';
import { type AppChange, backwards, fewRules, ofProps } from './app-change';

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const CALLS = Condition.equalTo('eventName', 'GetSecretValue', 'BatchGetSecretValue');

function secrets(props: Partial<RuleProps> = {}): RuleSet {
  return fewRules().add(secretRule(props));
}

function secretRule(props: Partial<RuleProps> = {}): Rule {
  return Rule.define({
    ...{ name: 'secret-read', title: 'A secret was read', severity: RuleSeverity.HIGH },
    condition: Condition.allOf(Condition.equalTo('eventSource', 'secretsmanager.amazonaws.com'), CALLS),
    ...props,
  });
}

function often({ atLeast = 5, minutes = 10, groupBy = ['userIdentity.arn'] }): RuleSet {
  const rule = secretRule();
  const correlation = CorrelationRule.eventCount(atLeast, {
    ...{ name: 'secrets-read-often', title: 'Many secrets were read', severity: RuleSeverity.CRITICAL },
    ...{ rules: [rule], window: Duration.minutes(minutes), groupBy },
  });
  return fewRules().add(rule).addCorrelations(correlation);
}

function narrowed(...more: readonly Condition[]): RuleSet {
  return secrets({
    condition: Condition.allOf(
      Condition.equalTo('eventSource', 'secretsmanager.amazonaws.com'),
      CALLS,
      ...more,
    ),
  });
}

const allowed = (list: AllowList) => () => ({ rules: fewRules().allow(list) });
const entry = (allow: AllowList, more: { readonly reason?: string; readonly until?: string } = {}) =>
  AllowList.entry({ allow, reason: 'a scanner', until: '2027-06-30', ...more });

const HIGHER = ofProps(
  'a higher severity',
  ['stronger'],
  () => ({ rules: fewRules() }),
  () => ({ rules: fewRules().tune('guardduty-disabled', { severity: RuleSeverity.CRITICAL }) }),
);
const MORE = ofProps(
  'a rule more',
  ['stronger'],
  () => ({ rules: fewRules() }),
  () => ({ rules: fewRules('config-recording-stopped') }),
);
const OWN = ofProps(
  'a rule of their own',
  ['stronger'],
  () => ({ rules: fewRules() }),
  () => ({ rules: secrets() }),
);
const TRIAL = ofProps(
  'a rule on trial',
  ['weaker', /trial/],
  () => ({ rules: fewRules() }),
  () => ({ rules: fewRules().onTrial('guardduty-disabled', { until: '2027-03-01' }) }),
);
const SCANNER = ofProps(
  'a role on the allow list',
  ['weaker', /Scanner/],
  allowed(AllowList.roles(role('Backup'))),
  allowed(AllowList.anyOf(AllowList.roles(role('Backup')), AllowList.roles(role('Scanner')))),
);
const NETWORK = ofProps(
  'a narrower network',
  ['stronger'],
  allowed(AllowList.networks('198.51.100.0/24')),
  allowed(AllowList.networks('198.51.100.128/25')),
);
const UNTIL = ofProps(
  'an entry for longer',
  ['weaker', /2027/],
  allowed(entry(AllowList.roles(role('Scanner')))),
  allowed(entry(AllowList.roles(role('Scanner')), { until: '2027-12-31' })),
);
const COUNT = ofProps(
  'a higher threshold',
  ['weaker', /secrets-read-often/],
  () => ({ rules: often({}) }),
  () => ({ rules: often({ atLeast: 50 }) }),
);
const WINDOW = ofProps(
  'a shorter window',
  ['weaker', /secrets-read-often/],
  () => ({ rules: often({ minutes: 60 }) }),
  () => ({ rules: often({ minutes: 5 }) }),
);
const GROUPS = ofProps(
  'smaller groups',
  ['weaker', /secrets-read-often/],
  () => ({ rules: often({}) }),
  () => ({ rules: often({ groupBy: ['userIdentity.arn', 'userAgent'] }) }),
);
const READ_ONLY = ofProps(
  'a rule for one Region only',
  ['weaker', /secret-read/],
  () => ({ rules: secrets() }),
  () => ({ rules: narrowed(Condition.equalTo('awsRegion', 'eu-west-1')) }),
);
const RAISE = ofProps(
  'a higher severity for some',
  ['stronger'],
  () => ({ rules: secrets({ severity: RuleSeverity.LOW }) }),
  () => ({
    rules: secrets({ severity: RuleSeverity.LOW }).tune('secret-read', {
      raiseTo: RuleSeverity.HIGH,
      raiseWhere: Condition.equalTo('awsRegion', 'eu-west-1'),
    }),
  }),
);

/** Changes of rules, correlations, allow lists and tuning. */
export const RULE_CHANGES: readonly AppChange[] = [
  HIGHER,
  backwards(HIGHER, 'weaker', /guardduty-disabled/),
  MORE,
  backwards(MORE, 'weaker', /config-recording-stopped/),
  OWN,
  backwards(OWN, 'weaker', /secret-read/),
  TRIAL,
  backwards(TRIAL, 'stronger'),
  SCANNER,
  backwards(SCANNER, 'stronger'),
  NETWORK,
  backwards(NETWORK, 'weaker', /198\.51\.100/),
  UNTIL,
  backwards(UNTIL, 'stronger'),
  COUNT,
  backwards(COUNT, 'stronger'),
  WINDOW,
  backwards(WINDOW, 'stronger'),
  GROUPS,
  backwards(GROUPS, 'ordinary'),
  READ_ONLY,
  backwards(READ_ONLY, 'stronger'),
  RAISE,
  backwards(RAISE, 'weaker', /secret-read/),
  ofProps(
    'another reason of an entry',
    ['ordinary'],
    allowed(entry(AllowList.roles(role('Scanner')))),
    allowed(entry(AllowList.roles(role('Scanner')), { reason: 'the scanner of the security team' })),
  ),
  ofProps(
    'an entry of many roles in another order',
    ['ordinary'],
    allowed(AllowList.roles(role('A'), role('B'), role('C'))),
    allowed(AllowList.roles(role('C'), role('A'), role('B'))),
  ),
  ofProps(
    'severe alerts only',
    ['weaker'],
    () => ({ rules: fewRules() }),
    () => ({ rules: fewRules().withMinimumSeverity(RuleSeverity.HIGH) }),
  ),
  ofProps(
    'a title',
    ['ordinary'],
    () => ({ rules: secrets() }),
    () => ({ rules: secrets({ title: 'Somebody read a secret' }) }),
  ),
  ofProps(
    'first steps',
    ['ordinary'],
    () => ({ rules: secrets() }),
    () => ({ rules: secrets({ firstSteps: ['Ask who it was'] }) }),
  ),
  ofProps(
    'a description',
    ['ordinary'],
    () => ({ rules: secrets() }),
    () => ({ rules: secrets({ description: 'Secrets of the payroll are read by two functions' }) }),
  ),
  ofProps(
    'a value with a typing error',
    ['weaker', /secret-read/],
    () => ({ rules: secrets() }),
    () => ({
      rules: secrets({ condition: Condition.equalTo('eventSource', 'secretmanager.amazonaws.com') }),
    }),
  ),
  ofProps(
    'all but one user',
    ['weaker', /secret-read/],
    () => ({ rules: secrets() }),
    () => ({ rules: narrowed(Condition.noneOf(Condition.endsWith('userIdentity.arn', '/rotation'))) }),
  ),
  ofProps(
    'a value more',
    ['stronger'],
    () => ({ rules: secrets({ condition: Condition.equalTo('eventName', 'GetSecretValue') }) }),
    () => ({ rules: secrets({ condition: CALLS }) }),
  ),
  ofProps(
    'another case of letters',
    ['ordinary'],
    () => ({ rules: secrets() }),
    () => ({
      rules: secrets({
        condition: Condition.allOf(Condition.equalTo('eventSource', 'SecretsManager.amazonaws.com'), CALLS),
      }),
    }),
  ),
  ofProps(
    'values that a prefix has',
    ['weaker', /secret-read/],
    () => ({ rules: secrets({ condition: Condition.startsWith('eventName', 'Get') }) }),
    () => ({
      rules: secrets({ condition: Condition.equalTo('eventName', 'GetSecretValue', 'GetParameter') }),
    }),
  ),
  ofProps(
    'a correlation no more',
    ['weaker', /secrets-read-often/],
    () => ({ rules: often({}) }),
    () => ({ rules: secrets() }),
  ),
  ofProps(
    'a further correlation',
    ['stronger'],
    () => ({ rules: secrets() }),
    () => ({ rules: often({}) }),
  ),
  ofProps(
    'groups of something else',
    ['open'],
    () => ({ rules: often({}) }),
    () => ({ rules: often({ groupBy: ['awsRegion'] }) }),
  ),
  ofProps(
    'a failed call is less severe',
    ['weaker', /secret-read/],
    () => ({ rules: secrets() }),
    () => ({ rules: secrets({ failureSeverity: RuleSeverity.LOW }) }),
  ),
  ofProps(
    'own accounts',
    ['open'],
    () => ({ rules: fewRules('bucket-policy-shared-outside') }),
    () => ({ rules: fewRules('bucket-policy-shared-outside').withOwnAccounts('222233334444') }),
  ),
];
