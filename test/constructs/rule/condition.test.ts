import { Lazy } from 'aws-cdk-lib';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { Condition, Rule, RuleSet, RuleSeverity } from '../../../lib/index';
import { documentOf } from './rule-documents';

function holds(condition: Condition, record: JsonObject): boolean {
  const rule = Rule.define({ name: 'r', title: 'R', severity: RuleSeverity.LOW, condition });
  return toPredicate(documentOf(RuleSet.fromRules(rule)).rules[0]!.condition)(record);
}

describe('a condition in code', () => {
  const record = {
    eventName: 'StopLogging',
    sourceIPAddress: '10.1.2.3',
    requestParameters: { count: 5, policy: '{"Statement":{"Effect":"Allow"}}', same: 'stoplogging' },
    resources: [
      { type: 'A', id: 'arn:aws:iam::444455556666:root' },
      { type: 'B', id: 'b' },
    ],
    recipientAccountId: '111122223333',
    errorCode: null,
  };

  test.each<[string, Condition, Condition]>([
    ['equalTo', Condition.equalTo('eventName', 'x', 'stoplogging'), Condition.equalTo('eventName', 'Stop*')],
    ['startsWith', Condition.startsWith('eventName', 'stop'), Condition.startsWith('eventName', 'top')],
    ['endsWith', Condition.endsWith('eventName', 'ing'), Condition.endsWith('eventName', 'in')],
    ['contains', Condition.contains('eventName', 'LOG'), Condition.contains('eventName', '*')],
    ['like', Condition.like('eventName', 'St?p*'), Condition.like('eventName', 'St?p')],
    ['matches', Condition.matches('eventName', '^Stop'), Condition.matches('eventName', '^stop')],
    [
      'cidr',
      Condition.cidr('sourceIPAddress', '10.0.0.0/8'),
      Condition.cidr('sourceIPAddress', '11.0.0.0/8'),
    ],
    [
      'lessThan',
      Condition.lessThan('requestParameters.count', 6),
      Condition.lessThan('requestParameters.count', 5),
    ],
    [
      'atMost',
      Condition.atMost('requestParameters.count', 5),
      Condition.atMost('requestParameters.count', 4),
    ],
    [
      'greaterThan',
      Condition.greaterThan('requestParameters.count', 4),
      Condition.greaterThan('requestParameters.count', 5),
    ],
    [
      'atLeast',
      Condition.atLeast('requestParameters.count', 5),
      Condition.atLeast('requestParameters.count', 6),
    ],
    ['exists', Condition.exists('errorCode'), Condition.exists('errorMessage')],
    ['isNull', Condition.isNull('errorMessage'), Condition.isNull('eventName')],
    [
      'sameAs',
      Condition.sameAs('eventName', 'requestParameters.same'),
      Condition.sameAs('eventName', 'awsRegion'),
    ],
    ['anywhere', Condition.anywhere('logging'), Condition.anywhere('nothing')],
    [
      'element',
      Condition.element(
        'resources',
        Condition.allOf(Condition.equalTo('type', 'B'), Condition.equalTo('id', 'b')),
      ),
      Condition.element(
        'resources',
        Condition.allOf(Condition.equalTo('type', 'A'), Condition.equalTo('id', 'b')),
      ),
    ],
    [
      'document',
      Condition.document('requestParameters.policy', Condition.equalTo('Statement.Effect', 'Allow')),
      Condition.document('requestParameters.policy', Condition.equalTo('Statement.Effect', 'Deny')),
    ],
    [
      'outsideAccounts',
      Condition.outsideAccounts('resources.id'),
      Condition.outsideAccounts('resources.id', '444455556666'),
    ],
    [
      'allOf',
      Condition.allOf(Condition.exists('eventName'), Condition.exists('resources')),
      Condition.allOf(Condition.exists('eventName'), Condition.exists('x')),
    ],
    [
      'anyOf',
      Condition.anyOf(Condition.exists('x'), Condition.exists('resources')),
      Condition.anyOf(Condition.exists('x'), Condition.exists('y')),
    ],
    [
      'noneOf',
      Condition.noneOf(Condition.exists('x'), Condition.exists('y')),
      Condition.noneOf(Condition.exists('x'), Condition.exists('eventName')),
    ],
    [
      'caseSensitive',
      Condition.allOf(Condition.equalTo('eventName', 'StopLogging')).caseSensitive(),
      Condition.allOf(Condition.equalTo('eventName', 'stopLogging')).caseSensitive(),
    ],
  ])('%s holds of what it says, and of nothing else', (_, right, wrong) => {
    expect([holds(right, record), holds(wrong, record)]).toEqual([true, false]);
  });

  test.each<[string, () => Condition, string]>([
    [
      'no values',
      () => Condition.equalTo('eventName'),
      "Condition.equalTo on 'eventName' needs at least one value",
    ],
    ['no conditions', () => Condition.allOf(), 'Condition.allOf needs at least one condition'],
    [
      'a field that is none',
      () => Condition.exists('a..b'),
      "'a..b' is not a field for Condition.exists; write a path such as 'userIdentity.arn'",
    ],
    [
      'a modifier in the field',
      () => Condition.equalTo('a|contains', 'x'),
      "'a|contains' is not a field for Condition.equalTo; write a path such as 'userIdentity.arn'",
    ],
    [
      'a range that is none',
      () => Condition.cidr('sourceIPAddress', '10.0.0.0/33'),
      "'10.0.0.0/33' is not a range of addresses, such as '10.0.0.0/8' or '2001:db8::/32'",
    ],
    [
      'an expression that cannot be searched for in linear time',
      () => Condition.matches('a', '(?=x)'),
      "the regular expression '(?=x)' on 'a' cannot be used: lookaround is not supported, because it has no linear-time search",
    ],
    [
      'a number that is none',
      () => Condition.lessThan('a', Number.NaN),
      "'a': expected a number that is known at synth, found NaN",
    ],
    [
      'an account that is none',
      () => Condition.outsideAccounts('a', '12'),
      "'12' is not an account id of twelve digits",
    ],
    [
      'what is known at deployment only',
      () => Condition.equalTo('a', Lazy.string({ produce: () => 'x' })),
      "Condition.equalTo on 'a' has a value that is known only at deployment, but rules are written at synthesis",
    ],
  ])('fails for %s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});
