import { Subscription, SubscriptionFilter, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import {
  type AlertFilter,
  AlertTopic,
  Condition,
  LogArchive,
  LogProcessor,
  Rule,
  RuleSet,
  RuleSeverity,
} from '../../../lib/index';
import { newStack, oneRule, resourcesOf, synthError, TRAIL, warningsOf } from '../synthesize';

function withProcessor() {
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() });
  return { stack, alertTopic };
}

const FILTER = {
  minimumSeverity: RuleSeverity.HIGH,
  accounts: ['111122223333'],
  organizationalUnits: ['ou-abcd-12345678'],
};

test('a filter by everything but ids has the five keys that SNS takes, with hourly tests', () => {
  const { stack, alertTopic } = withProcessor();
  alertTopic.addEmail('security@example.com', { ...FILTER, ruleNames: ['trail-stopped-or-deleted'] });
  const policies = resourcesOf(stack, 'AWS::SNS::Subscription').map(
    ({ Properties }) => Properties.FilterPolicy,
  );
  expect(policies.map((policy) => Object.keys(policy).length)).toEqual(expect.arrayContaining([5]));
  for (const policy of policies) expect(Object.keys(policy).length).toBeLessThanOrEqual(5);
});

test('where hourly tests make them six, synth says so', () => {
  const { stack, alertTopic } = withProcessor();
  new Subscription(stack, 'Own', {
    ...{ topic: alertTopic.topic, endpoint: 'https://example.com', protocol: SubscriptionProtocol.HTTPS },
    filterPolicy: Object.fromEntries(
      ['severity', 'account', 'region', 'route', 'repeat'].map((key) => [
        key,
        SubscriptionFilter.existsFilter(),
      ]),
    ),
  });
  expect(synthError(stack)).toContain(
    'the filter policy has 6 keys (severity, account, region, route, repeat, rule)',
  );
});

describe('a filter by the name of a rule', () => {
  const warnings = (filter: AlertFilter) => {
    const { stack, alertTopic } = withProcessor();
    alertTopic.addEmail('security@example.com', filter);
    return warningsOf(stack).filter((warning) => warning.includes('filterOfUnknownRule'));
  };

  test.each<[AlertFilter, string]>([
    [
      { ruleNames: ['trail-stoped-or-deleted'] },
      "'trail-stoped-or-deleted', where 'trail-stopped-or-deleted' is a rule",
    ],
    [{ ruleNames: ['root-user-activity', 'trail-stopd'] }, "'trail-stopd', where 'trail-stopped' is a rule"],
    [
      { ruleIds: ['5f0d5f1e-0c31-4a3e-9a39-0d4a6b2b6a12'] },
      "where '5f0d5f1e-0c31-4a3e-9a39-0d4a6b2b6a11' is a rule",
    ],
  ])('that is nearly that of one has a warning: %j', (filter, part) => {
    expect(warnings(filter)).toEqual([expect.stringContaining(part)]);
  });

  test('of a built-in rule, of a rule of the app, and of a rule that is like none has none', () => {
    expect(
      warnings({ ruleNames: ['trail-stopped-or-deleted', 'trail-stopped', 'rule-of-another-app'] }),
    ).toEqual([]);
  });

  test('is judged by rules that are added after it', () => {
    const { stack, alertTopic } = withProcessor();
    alertTopic.addEmail('security@example.com', { ruleNames: ['trail-stoppd-or-deleted'] });
    const archive = new LogArchive(stack, 'Other', { trails: [TRAIL] });
    const rule = Rule.define({
      ...{ name: 'trail-stoppd-or-deleted', title: 'Own', severity: RuleSeverity.HIGH },
      condition: Condition.equalTo('eventName', 'StopLogging'),
    });
    new LogProcessor(stack, 'Second', { archive, alertTopic, rules: RuleSet.fromRules(rule) });
    expect(warningsOf(stack).filter((warning) => warning.includes('filterOfUnknownRule'))).toEqual([]);
  });
});
