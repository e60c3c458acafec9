import { Duration } from 'aws-cdk-lib';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import { AllowList, Condition, CorrelationRule, Rule, RuleSet, RuleSeverity } from '../../../lib/index';
import { documentOf, folderWith, MANY, SIGMA } from './rule-documents';

describe('a rule in code', () => {
  test('tells what it is told, and is known by its name', () => {
    const rule = Rule.define({
      name: 'payroll',
      title: 'Payroll was read',
      severity: RuleSeverity.CRITICAL,
      condition: Condition.equalTo('eventName', 'GetObject'),
      firstSteps: ['Ask'],
    });
    expect(documentOf(RuleSet.fromRules(rule)).rules[0]).toMatchObject({
      id: 'payroll',
      name: 'payroll',
      severity: 'critical',
      firstSteps: ['Ask'],
    });
    expect(documentOf(RuleSet.fromRules(Rule.fromSigma(rule.toSigma())))).toEqual(
      documentOf(RuleSet.fromRules(rule)),
    );
  });

  test('is read from the text of a Sigma file, with the values of its placeholders', () => {
    const text = SIGMA.replace('eventName: StopLogging', "eventName|expand: '%calls%'");
    const rule = Rule.fromSigma(text, { placeholders: { calls: ['StopLogging', 'DeleteTrail'] } });
    expect(documentOf(RuleSet.fromRules(rule)).rules[0]?.condition).toMatchObject({
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

describe('a rule set', () => {
  test('has the correlations of its files, whose rules raise no alerts of their own', () => {
    const set = RuleSet.fromDirectory(folderWith(MANY));
    expect([set.rules, set.correlations.map(({ ruleName }) => ruleName)]).toEqual([[], ['often']]);
    expect(documentOf(set).correlations[0]?.rules.map(({ id }) => id)).toEqual(['stop-1']);
    expect(set.without('often').correlations).toEqual([]);
    expect(set.only('often').correlations).toHaveLength(1);
    expect(set.withMinimumSeverity(RuleSeverity.CRITICAL).correlations).toEqual([]);
    expect(RuleSet.fromRules().merge(set).merge(set).correlations).toHaveLength(1);
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

  test('tunes how severe a call that failed is, and leaves it out below the least severity', () => {
    const rule = Rule.fromSigma(`${SIGMA}trailwatch: {failureLevel: low}\n`);
    const severitiesOf = (set: RuleSet) =>
      documentOf(set).rules.map(({ severity, failureSeverity, minimumSeverity }) => [
        ...[severity, failureSeverity, minimumSeverity],
      ]);
    const set = RuleSet.fromRules(rule);
    expect(severitiesOf(set)).toEqual([['high', 'low', undefined]]);
    expect(severitiesOf(set.withMinimumSeverity(RuleSeverity.LOW))).toEqual([['high', 'low', undefined]]);
    expect(severitiesOf(set.withMinimumSeverity(RuleSeverity.MEDIUM))).toEqual([['high', 'low', 'medium']]);
    expect(severitiesOf(set.tune('stopped', { failureSeverity: RuleSeverity.HIGH }))).toEqual([
      ['high', 'high', undefined],
    ]);
    expect(rule.toSigma()).toContain('trailwatch:\n  failureLevel: low\n');
  });

  test('raises the severity of a rule where a tag or account says so, beside what the rule itself says', () => {
    const allow = AllowList.networks('10.0.0.0/8');
    const raiseWhere = Condition.anyOf(
      Condition.equalTo('eventContext.tagContext.resourceTags.tags.env', 'prod'),
      Condition.equalTo('recipientAccountId', '111122223333'),
    );
    const set = RuleSet.fromRules(Rule.fromSigma(`${SIGMA}trailwatch: {failureLevel: low}\n`));
    const tuned = set.tune('stopped', { allow, raiseTo: RuleSeverity.CRITICAL, raiseWhere });
    const [usual, raised] = documentOf(tuned).rules;
    expect([usual?.id, usual?.severity, usual?.condition]).toEqual([
      'stop-1',
      'high',
      documentOf(set.tune('stopped', { allow })).rules[0]?.condition,
    ]);
    expect(raised).toMatchObject({
      ...{ id: 'stop-1-critical', name: 'stopped-critical', title: usual?.title },
      ...{ severity: 'critical', failureSeverity: 'low' },
    });
    const isRaised = toPredicate(raised?.condition ?? { kind: 'or', of: [] });
    const prod = { tagContext: { resourceTags: [{ tags: { env: 'dev' } }, { tags: { env: 'Prod' } }] } };
    const stopped = { eventName: 'StopLogging', sourceIPAddress: '198.51.100.7' };
    expect(
      [
        { ...stopped, eventContext: prod },
        { ...stopped, recipientAccountId: '111122223333' },
        { ...stopped, recipientAccountId: '444455556666' },
        { ...stopped, eventContext: prod, sourceIPAddress: '10.0.0.1' },
        { ...stopped, eventContext: prod, eventName: 'StartLogging' },
      ].map((record) => isRaised(record)),
    ).toEqual([true, true, false, false, false]);
    expect(
      set
        .tune('stopped', { raiseTo: RuleSeverity.CRITICAL, raiseWhere: Condition.equalTo('evnt', 'x') })
        ._warnings(),
    ).toEqual([expect.stringContaining("tuning of 'stopped': ")]);
  });

  test.each([
    [
      { raiseTo: RuleSeverity.CRITICAL },
      "tuning of 'stopped': raiseTo and raiseWhere must be set together; give both",
    ],
    [
      { raiseTo: RuleSeverity.HIGH, raiseWhere: Condition.equalTo('eventName', 'x') },
      "tuning of 'stopped': raiseTo is 'high', and the rule's severity 'high' is not below it",
    ],
  ])('fails to raise a severity by half, or to none above the own one', (tuning, message) => {
    const set = RuleSet.fromRules(Rule.fromSigma(SIGMA));
    expect(() => set.tune('stopped', tuning)).toThrow(message);
  });

  test('fails to raise twice to one severity, which would lose the first condition', () => {
    const inAccount = (raiseTo: RuleSeverity, account: string) => ({
      raiseTo,
      raiseWhere: Condition.equalTo('recipientAccountId', account),
    });
    const set = RuleSet.fromRules(Rule.fromSigma(SIGMA)).tune('stopped', { severity: RuleSeverity.LOW });
    const raised = set.tune('stopped', inAccount(RuleSeverity.HIGH, '111122223333'));
    expect(() => raised.tune('stopped', inAccount(RuleSeverity.HIGH, '444455556666'))).toThrow(
      "tuning of 'stopped': 'stopped-high' is there from an earlier tuning, and another would take its place",
    );
    const names = ({ rules }: RuleSet) => rules.map(({ ruleName }) => ruleName);
    expect(names(raised.tune('stopped', inAccount(RuleSeverity.CRITICAL, '444455556666')))).toEqual([
      ...['stopped', 'stopped-high', 'stopped-critical'],
    ]);
    const again = raised
      .without('stopped-high')
      .tune('stopped', inAccount(RuleSeverity.HIGH, '444455556666'));
    expect(names(again)).toEqual(['stopped', 'stopped-high']);
  });

  test('fails to raise the severity of a correlation', () => {
    const raise = { raiseTo: RuleSeverity.CRITICAL, raiseWhere: Condition.equalTo('eventName', 'x') };
    expect(() => RuleSet.fromDirectory(folderWith(MANY)).tune('often', raise)).toThrow(
      "tuning of 'often': raiseTo is for rules that raise alerts of their own",
    );
  });

  test('tunes a correlation: its severity, and what it does not count', () => {
    const set = RuleSet.fromDirectory(folderWith(MANY.replaceAll('level: high', 'level: medium')));
    const allow = AllowList.networks('10.0.0.0/8');
    const [tuned] = documentOf(set.tune('often', { severity: RuleSeverity.LOW, allow })).correlations;
    expect(tuned?.severity).toBe('low');
    expect(tuned?.rules).toEqual(documentOf(set.allow(allow)).correlations[0]?.rules);
    expect(tuned?.rules[0]?.condition.kind).toBe('and');
  });

  test('fails to tune a rule that it has not', () => {
    expect(() => RuleSet.fromRules(Rule.fromSigma(SIGMA)).tune('stoped', {})).toThrow(
      "the rule set has no rule 'stoped'; did you mean 'stopped'?",
    );
  });

  test('fails to leave out a rule that only correlations count, and names them', () => {
    const set = RuleSet.fromDirectory(folderWith(MANY));
    const [correlation] = documentOf(set).correlations;
    expect(set.rules).toEqual([]);
    expect(() => set.without(String(correlation?.rules[0]?.name))).toThrow(
      `raises no alerts of its own; name the correlations that count it: '${correlation?.name}'`,
    );
  });

  test('knows the accounts that are no others', () => {
    const rule = Rule.define({
      name: 'shared',
      title: 'Shared',
      severity: RuleSeverity.LOW,
      condition: Condition.outsideAccounts('a'),
    });
    const set = RuleSet.fromRules(rule);
    const holdsFor = (rules: RuleSet) =>
      toPredicate(documentOf(rules).rules[0]!.condition)({ a: '444455556666' });
    expect([holdsFor(set), holdsFor(set.withOwnAccounts('444455556666'))]).toEqual([true, false]);
    expect(() => set.withOwnAccounts('x')).toThrow("ownAccounts 'x' is not a valid account id");
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
    const set = RuleSet.fromRules().addCorrelations(correlation);
    expect(documentOf(set).rules).toEqual([]);
    expect(documentOf(set).correlations).toEqual([
      expect.objectContaining({ kind, timespanSeconds: 3600, groupBy: ['userIdentity.arn'], ...expected }),
    ]);
    const again = RuleSet.fromRules().addCorrelations(CorrelationRule.fromSigma(correlation.toSigma()));
    expect(documentOf(again)).toEqual(documentOf(set));
  });

  test('adds its rules where they raise alerts of their own', () => {
    const loud = CorrelationRule.eventCount(3, { ...props, alertOnEach: true });
    expect(
      RuleSet.fromRules()
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
    ['no fields', () => CorrelationRule.valueCount(3, [], props), "'often' counts values but names no field"],
    [
      'a count of nothing',
      () => CorrelationRule.eventCount(0, props),
      "the correlation 'often' counts to 0; expected a whole number of 1 or more",
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
