import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { RuleSet, RuleSeverity } from 'cdk-trailwatch';
import { AuditStack } from '../lib/audit-stack';
import { ourRules } from '../lib/our-rules';

const rules = ourRules();
const byName = new Map(rules.rules.map((rule) => [rule.ruleName, rule]));
const app = new App();
const stack = new AuditStack(app, 'Audit', {
  env: { account: '111122223333', region: 'eu-west-1' },
  emails: ['security@example.com'],
});

test('our rules are there besides the built-in ones, but for the one that is left out', () => {
  const builtIn = RuleSet.builtIn().rules.map(({ ruleName }) => ruleName);
  const added = [...byName.keys()].filter((name) => !builtIn.includes(name));
  expect(added.sort()).toEqual(['payroll-read-from-outside', 'release-image-deleted']);
  expect(builtIn.filter((name) => !byName.has(name))).toEqual(['call-denied']);
  expect(rules.correlations.map(({ ruleName }) => ruleName)).toContain('release-images-emptied');
});

test('a change of a trail is critical, unless a deployment makes it', () => {
  const rule = byName.get('trail-changed');
  expect(rule?.severity).toBe(RuleSeverity.CRITICAL);
  expect(rule?.toSigma()).toContain('role/ops/deployer');
});

test('the trail logs what the rules are about', () => {
  Template.fromStack(stack).hasResourceProperties('AWS::CloudTrail::Trail', {
    AdvancedEventSelectors: Match.arrayWith([
      Match.objectLike({
        FieldSelectors: Match.arrayWith([
          Match.objectLike({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::example-payroll/'] }),
        ]),
      }),
    ]),
  });
});

test('synthesis has no warnings', () => {
  const messages = app.synth().stacks.flatMap((artifact) => artifact.messages);
  expect(messages.filter(({ level }) => level !== 'info').map(({ entry }) => entry.data)).toEqual([]);
});
