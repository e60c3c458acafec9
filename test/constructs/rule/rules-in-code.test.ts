import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, Lazy } from 'aws-cdk-lib';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { decodeRules, type RuleDocument } from '../../../lib/core/rule/rule-document';
import { AllowList, Condition, CorrelationRule, Rule, RuleSet, RuleSeverity } from '../../../lib/index';

const SIGMA = `title: Logging was stopped
id: stop-1
name: stopped
level: high
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: StopLogging}, condition: s}
`;
const MANY = `${SIGMA}---
title: Stopped often
id: often-1
name: often
level: high
correlation: {type: event_count, rules: [stopped], timespan: 1h, condition: {gte: 3}}
`;

function documentOf(set: RuleSet): RuleDocument {
  return decodeRules(set._encode());
}

function holds(condition: Condition, record: JsonObject): boolean {
  const rule = Rule.of({ name: 'r', title: 'R', severity: RuleSeverity.LOW, condition });
  return toPredicate(documentOf(RuleSet.of(rule)).rules[0]!.condition)(record);
}

function folderWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-test-'));
  writeFileSync(join(folder, 'rules.yml'), text);
  return folder;
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
      "Condition.equalTo on 'eventName' needs one value or more",
    ],
    ['no conditions', () => Condition.allOf(), 'Condition.allOf needs one condition or more'],
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
      "'a' is compared with NaN, where a number that is known at synth may stand",
    ],
    [
      'an account that is none',
      () => Condition.outsideAccounts('a', '12'),
      "'12' is not an account id of twelve digits",
    ],
    [
      'what is known at deployment only',
      () => Condition.equalTo('a', Lazy.string({ produce: () => 'x' })),
      "Condition.equalTo on 'a' has a value that is known at deployment only; rules are written at synth",
    ],
  ])('fails for %s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});

describe('a rule in code', () => {
  test('tells what it is told, and is known by its name', () => {
    const rule = Rule.of({
      name: 'payroll',
      title: 'Payroll was read',
      severity: RuleSeverity.CRITICAL,
      condition: Condition.equalTo('eventName', 'GetObject'),
      firstSteps: ['Ask'],
    });
    expect(documentOf(RuleSet.of(rule)).rules[0]).toMatchObject({
      id: 'payroll',
      name: 'payroll',
      severity: 'critical',
      firstSteps: ['Ask'],
    });
    expect(documentOf(RuleSet.of(Rule.fromSigma(rule.toSigma())))).toEqual(documentOf(RuleSet.of(rule)));
  });

  test('is read from the text of a Sigma file, with the values of its placeholders', () => {
    const text = SIGMA.replace('eventName: StopLogging', "eventName|expand: '%calls%'");
    const rule = Rule.fromSigma(text, { placeholders: { calls: ['StopLogging', 'DeleteTrail'] } });
    expect(documentOf(RuleSet.of(rule)).rules[0]?.condition).toMatchObject({
      values: ['StopLogging', 'DeleteTrail'],
    });
    expect(() => Rule.fromSigma(text)).toThrow(
      "these rules cannot be used:\nsigma:6:35: the placeholder '%calls%' has no value; give it one or more",
    );
  });

  test('fails for a text with a correlation, or with two rules', () => {
    expect(() => Rule.fromSigma(MANY)).toThrow(
      'the Sigma text holds 0 rules and 1 correlations, not one; RuleSet.fromDirectory takes any number',
    );
  });
});

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

describe('a rule set', () => {
  test('has the correlations of its files, whose rules raise no alerts of their own', () => {
    const set = RuleSet.fromDirectory(folderWith(MANY));
    expect([set.rules, set.correlations.map(({ ruleName }) => ruleName)]).toEqual([[], ['often']]);
    expect(documentOf(set).correlations[0]?.rules.map(({ id }) => id)).toEqual(['stop-1']);
    expect(set.without('often').correlations).toEqual([]);
    expect(set.only('often').correlations).toHaveLength(1);
    expect(set.withMinimumSeverity(RuleSeverity.CRITICAL).correlations).toEqual([]);
    expect(RuleSet.of().merge(set).merge(set).correlations).toHaveLength(1);
  });

  test('tunes a rule by its name, wherever it is counted, and no other', () => {
    const other = Rule.fromSigma(SIGMA.replaceAll('stop', 'other'));
    const set = RuleSet.fromDirectory(folderWith(MANY)).add(Rule.fromSigma(SIGMA), other);
    const tuned = set.tune('stopped', {
      severity: RuleSeverity.LOW,
      allow: AllowList.networks('10.0.0.0/8'),
    });
    const { rules, correlations } = documentOf(tuned);
    expect(rules.map(({ id, severity, condition }) => [id, severity, condition.kind])).toEqual([
      ['stop-1', 'low', 'and'],
      ['other-1', 'high', 'equals'],
    ]);
    expect(correlations[0]?.rules[0]?.condition).toEqual(rules[0]?.condition);
    expect(correlations[0]?.severity).toBe('high');
  });

  test('tunes a correlation: its severity, and what it does not count', () => {
    const set = RuleSet.fromDirectory(folderWith(MANY));
    const allow = AllowList.networks('10.0.0.0/8');
    const [tuned] = documentOf(set.tune('often', { severity: RuleSeverity.LOW, allow })).correlations;
    expect(tuned?.severity).toBe('low');
    expect(tuned?.rules).toEqual(documentOf(set.allow(allow)).correlations[0]?.rules);
    expect(tuned?.rules[0]?.condition.kind).toBe('and');
  });

  test('fails to tune a rule that it has not', () => {
    expect(() => RuleSet.of(Rule.fromSigma(SIGMA)).tune('stoped', {})).toThrow(
      "the rule set has no rule 'stoped'; did you mean 'stopped'?",
    );
  });

  test('knows the accounts that are no others', () => {
    const rule = Rule.of({
      name: 'shared',
      title: 'Shared',
      severity: RuleSeverity.LOW,
      condition: Condition.outsideAccounts('a'),
    });
    const set = RuleSet.of(rule);
    const holdsFor = (rules: RuleSet) =>
      toPredicate(documentOf(rules).rules[0]!.condition)({ a: '444455556666' });
    expect([holdsFor(set), holdsFor(set.withOwnAccounts('444455556666'))]).toEqual([true, false]);
    expect(() => set.withOwnAccounts('x')).toThrow("'x' is not an account id of twelve digits");
  });
});

describe('a correlation in code', () => {
  const props = {
    name: 'often',
    title: 'Often',
    severity: RuleSeverity.HIGH,
    rules: [Rule.fromSigma(SIGMA)],
    window: Duration.hours(1),
    groupBy: ['userIdentity.arn'],
  };

  test.each<[string, CorrelationRule, object]>([
    [
      'event_count',
      CorrelationRule.eventCount(3, props),
      { fields: [], bounds: [{ operator: 'gte', value: 3 }] },
    ],
    [
      'value_count',
      CorrelationRule.valueCount(3, ['awsRegion'], props),
      { fields: ['awsRegion'], bounds: [{ operator: 'gte', value: 3 }] },
    ],
    ['temporal', CorrelationRule.temporal(props), { bounds: [{ operator: 'gte', value: 1 }] }],
    ['temporal_ordered', CorrelationRule.temporalOrdered(props), { bounds: [{ operator: 'gte', value: 1 }] }],
  ])('is a %s, and is the same when it is read as Sigma', (kind, correlation, expected) => {
    const set = RuleSet.of().addCorrelations(correlation);
    expect(documentOf(set).rules).toEqual([]);
    expect(documentOf(set).correlations).toEqual([
      expect.objectContaining({ kind, timespanSeconds: 3600, groupBy: ['userIdentity.arn'], ...expected }),
    ]);
    const again = RuleSet.of().addCorrelations(CorrelationRule.fromSigma(correlation.toSigma()));
    expect(documentOf(again)).toEqual(documentOf(set));
  });

  test('adds its rules where they raise alerts of their own', () => {
    const loud = CorrelationRule.eventCount(3, { ...props, alertOnEach: true });
    expect(
      RuleSet.of()
        .addCorrelations(loud)
        .rules.map(({ ruleName }) => ruleName),
    ).toEqual(['stopped']);
  });

  test.each<[string, () => CorrelationRule, string]>([
    [
      'no rules',
      () => CorrelationRule.temporal({ ...props, rules: [] }),
      "the correlation 'often' needs one rule or more, each once",
    ],
    ['no fields', () => CorrelationRule.valueCount(3, [], props), "'often' counts values and names no field"],
    [
      'a count of nothing',
      () => CorrelationRule.eventCount(0, props),
      "the correlation 'often' counts to 0; a whole number of 1 or more may stand there",
    ],
    [
      'a window that is too long',
      () => CorrelationRule.temporal({ ...props, window: Duration.days(91) }),
      "the window of the correlation 'often' may be from 1 second to 90 days",
    ],
    [
      'a text without one',
      () => CorrelationRule.fromSigma(SIGMA),
      'the Sigma text holds 0 correlations, not one with its rules; RuleSet.fromDirectory takes any number',
    ],
  ])('fails for %s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});
