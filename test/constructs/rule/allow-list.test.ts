import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { decodeRules, type RuleDocument } from '../../../lib/core/rule/rule-document';
import { AllowList, Condition, Rule, RuleSet } from '../../../lib/index';
import { SIGMA } from './rule-documents';

function documentOf(set: RuleSet): RuleDocument {
  return decodeRules(set._encode());
}

describe('an allow-list', () => {
  const session = (role: string, more: JsonObject = {}): JsonObject => ({
    eventName: 'StopLogging',
    sourceIPAddress: '10.1.2.3',
    userAgent: 'Terraform/1.9',
    recipientAccountId: '111122223333',
    ...more,
    userIdentity: {
      type: 'AssumedRole',
      accountId: '111122223333',
      arn: `arn:aws:sts::111122223333:assumed-role/${role}/s`,
      invokedBy: 'cloudformation.amazonaws.com',
      sessionContext: {
        sessionIssuer: { type: 'Role', arn: `arn:aws:iam::111122223333:role/ops/${role}`, userName: role },
      },
    },
  });

  test.each<[string, AllowList, AllowList]>([
    ['accounts', AllowList.accounts('111122223333'), AllowList.accounts('444455556666')],
    [
      'recipient accounts',
      AllowList.recipientAccounts('111122223333'),
      AllowList.recipientAccounts('444455556666'),
    ],
    ['roles by name', AllowList.roles('x', 'deploy*'), AllowList.roles('deploy')],
    [
      'roles by ARN',
      AllowList.roles('arn:aws:iam::111122223333:role/ops/deployer'),
      AllowList.roles('arn:aws:iam::444455556666:role/ops/deployer'),
    ],
    [
      'principals',
      AllowList.principals('arn:aws:sts::*:assumed-role/deployer/*'),
      AllowList.principals('arn:aws:sts::*:assumed-role/deploy/*'),
    ],
    ['networks', AllowList.networks('10.0.0.0/8'), AllowList.networks('11.0.0.0/8')],
    [
      'services',
      AllowList.invokedBy('cloudformation.amazonaws.com'),
      AllowList.invokedBy('config.amazonaws.com'),
    ],
    ['user agents', AllowList.userAgents('Terraform/*'), AllowList.userAgents('Terraform')],
    [
      'any',
      AllowList.anyOf(AllowList.roles('x'), AllowList.networks('10.0.0.0/8')),
      AllowList.anyOf(AllowList.roles('x'), AllowList.roles('y')),
    ],
    [
      'all',
      AllowList.allOf(AllowList.roles('deployer'), AllowList.networks('10.0.0.0/8')),
      AllowList.allOf(AllowList.roles('deployer'), AllowList.networks('11.0.0.0/8')),
    ],
    [
      'what a condition says',
      AllowList.where(Condition.exists('eventName')),
      AllowList.where(Condition.exists('x')),
    ],
  ])('of %s is left out of a rule, which keeps its id', (_, fitting, other) => {
    const set = RuleSet.of(Rule.fromSigma(SIGMA));
    const verdicts = [fitting, other].map((allowList) => {
      const [rule] = documentOf(set.allow(allowList)).rules;
      return [rule?.id, toPredicate(rule!.condition)(session('deployer'))];
    });
    expect(verdicts).toEqual([
      ['stop-1', false],
      ['stop-1', true],
    ]);
  });

  test.each<[string, () => AllowList, string]>([
    [
      'everything',
      () => AllowList.roles('*'),
      "AllowList.roles has '*', which allows everything; RuleSet.without leaves a rule out",
    ],
    ['nothing', () => AllowList.networks(), 'AllowList.networks needs one value or more'],
    ['an account that is none', () => AllowList.accounts('1'), "'1' is not an account id of twelve digits"],
  ])('fails for %s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});
