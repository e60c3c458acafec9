import { Subscription, SubscriptionFilter, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import { AlertTopic, LogArchive, LogProcessor, RuleSeverity } from '../../../lib/index';
import { newStack, oneRule, resourcesOf, synthError, TRAIL } from '../synthesize';

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
