import { App, Stack } from 'aws-cdk-lib';
import { busPatternsOf } from '../../../lib/constructs/realtime/realtime-alerts-region';
import {
  AllowList,
  Condition,
  RealtimeAlertsRegion,
  RealtimeAlertsStackSet,
  Rule,
  RuleSet,
  RuleSeverity,
} from '../../../lib/index';
import { ACCOUNT, newStack, REGION, resourcesOf } from '../synthesize';

const BUS_ARN = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/trailwatch-realtime`;

function patternsOf(rules: RuleSet): unknown[] {
  const stack = newStack();
  new RealtimeAlertsRegion(stack, 'Realtime', { busArn: BUS_ARN, rules });
  return resourcesOf(stack, 'AWS::Events::Rule', 'RealtimeRule').map(({ Properties }): unknown =>
    JSON.parse(Properties.EventPattern),
  );
}

function roles(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `arn:aws:iam::${ACCOUNT}:role/deployment-${index}`);
}

function ruleOf(name: string, condition: Condition): Rule {
  return Rule.define({ name, title: name, severity: RuleSeverity.HIGH, condition });
}

describe('the patterns of the built-in rules', () => {
  const without = patternsOf(RuleSet.builtIn());

  test('are as many as docs/alerts/routes.md says', () => {
    expect(without).toHaveLength(89);
  });

  test.each([1, 20, 200])('are the same with %i allowed roles, networks and own accounts', (count) => {
    const accounts = Array.from({ length: count }, (_, index) => String(200_000_000_000 + index));
    const allowed = RuleSet.builtIn()
      .allow(AllowList.roles(...roles(count)))
      .allow(AllowList.where(Condition.noneOf(Condition.equalTo('userAgent', ...roles(count)))))
      .withOwnAccounts(...accounts)
      .tune('root-user-acted', { allow: AllowList.recipientAccounts(...accounts) });
    expect(patternsOf(allowed)).toEqual(without);
  });
});

test('a template has each pattern as the text that was compiled, because CloudFormation refuses JSON null', () => {
  const stack = newStack();
  new RealtimeAlertsRegion(stack, 'Realtime', { busArn: BUS_ARN, rules: RuleSet.builtIn() });
  const rules = resourcesOf(stack, 'AWS::Events::Rule', 'RealtimeRule');
  const compiled = busPatternsOf(RuleSet.builtIn()).patterns.map(({ text }) => text);
  expect(rules.map(({ Properties }): unknown => Properties.EventPattern)).toEqual(compiled);
  expect(compiled.filter((text) => text.includes('null')).length).toBeGreaterThan(50);
});

test('what is left out of rules is in no pattern, and a rule less is', () => {
  const { patterns } = busPatternsOf(RuleSet.builtIn());
  expect(busPatternsOf(RuleSet.builtIn()).patterns).toEqual(patterns);
  expect(busPatternsOf(RuleSet.builtIn().allow(AllowList.roles(...roles(3)))).patterns).toEqual(patterns);
  expect(busPatternsOf(RuleSet.builtIn().without('root-user-acted')).patterns).not.toEqual(patterns);
});

describe('fails', () => {
  const unseen = RuleSet.fromRules(ruleOf('odd-agent', Condition.contains('userAgent', 'kali')));

  test('where no rule could be asked for, in a Region and in a StackSet', () => {
    const expected =
      "rules contains no rule that an event pattern can express, so no event would be sent: 'odd-agent': ";
    expect(() => patternsOf(unseen)).toThrow(expected);
    const props = { busArn: BUS_ARN, rules: unseen, regions: [REGION], organizationalUnitIds: ['r-abcd'] };
    expect(() => new RealtimeAlertsStackSet(newStack(), 'Realtime', props)).toThrow(expected);
  });

  test('where a bus of the Region takes fewer rules than elsewhere', () => {
    const many = RuleSet.fromRules(
      ...Array.from({ length: 120 }, (_, index) =>
        ruleOf(
          `rule-${index}`,
          Condition.allOf(
            Condition.equalTo('eventSource', `service-${index}.amazonaws.com`),
            Condition.equalTo(
              'eventName',
              ...Array.from({ length: 60 }, (_, call) => `Create${'Thing'.repeat(5)}${index}x${call}`),
            ),
          ),
        ),
      ),
    );
    const build = (region: string) => {
      const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region } });
      new RealtimeAlertsRegion(stack, 'Realtime', { busArn: BUS_ARN, rules: many });
    };
    expect(() => build(REGION)).not.toThrow();
    expect(() => build('af-south-1')).toThrow(
      /^rules need \d+ EventBridge rules, but a bus in af-south-1 allows 100 by default/,
    );
    const props = {
      busArn: BUS_ARN,
      rules: many,
      regions: [REGION, 'eu-south-1'],
      organizationalUnitIds: ['r-abcd'],
    };
    expect(() => new RealtimeAlertsStackSet(newStack(), 'Realtime', props)).toThrow(
      'a bus in eu-south-1 allows 100',
    );
  });
});
