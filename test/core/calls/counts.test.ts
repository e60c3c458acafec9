import { Duration } from 'aws-cdk-lib';
import { Condition, CorrelationRule, Rule, RuleSet, RuleSeverity } from '../../../lib';
import { parseSigma } from '../../../lib/core/sigma/sigma-file';
import { readCalls } from './read-calls';

const INFO = { severity: RuleSeverity.HIGH, window: Duration.hours(1) };

function ruleOf(name: string, condition: Condition): Rule {
  return Rule.define({ name, title: name, severity: RuleSeverity.LOW, condition });
}

const CREATED = ruleOf(
  'created',
  Condition.allOf(
    Condition.equalTo('eventSource', 'iam.amazonaws.com'),
    Condition.equalTo('eventName', 'CreateUser'),
  ),
);
const DELETED = ruleOf(
  'deleted',
  Condition.allOf(
    Condition.equalTo('eventSource', 'iam.amazonaws.com'),
    Condition.equalTo('eventName', 'DeleteUser', 'DeleteRole'),
  ),
);
const ANY = ruleOf('any', Condition.exists('eventName'));

interface Counted {
  readonly rules: Rule[];
  readonly groupBy?: string[];
  readonly fields?: string[];
}

/** What is said of a count in code: the error, or the warnings of a set with it. */
function said(atLeast: number, { rules, groupBy, fields }: Counted): string {
  const props = { ...INFO, name: 'c', title: 'C', rules, ...(groupBy === undefined ? {} : { groupBy }) };
  try {
    const correlation =
      fields === undefined
        ? CorrelationRule.eventCount(atLeast, props)
        : CorrelationRule.valueCount(atLeast, fields, props);
    return RuleSet.fromRules(ANY).addCorrelations(correlation)._warnings().join('\n');
  } catch (error) {
    return `ERROR ${(error as Error).message}`;
  }
}

describe('a correlation that no records can satisfy is refused:', () => {
  test.each([
    [
      'two records in groups of one',
      said(2, { rules: [ANY], groupBy: ['userIdentity.arn', 'eventID'] }),
      'eventID',
    ],
    [
      'two values of what records are grouped by',
      said(2, { rules: [ANY], groupBy: ['sourceIPAddress'], fields: ['sourceIPAddress'] }),
      "'sourceIPAddress' is in 'group-by' too",
    ],
    [
      'more names of calls than its rules have',
      said(4, { rules: [CREATED, DELETED], fields: ['eventName'] }),
      "the rules accept 3 values of 'eventName', and 4 are counted",
    ],
    [
      'two sources, by two fields that the rules fix',
      said(2, { rules: [CREATED], fields: ['eventName', 'eventSource'] }),
      "one value of 'eventName', 'eventSource'",
    ],
  ])('%s', (_what, message, part) => {
    expect(message).toMatch(/^ERROR the correlation 'c' is satisfied by no records: /);
    expect(message).toContain(part);
  });
});

describe('a correlation that hardly counts what is meant has a warning:', () => {
  test.each([
    [
      'a group by a field that no record has',
      said(2, { rules: [ANY], groupBy: ['userIdentity.userArn'] }),
      'userArn',
    ],
    [
      'a group by a member that the call does not have',
      said(2, { rules: [CREATED], groupBy: ['requestParameters.usrName'] }),
      "'usrName' is not a known member",
    ],
    [
      'a count of a field that no record has',
      said(2, { rules: [ANY], fields: ['sourceIpAddress'] }),
      'sourceIPAddress',
    ],
    [
      'values of a field whose letter case differs',
      said(2, { rules: [ruleOf('agent', Condition.equalTo('userAgent', 'x'))], fields: ['userAgent'] }),
      "one value of 'userAgent', and 2 are counted",
    ],
  ])('%s', (_what, message, part) => {
    expect(message).toMatch(/^the correlation 'c': /);
    expect(message).toContain(part);
  });

  test('rules in any order, of which there is one', () => {
    for (const kind of ['temporal', 'temporalOrdered'] as const) {
      const correlation = CorrelationRule[kind]({ ...INFO, name: 'c', title: 'C', rules: [CREATED] });
      expect(correlation._warnings()).toEqual([
        expect.stringContaining("of one rule is satisfied by each record of 'created'"),
      ]);
    }
  });

  test('and the warnings of the rules that it counts, once', () => {
    const misspelt = ruleOf('misspelt', Condition.equalTo('eventName', 'CreateUser', 'CreateUsr'));
    const set = RuleSet.fromRules(misspelt).addCorrelations(
      CorrelationRule.eventCount(3, { ...INFO, name: 'c', title: 'C', rules: [misspelt] }),
    );
    expect(set._warnings()).toEqual([expect.stringContaining("'CreateUsr'")]);
  });
});

describe('a count that records can reach has none:', () => {
  test.each<[string, number, Counted]>([
    ['one record in groups of one', 1, { rules: [ANY], groupBy: ['eventID'] }],
    [
      'values in lists, which one record has several of',
      2,
      { rules: [ANY], groupBy: ['resources.ARN'], fields: ['resources.ARN'] },
    ],
    ['as many names as the rules have', 3, { rules: [CREATED, DELETED], fields: ['eventName'] }],
    ['names, of which one rule leaves the choice', 9, { rules: [CREATED, ANY], fields: ['eventName'] }],
    [
      'another field than those of the group',
      5,
      { rules: [ANY], groupBy: ['sourceIPAddress'], fields: ['sourceIPAddress', 'userAgent'] },
    ],
    ['a member of a call', 5, { rules: [CREATED], groupBy: ['requestParameters.userName'] }],
    [
      'a member that one of the calls has',
      5,
      { rules: [CREATED, ANY], groupBy: ['requestParameters.userName'] },
    ],
  ])('%s', (_what, atLeast, counted) => {
    expect(said(atLeast, counted)).toBe('');
  });
});

describe('in a Sigma file', () => {
  const problemsOf = (correlation: string) =>
    parseSigma(
      `title: A
name: created
level: low
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventSource: iam.amazonaws.com, eventName: CreateUser }
  condition: selection
---
title: C
name: many
level: high
correlation:
${correlation}
`,
      'rules.yml',
      { calls: readCalls },
    ).problems.map(({ severity, code, line, message }) => [severity, code, line, message]);

  test('an impossible count is an error at what it groups by', () => {
    expect(
      problemsOf(
        '  type: event_count\n  rules: [created]\n  group-by: [eventID]\n  timespan: 1h\n  condition: { gt: 1 }',
      ),
    ).toEqual([['error', 'impossible-count', 15, expect.stringContaining("the same 'eventID'")]]);
  });

  test.each([['lt: 5', 'gte: 1, lt: 5', 'neq: 3']])(
    'bounds without a least count, or with 1, say nothing: %s',
    (...bounds) => {
      for (const bound of bounds)
        expect(
          problemsOf(
            `  type: event_count\n  rules: [created]\n  group-by: [eventID]\n  timespan: 1h\n  condition: { ${bound} }`,
          ),
        ).toEqual([]);
    },
  );

  test('members of aliases are not judged by their names', () => {
    expect(
      problemsOf(
        '  type: event_count\n  rules: [created]\n  group-by: [who]\n  aliases: { who: { created: userIdentity.arn } }\n  timespan: 1h\n  condition: { gte: 2 }',
      ),
    ).toEqual([]);
  });

  test('is judged with the catalogue of calls, as names are: without it, a file of others is read as it is', () => {
    const text = (value: string) =>
      `title: A\nlevel: low\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  a: { readOnly: ${value} }\n  condition: a\n`;
    expect(parseSigma(text('yes'), 'a.yml').problems).toEqual([]);
    expect(parseSigma(text('yes'), 'a.yml', { calls: readCalls }).problems).toHaveLength(1);
  });
});
