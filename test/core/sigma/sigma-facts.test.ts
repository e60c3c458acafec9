import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { parseSigma } from '../../../lib/core/sigma/sigma-file';

function ruleWith(detection: string, facts: string) {
  const text = `title: T\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  s: ${detection}\n  condition: s\ntrailwatch:\n  facts: ${facts}\n`;
  return parseSigma(text, 'rule.yml');
}

const conditionOf = (detection: string, facts: string) => ruleWith(detection, facts).rules[0]?.rule.condition;

test('a fact is specialised by the source and the name that the detection requires', () => {
  const detection = '{ eventSource: iam.amazonaws.com, eventName: CreateUser }';
  expect(conditionOf(detection, '{ outcome: succeeded }')).toEqual({
    kind: 'and',
    of: [
      conditionOf(detection, '{ outcome: [succeeded, denied, failed] }'),
      { kind: 'isNull', field: 'errorCode' },
    ],
  });
});

test('a rule matches records of which the detection and the fact hold', () => {
  const signIns = '{ eventSource: signin.amazonaws.com, eventName: [ConsoleLogin, UserAuthentication] }';
  const condition = conditionOf(signIns, '{ outcome: [denied, failed] }');
  const matches = toPredicate(condition ?? { kind: 'or', of: [] });
  const signIn = (eventName: string, members: object) =>
    matches({ eventSource: 'signin.amazonaws.com', eventName, ...members });
  expect(signIn('ConsoleLogin', { responseElements: { ConsoleLogin: 'Failure' } })).toBe(true);
  expect(signIn('ConsoleLogin', { responseElements: { ConsoleLogin: 'Success' } })).toBe(false);
  expect(signIn('UserAuthentication', { serviceEventDetails: { UserAuthentication: 'Failure' } })).toBe(true);
  expect(signIn('UserAuthentication', { serviceEventDetails: { UserAuthentication: 'Success' } })).toBe(
    false,
  );
  expect(signIn('Logout', { serviceEventDetails: { Logout: 'Failure' } })).toBe(false);
});

test.each([
  ['{ outcom: denied }', "did you mean 'outcome'?"],
  ['{ actor: alice }', "'actor' is not a fact; it may be outcome, actorKind,"],
  ['{ actorKind: people }', "'people' is not a value of the fact 'actorKind'; it may be root, user, person,"],
  ['{ network: office }', "'office' is not a value of the fact 'network'; it may be a range of addresses"],
  [
    '{ program: aws-cli/2 }',
    "'aws-cli/2' is not a value of the fact 'program'; it may be Pulumi, OpenTofu, Terraform, the product",
  ],
  [
    '{ program: terraform-provider-aws }',
    "'terraform-provider-aws' is not a value of the fact 'program'; it may be",
  ],
  [
    '{ program: Teraform-Pulumi }',
    "'Teraform-Pulumi' is not a value of the fact 'program'; it may be Pulumi,",
  ],
  ["{ absent: 'a b' }", "'a b' is not a value of the fact 'absent'; it may be a field"],
  ['{ absent: eventName }', 'no record that satisfies the detection has these facts'],
  [
    '{ outcome: refused }',
    "'refused' is not a value of the fact 'outcome'; it may be succeeded, denied, failed",
  ],
  ['{ outcome: }', "the fact 'outcome' has no value; it may be succeeded, denied, failed"],
  ['denied', "'trailwatch.facts': expected a map of facts, such as { outcome: succeeded }"],
])('fails for the facts %s', (facts, problem) => {
  const { rules, problems } = ruleWith('{ eventName: A }', facts);
  expect(rules).toEqual([]);
  expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining(problem)]);
});

test.each<[facts: string, record: JsonObject, holds: boolean]>([
  ['{ actorKind: [person, user] }', { userIdentity: { type: 'IAMUser' } }, true],
  ['{ actorKind: [person, user] }', { userIdentity: { type: 'AssumedRole' } }, false],
  ['{ network: [198.51.100.0/24, 2001:db8::/32] }', { sourceIPAddress: '2001:db8:1::7' }, true],
  ['{ network: [198.51.100.0/24, 2001:db8::/32] }', { sourceIPAddress: '203.0.113.7' }, false],
  ['{ source: cloudformation.amazonaws.com }', { sourceIPAddress: 'cloudformation.amazonaws.com' }, true],
  ['{ program: Terraform }', { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9' }, true],
  ['{ program: Terraform }', { userAgent: 'terraformer/0.8' }, false],
  ['{ program: terraform }', { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9' }, true],
  ['{ program: TERRAFORM }', { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9' }, true],
  ['{ program: opentofu }', { userAgent: 'APN/1.0 Terraform/1.9 OpenTofu/1.8' }, true],
  ['{ program: terraform }', { userAgent: 'APN/1.0 Terraform/1.9 OpenTofu/1.8' }, false],
  ['{ program: pulumi }', { userAgent: 'PULUMI/3.1' }, true],
  ['{ program: boto3 }', { userAgent: 'Boto3/1.40 Python/3.13' }, true],
  ['{ program: BOTO3 }', { userAgent: 'Boto3/1.40 Python/3.13' }, true],
  ['{ program: boto3 }', { userAgent: 'Boto31/1.40' }, false],
  ['{ program: s3.console }', { userAgent: 'S3xConsole/1' }, false],
  ['{ program: APN }', { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9' }, false],
  ['{ program: aws-cli }', { userAgent: '[aws-cli/2.31]' }, true],
  ['{ program: aws-cli }', { userAgent: 'aws-cli2/2.31' }, false],
  ['{ absent: userIdentity.arn }', { eventSource: 'signin.amazonaws.com', userIdentity: { arn: '' } }, true],
  ['{ absent: userIdentity.arn }', { eventSource: 'iam.amazonaws.com', userIdentity: { arn: '' } }, false],
  ['{ absent: [userIdentity.arn, errorCode] }', { userIdentity: { arn: 'a' } }, true],
  ['{ source: 198.51.100.7, program: aws-cli }', { sourceIPAddress: '198.51.100.7', userAgent: 'x' }, false],
])('the facts %s of %j: %s', (facts, record, holds) => {
  const condition = conditionOf('{ eventName: A }', facts);
  expect(condition).toBeDefined();
  expect(toPredicate(condition ?? { kind: 'or', of: [] })({ eventName: 'A', ...record })).toBe(holds);
});
