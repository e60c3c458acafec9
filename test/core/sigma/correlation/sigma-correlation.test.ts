import { renderProblem } from '../../../../lib/core/problem/problem';
import { renderSigma } from '../../../../lib/core/sigma/render/render-sigma';
import { parseSigma, parseSigmaFiles, ruleDocumentOf } from '../../../../lib/core/sigma/sigma-file';
import { problemsOf } from '../sigma-text-fixture';

const LOGSOURCE = 'logsource: {product: aws, service: cloudtrail}\n';
const RULES = ['login', 'denied', 'listed'].map(ruleNamed).join('---\n');

function ruleNamed(name: string): string {
  return `title: The ${name}\nid: id-${name}\nname: ${name}\nlevel: low\n${LOGSOURCE}detection: {s: {eventName: ${name}}, condition: s}\n`;
}

/** A file with a correlation, of which `body` begins at line 2, column 15, and three rules. */
function fileWith(body: string): string {
  return `title: Many\ncorrelation: {${body}}\n---\n${RULES}`;
}

const COUNT = 'type: event_count, rules: [login], group-by: [sourceIPAddress], timespan: 5m';

describe('a correlation', () => {
  test('finds the rules of its aliases as it finds those that it counts: by name before title', () => {
    const other = ruleNamed('denied').replace('title: The denied', 'title: login');
    const text = `title: Many\ncorrelation: {type: temporal, rules: [login, denied], group-by: [who], timespan: 5m, aliases: {who: {login: awsRegion, denied: eventName}}}\n---\n${ruleNamed('login')}---\n${other}`;
    const { correlations, problems } = parseSigma(text, 'a.yml');
    expect(problems).toEqual([]);
    expect(correlations[0]?.correlation.aliases).toEqual({
      who: { 'id-login': 'awsRegion', 'id-denied': 'eventName' },
    });
  });

  test('is concluded by a rule that it does not count', () => {
    const text = `title: Many\ncorrelation: {${COUNT}, condition: {gte: 2}}\ntrailwatch: {concludedBy: denied}\n---\n${RULES}`;
    const { rules, correlations, problems } = parseSigma(text, 'a.yml');
    expect(problems).toEqual([]);
    expect(correlations[0]?.correlation).toMatchObject({
      rules: [{ id: 'id-login' }, { id: 'id-denied' }],
      concludedBy: 'id-denied',
    });
    expect(rules.map(({ rule, alertsAlone }) => [rule.id, alertsAlone])).toEqual([
      ['id-login', false],
      ['id-denied', false],
      ['id-listed', true],
    ]);
  });

  test.each([
    [
      'a rule that is not there',
      'concludedBy: denid',
      "no rule has the id or name 'denid'; did you mean 'denied'?",
    ],
    [
      'a rule that it counts',
      'concludedBy: login',
      "'login' is the rule 'id-login', which is listed here twice",
    ],
    [
      'a list',
      'concludedBy: [denied]',
      "'trailwatch.concludedBy': expected the id or name of a rule, found a list",
    ],
  ])('fails for a conclusion by %s', (_, conclusion, message) => {
    const text = `title: Many\ncorrelation: {${COUNT}, condition: {gte: 2}}\ntrailwatch: {${conclusion}}\n---\n${RULES}`;
    expect(problemsOf(text)).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    [
      COUNT.replace('event_count', 'temporal'),
      "'trailwatch.concludedBy' is for event_count and value_count; 'temporal' lists all rules under 'rules'",
    ],
    [
      `${COUNT}, condition: {lt: 2}`,
      "'trailwatch.concludedBy' requires a minimum count; write 'gt' or 'gte'",
    ],
  ])('fails for a conclusion of %s', (body, message) => {
    const text = `title: Many\ncorrelation: {${body}}\ntrailwatch: {concludedBy: denied}\n---\n${RULES}`;
    expect(problemsOf(text)).toEqual([expect.stringContaining(message)]);
  });

  test('has all that its document says, and the rules that it names', () => {
    const text = `${RULES}---
title: Many logins
id: c-1
name: many-logins
status: test
level: high
tags: [attack.t1110]
falsepositives: [Tests]
correlation:
  type: value_count
  rules: [id-login, denied]
  group-by: [who, awsRegion]
  aliases:
    who: {login: userIdentity.arn, id-denied: userIdentity.principalId}
  timespan: 2h
  condition: {field: [sourceIPAddress, userAgent], gt: 5, lte: 9}
generate: true
trailwatch:
  firstSteps: [Ask]
  examples:
    matching:
      - [{eventName: login}, {eventName: denied}]
    ignored:
      - {eventName: login}
`;
    const { rules, correlations, problems } = parseSigma(text, 'a.yml');
    expect(problems).toEqual([]);
    expect(correlations).toEqual([
      {
        line: 22,
        examples: {
          matching: [{ line: 42, records: [{ eventName: 'login' }, { eventName: 'denied' }] }],
          ignored: [{ line: 44, records: [{ eventName: 'login' }] }],
        },
        correlation: expect.objectContaining({
          id: 'c-1',
          name: 'many-logins',
          title: 'Many logins',
          severity: 'high',
          status: 'test',
          tags: ['attack.t1110'],
          falsePositives: ['Tests'],
          firstSteps: ['Ask'],
          kind: 'value_count',
          rules: [rules[0]?.rule, rules[1]?.rule],
          groupBy: ['who', 'awsRegion'],
          aliases: { who: { 'id-login': 'userIdentity.arn', 'id-denied': 'userIdentity.principalId' } },
          timespanSeconds: 7200,
          fields: ['sourceIPAddress', 'userAgent'],
          bounds: [
            { operator: 'gt', value: 5 },
            { operator: 'lte', value: 9 },
          ],
          generate: true,
        }),
      },
    ]);
  });

  test.each([
    ['event_count', 'gte: 3', [{ operator: 'gte', value: 3 }]],
    ['temporal', '', [{ operator: 'gte', value: 2 }]],
    ['temporal_ordered', '', [{ operator: 'gte', value: 2 }]],
    ['temporal', 'eq: 1', [{ operator: 'eq', value: 1 }]],
  ])('of the type %s with the condition {%s} has the bounds %j', (kind, condition, bounds) => {
    const rest = condition === '' ? '' : `, condition: {${condition}}`;
    const file = parseSigma(fileWith(`type: ${kind}, rules: [login, denied], timespan: 90s${rest}`), 'a.yml');
    expect(file.problems).toEqual([]);
    expect(file.correlations.map(({ correlation }) => correlation)).toEqual([
      expect.objectContaining({ kind, bounds, groupBy: [], fields: [], timespanSeconds: 90 }),
    ]);
  });

  test.each([
    ['30s', 30],
    ['90m', 5_400],
    ['24h', 86_400],
    ['90d', 7_776_000],
  ])('reads the timespan %s', (timespan, seconds) => {
    const file = parseSigma(
      fileWith(`type: temporal, rules: [login, denied], timespan: ${timespan}`),
      'a.yml',
    );
    expect(file.correlations.map(({ correlation }) => correlation.timespanSeconds)).toEqual([seconds]);
  });

  test('is as severe as the worst of its rules if it does not say', () => {
    const louder = ruleNamed('loud').replace('level: low', 'level: critical');
    const text = `title: T\ncorrelation: {type: temporal, rules: [login, loud], timespan: 1m}\n---\n${louder}---\n${RULES}`;
    expect(parseSigma(text, 'a.yml').correlations[0]?.correlation.severity).toBe('critical');
  });

  test('finds rules in other files, by id before name and in its own file first', () => {
    const other = ruleNamed('login').replace('id: id-login', 'id: other');
    const files = parseSigmaFiles([
      { file: 'many.yml', text: `title: M\ncorrelation: {${COUNT}, condition: {gte: 2}}\n---\n${other}` },
      { file: 'login.yml', text: ruleNamed('login') },
      {
        file: 'far.yml',
        text: `title: F\nid: far\ncorrelation: {${COUNT.replace('login', 'denied')}, condition: {gte: 2}}\n`,
      },
      { file: 'denied.yml', text: ruleNamed('denied') },
    ]);
    expect(files.flatMap(({ problems }) => problems)).toEqual([]);
    const counted = files.flatMap(({ correlations }) =>
      correlations.map(({ correlation }) => correlation.rules.map(({ id }) => id)),
    );
    expect(counted).toEqual([['other'], ['id-denied']]);
  });

  test('takes a rule by its title, and warns of it', () => {
    const file = parseSigma(fileWith(`${COUNT.replace('login', 'The login')}, condition: {gte: 2}`), 'a.yml');
    expect(file.correlations[0]?.correlation.rules.map(({ id }) => id)).toEqual(['id-login']);
    expect(file.problems.map(renderProblem)).toEqual([
      "a.yml:2:42: 'The login' is the title of a rule, and Sigma names rules by id or name; give the rule a name",
    ]);
  });
});

test('a score weighs any rules, by actor', () => {
  const text = fileWith('type: score, rules: any, timespan: 1d, condition: {gte: 36}');
  const { correlations, problems } = parseSigma(text, 'a.yml');
  expect(problems).toEqual([]);
  const [{ correlation } = {}] = correlations;
  expect(correlation).toMatchObject({
    ...{ kind: 'score', rules: [], groupBy: ['userIdentity.arn'], timespanSeconds: 86_400 },
    ...{ bounds: [{ operator: 'gte', value: 36 }], severity: 'medium' },
  });
  const [read] = correlation === undefined ? [] : parseSigma(renderSigma(correlation), 'b.yml').correlations;
  expect(read?.correlation).toEqual(correlation);
});

describe('the rules of a correlation', () => {
  const document = (text: string) => {
    const { rules, correlations } = ruleDocumentOf([parseSigma(text, 'a.yml')]);
    return [...rules, ...correlations].map(({ id }) => id);
  };

  test('raise no alerts of their own, unless it generates them', () => {
    expect(document(fileWith(`${COUNT}, condition: {gte: 2}`))).toEqual(['id-denied', 'id-listed', 'a']);
    expect(document(fileWith(`${COUNT}, condition: {gte: 2}, generate: true`))).toEqual([
      'id-login',
      'id-denied',
      'id-listed',
      'a',
    ]);
  });

  test('raise alerts of their own if any of their correlations says so', () => {
    const quiet = `title: Q\nid: q\ncorrelation: {${COUNT}, condition: {gte: 2}}\n---\n`;
    expect(document(quiet + fileWith(`${COUNT}, condition: {gte: 2}, generate: true`))).toContain('id-login');
  });

  test('raise alerts of their own if it cannot be used', () => {
    expect(document(fileWith(COUNT))).toEqual(['id-login', 'id-denied', 'id-listed']);
  });
});

describe('a correlation fails', () => {
  test('for a level of failures: it looks at several calls', () => {
    const text = fileWith(`${COUNT}, condition: {gte: 5}`).replace(
      '---',
      'trailwatch: {failureLevel: low}\n---',
    );
    expect(problemsOf(text)).toEqual(["rule.yml:3:14: 'trailwatch' has no 'failureLevel'"]);
  });

  test.each([
    [
      'for value_sum',
      'type: value_sum, rules: [login], timespan: 1m',
      "2:21: correlations of the type 'value_sum' are not supported; it may be event_count, value_count, temporal, temporal_ordered, score",
    ],
    [
      'for an unknown type',
      'type: event_cuont, rules: [login], timespan: 1m',
      "2:21: 'event_cuont' is not a type of correlation; it may be event_count, value_count, temporal, temporal_ordered, score; did you mean 'event_count'?",
    ],
    [
      'for an extended condition',
      'type: temporal, rules: [login, denied], timespan: 1m, condition: login and not denied',
      "2:80: the extended temporal condition 'login and not denied' is not supported; expected a map such as 'gte: 2'",
    ],
    [
      'for no type',
      'rules: [login], timespan: 1m',
      "2:14: 'correlation' has no 'type'; it may be event_count, value_count, temporal, temporal_ordered, score",
    ],
    [
      'for a score of some rules',
      'type: score, rules: [login], timespan: 1d, condition: {gte: 36}',
      "2:35: a 'score' weighs the alerts of all rules; write 'rules: any'",
    ],
    [
      'for a score without rules',
      'type: score, timespan: 1d, condition: {gte: 36}',
      "2:14: a 'score' weighs the alerts of all rules; write 'rules: any'",
    ],
    [
      'for a score by groups',
      'type: score, rules: any, group-by: [sourceIPAddress], timespan: 1d, condition: {gte: 36}',
      "2:40: a 'score' is of each actor; leave 'group-by' out",
    ],
    [
      'for a score that more alerts break',
      'type: score, rules: any, timespan: 1d, condition: {lt: 36}',
      "2:65: a score only grows; write 'gt' or 'gte'",
    ],
    [
      'for a score of values',
      'type: score, rules: any, timespan: 1d, condition: {field: eventName, gte: 36}',
      "2:66: 'field' belongs to 'value_count'; 'score' counts no values",
    ],
    [
      'for no rules',
      'type: temporal, timespan: 1m',
      "2:14: 'correlation' has no 'rules'; list the ids or names of rules",
    ],
    [
      'for an empty list of rules',
      'type: temporal, rules: [], timespan: 1m',
      "2:38: 'correlation.rules' is empty; list the ids or names of rules",
    ],
    ['for no condition', COUNT, "2:14: 'event_count' needs a 'condition', such as 'gte: 5'"],
    [
      'for a condition without a bound',
      `${COUNT}, condition: {}`,
      "2:104: the condition has no bound on the count; write one, such as 'gte: 5'",
    ],
    [
      'for an unknown bound',
      `${COUNT}, condition: {gt: 5, ltt: 7}`,
      "2:112: 'ltt' is not a bound; it may be gt, gte, lt, lte, eq, neq; did you mean 'lt'?",
    ],
    [
      'for an alias whose values are counted',
      'type: value_count, rules: [login], group-by: [who], aliases: {who: {login: userIdentity.arn}}, timespan: 5m, condition: {field: who, gte: 2}',
      "2:143: 'who' is an alias, and aliases are for 'group-by' only; name the field whose values are counted",
    ],
    [
      'for a bound that is no number',
      `${COUNT}, condition: {gt: many}`,
      "2:109: 'gt': expected a whole number from 0 to 999999999, found 'many'",
    ],
    [
      'for bounds that nothing satisfies',
      `${COUNT}, condition: {gt: 5, lt: 6}`,
      '2:104: no count satisfies the condition',
    ],
    [
      'for more rules than there are',
      'type: temporal, rules: [login, denied], timespan: 1m, condition: {gte: 3}',
      '2:80: no count of at most 2 rules satisfies the condition',
    ],
    [
      'for value_count without a field',
      `${COUNT.replace('event', 'value')}, condition: {gt: 5}`,
      "2:104: 'value_count' needs 'field' in its condition: the field whose distinct values are counted",
    ],
    [
      'for a field where records are counted',
      `${COUNT}, condition: {gt: 5, field: userAgent}`,
      "2:112: 'field' belongs to 'value_count'; 'event_count' counts no values",
    ],
    [
      'for no timespan',
      'type: temporal, rules: [login, denied]',
      "2:14: 'correlation' has no 'timespan'; write one, such as '5m'",
    ],
    [
      'for a timespan in weeks',
      'type: temporal, rules: [login], timespan: 2w',
      "2:57: the timespan: expected a number followed by s, m, h or d, such as '90m', of at most 90 days, found '2w'",
    ],
    [
      'for a timespan of nothing',
      'type: temporal, rules: [login], timespan: 0m',
      "2:57: the timespan: expected a number followed by s, m, h or d, such as '90m', of at most 90 days, found '0m'",
    ],
    [
      'for a rule that is not there',
      'type: temporal, rules: [login, denid], timespan: 1m',
      "2:46: no rule has the id or name 'denid'; did you mean 'denied'?",
    ],
    [
      'for a rule that stands twice',
      'type: temporal, rules: [login, id-login], timespan: 1m',
      "2:46: 'id-login' is the rule 'id-login', which is listed here twice",
    ],
    [
      'for itself',
      'type: temporal, rules: [login, a], timespan: 1m',
      "2:46: 'a' is a correlation, expected a rule; name the rules that it counts",
    ],
    [
      'for an alias of a rule that it does not count',
      `${COUNT.replace('sourceIPAddress', 'who')}, condition: {gte: 2}, aliases: {who: {login: x, denied: y}}`,
      "2:128: the alias 'who' names 'denied', which is not one of the counted rules",
    ],
    [
      'for an alias with two fields for one rule, by its name and its id',
      `${COUNT.replace('sourceIPAddress', 'who')}, condition: {gte: 2}, aliases: {who: {login: awsRegion, id-login: eventName}}`,
      "2:136: the alias 'who' names a field for the rule 'id-login' a second time; only one of the two would count",
    ],
    [
      'for an alias that leaves a rule out',
      'type: temporal, rules: [login, denied], timespan: 1m, group-by: [who], aliases: {who: {login: awsRegion}}',
      "2:96: the alias 'who' names no field for the rule 'denied', which then belongs to no group",
    ],
    [
      'for an unknown key',
      `${COUNT}, condition: {gte: 2}, groupby: [x]`,
      "2:114: 'correlation' has no 'groupby'; did you mean 'group-by'?",
    ],
    [
      'for a generate that is no boolean',
      `${COUNT}, condition: {gte: 2}, generate: maybe`,
      "2:124: 'generate' says whether the rules raise alerts of their own; it may be true or false",
    ],
    [
      'for a field that is none',
      `${COUNT}, condition: {gte: 2}`.replace('sourceIPAddress', 'a..b'),
      "2:61: 'group-by': expected the name of a field, found 'a..b'",
    ],
  ])('%s', (_, body, problem) => {
    const file = parseSigma(fileWith(body), 'a.yml');
    expect(file.correlations).toEqual([]);
    expect(file.problems.map(renderProblem)).toEqual([`a.yml:${problem}`]);
    expect(file.rules).toHaveLength(3);
  });

  test('for a rule that cannot be used itself', () => {
    const text = fileWith(`${COUNT}, condition: {gte: 2}`).replace(
      'eventName: login',
      'eventName|near: login',
    );
    expect(problemsOf(text).at(0)).toBe(
      "rule.yml:2:42: 'login' is a rule that cannot be used itself (rule.yml:4)",
    );
  });

  test('for an id that a rule has', () => {
    expect(
      problemsOf(fileWith(`${COUNT}, condition: {gte: 2}`).replace('title', 'id: id-login\ntitle')),
    ).toContain("rule.yml:6:1: the rule at line 1 has the id 'id-login' too; give this one its own");
  });

  test('for a name of two rules', () => {
    const text = `${fileWith(`${COUNT}, condition: {gte: 2}`)}---\n${ruleNamed('login').replace('id: id-login', 'id: two')}`;
    expect(problemsOf(text)).toEqual(["rule.yml:2:42: 'login' matches 2 rules; name one by its id"]);
  });
});

describe('a correlation warns', () => {
  test.each([
    [
      'of a field that no record has',
      `${COUNT}, condition: {gte: 2}`.replace('sourceIPAddress', 'sourceIp'),
      "2:61: no CloudTrail record has the field 'sourceIp'",
    ],
    [
      'of an alias that is not used',
      `${COUNT}, condition: {gte: 2}, aliases: {who: {login: x}}`,
      "2:124: 'group-by' does not use the alias 'who'",
    ],
  ])('%s', (_, body, problem) => {
    const file = parseSigma(fileWith(body), 'a.yml');
    expect(file.correlations).toHaveLength(1);
    expect(file.problems.map(renderProblem)).toEqual([`a.yml:${problem}`]);
  });
});
