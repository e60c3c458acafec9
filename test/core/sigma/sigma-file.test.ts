import { parseSigma } from '../../../lib/core/sigma/sigma-file';
import { problemsOf, ruleWith } from './sigma-text-fixture';

const DETECTION = 'detection:\n  s: {eventName: x}\n  condition: s\n';
const LOGSOURCE = 'logsource: {product: aws, service: cloudtrail}\n';
const MINIMAL = `title: A rule\n${LOGSOURCE}${DETECTION}`;

describe('a Sigma file', () => {
  test('has the place of each field and of keywords once, those of lists and with modifiers too', () => {
    const detection = `detection:
  calls:
    - { eventName: x, 'userAgent|re|i': cli }
    - { eventName: y }
  words: [one, two]
  any: { '|all': [three, four] }
  condition: calls and words and any`;
    const [rule] = parseSigma(`title: T\nlevel: low\n${LOGSOURCE}${detection}\n`, 'r.yml').rules;
    expect(rule?.places).toEqual([
      { field: 'eventName', path: 'detection.calls.eventName' },
      { field: 'userAgent', path: 'detection.calls.userAgent|re|i' },
      { path: 'detection.words' },
      { path: 'detection.any.|all' },
    ]);
  });

  test('gives a rule with all that it tells', () => {
    const text = `
title: Trail stopped
id: 4d2c3f4a-0000-0000-0000-000000000001
name: trail-stopped
status: stable
description: |
  Somebody stopped a trail.
references: [https://example.com/a, https://example.com/b]
author: A, B
date: 2024-01-01
tags:
  - attack.t1562.008
level: high
${LOGSOURCE}${DETECTION}
falsepositives: Maintenance
trailwatch:
  firstSteps: [Ask the actor]
  engines: [log-processor, athena]
`;
    const { rules, refused, problems } = parseSigma(text, 'rules/stopped.yml');
    expect(problems).toEqual([]);
    expect(refused).toEqual([]);
    expect(rules).toEqual([
      {
        line: 2,
        places: [{ field: 'eventName', path: 'detection.s.eventName' }],
        alertsAlone: true,
        examples: { matching: [], ignored: [] },
        engines: ['log-processor', 'athena'],
        rule: {
          id: '4d2c3f4a-0000-0000-0000-000000000001',
          name: 'trail-stopped',
          title: 'Trail stopped',
          description: 'Somebody stopped a trail.',
          severity: 'high',
          tags: ['attack.t1562.008'],
          falsePositives: ['Maintenance'],
          references: ['https://example.com/a', 'https://example.com/b'],
          author: 'A, B',
          status: 'stable',
          firstSteps: ['Ask the actor'],
          condition: { kind: 'equals', field: 'eventName', values: ['x'], cased: false },
        },
      },
    ]);
  });

  test('names a rule after its file, and the next ones with their number', () => {
    const { rules } = parseSigma(
      `${MINIMAL}---\n${MINIMAL}---\nid: five\n${MINIMAL}`,
      'some/where.d/trail_off.yml',
    );
    expect(rules.map(({ rule }) => [rule.id, rule.name, rule.severity])).toEqual([
      ['trail_off', 'trail_off', 'medium'],
      ['trail_off-2', 'trail_off-2', 'medium'],
      ['five', 'trail_off-3', 'medium'],
    ]);
  });

  test('keeps its good documents beside a bad one, and their names', () => {
    const bad = 'title: Bad\ntitle: Twice\n';
    const file = parseSigma(
      `${bad}---\n${MINIMAL}---\n# nothing\n---\n${MINIMAL.replace('condition: s', '')}`,
      'a.yml',
    );
    expect(file.rules.map(({ rule, line }) => [rule.id, line])).toEqual([['a-2', 4]]);
    expect(file.refused.map(({ id, line, problems }) => [id, line, problems.length])).toEqual([
      ['a', 2, 1],
      ['a-3', 12, 1],
    ]);
  });

  test('with an action of Sigma 1 is refused as a whole', () => {
    const file = parseSigma(`action: global\ntitle: A\n${LOGSOURCE}---\n${MINIMAL}`, 'a.yml');
    expect(file.rules).toEqual([]);
    expect(file.refused.map(({ id, problems }) => [id, problems[0]?.code])).toEqual([
      ['a', 'deprecated-action'],
      ['a-2', 'deprecated-action'],
    ]);
  });

  test('for another log source gives its rules with a warning', () => {
    const file = parseSigma(
      MINIMAL.replace('aws, service: cloudtrail', 'windows, category: network'),
      'a.yml',
    );
    expect(file.rules).toHaveLength(1);
    expect(file.problems.map(({ severity, message }) => [severity, message])).toEqual([
      [
        'warning',
        "the rule is for the log source 'windows/network', not 'aws/cloudtrail'; its fields mean something else here",
      ],
    ]);
  });

  test.each([
    [
      'a level that is a list',
      `${MINIMAL}level: [critical]\n`,
      "6:8: 'level': expected a text, found a list",
    ],
    [
      'an unknown level',
      `${MINIMAL}level: hihg\n`,
      "6:8: 'hihg' is not a level; it may be informational, low, medium, high, critical; did you mean 'high'?",
    ],
    ['no title', `${LOGSOURCE}${DETECTION}`, "1:1: the rule has no 'title'; alerts are headed with it"],
    [
      'no detection',
      `title: A\n${LOGSOURCE}`,
      "1:1: the rule has no 'detection', which defines what to look for",
    ],
    [
      'a detection that is a list',
      `title: A\n${LOGSOURCE}detection: [x]\n`,
      "3:12: 'detection': expected a map of selections, found a list",
    ],
    [
      'text',
      'just text',
      '1:1: the document: expected a rule with title, logsource and detection, found a single value',
    ],
    ['nothing', '', '1:1: the file contains no rules'],
    ['a comment', '# nothing\n', '1:1: the file contains no rules'],
    [
      'an id that stands twice',
      `id: x\n${MINIMAL}---\nid: x\n${MINIMAL}`,
      "8:1: the rule at line 1 has the id 'x' too; give this one its own",
    ],
    [
      'an unknown key of ours',
      `${MINIMAL}trailwatch: {example: []}\n`,
      "6:14: 'trailwatch' has no 'example'; did you mean 'examples'?",
    ],
  ])('fails for %s', (_, text, problem) => {
    const { rules, refused } = parseSigma(text, 'rule.yml');
    expect(rules).toHaveLength(refused[0]?.id === 'x' ? 1 : 0);
    expect(problemsOf(text)).toEqual([`rule.yml:${problem}`]);
  });

  test.each([
    [
      'an unknown status',
      `${MINIMAL}status: tset\n`,
      "6:9: 'tset' is not a status; it may be stable, test, experimental, deprecated, unsupported; did you mean 'test'?",
    ],
    [
      'a misspelt key',
      `${MINIMAL}falsepositive: x\n`,
      "6:1: 'falsepositive' is not a Sigma key; did you mean 'falsepositives'?",
    ],
    ['a map of tags', `${MINIMAL}tags: {a: b}\n`, "6:7: 'tags': expected a list of texts, found a map"],
    [
      'no log source',
      `title: A\n${DETECTION}`,
      "1:1: the rule has no 'logsource' map; write 'product: aws' and 'service: cloudtrail' under it",
    ],
  ])('warns of %s and gives the rule', (_, text, problem) => {
    expect(parseSigma(text, 'rule.yml').rules).toHaveLength(1);
    expect(problemsOf(text)).toEqual([`rule.yml:${problem}`]);
  });

  test("says nothing about an author's own keys", () => {
    expect(problemsOf(`${MINIMAL}custom_field: {a: b}\nsimulation: x\n`)).toEqual([]);
  });

  test('reports every fault of a rule, in the order of the file', () => {
    const text = ruleWith('a: {eventName|contans: x}\nb: {eventName|gt: y}\ncondition: a or c').replace(
      'A rule',
      "''",
    );
    expect(problemsOf(text).map((line) => line.split(':', 3).join(':'))).toEqual([
      'rule.yml:1:1',
      'rule.yml:4:17',
      'rule.yml:5:21',
      'rule.yml:6:19',
    ]);
  });
});

describe('the level of failures of a rule', () => {
  test('is that of calls that were denied or failed', () => {
    const text = `${MINIMAL}level: high\ntrailwatch: {failureLevel: Low}\n`;
    expect(problemsOf(text)).toEqual([]);
    expect(parseSigma(text, 'a.yml').rules[0]?.rule).toMatchObject({
      severity: 'high',
      failureSeverity: 'low',
    });
  });

  test.each([
    ['quiet', "'quiet' is not a level; it may be informational, low, medium, high, critical"],
    ['medium', "'failureLevel' is 'medium', which is not below the rule's level 'medium'; leave it out"],
    ['high', "'failureLevel' is 'high', which is not below the rule's level 'medium'; leave it out"],
  ])('fails for %s in a rule of level medium', (level, problem) => {
    expect(problemsOf(`${MINIMAL}trailwatch: {failureLevel: ${level}}\n`)).toEqual([
      `rule.yml:6:28: ${problem}`,
    ]);
  });
});

describe('the examples of a rule', () => {
  test('are records with their lines', () => {
    const text = `${MINIMAL}trailwatch:
  examples:
    matching:
      - eventName: x
        userIdentity: { accountId: 012345678901, type: "Root" }
        requestParameters: null
        readOnly: true
        count: 5
        list: [1.50, 75.0, 1e3, 123456789012, yes]
    ignored:
      - { eventName: y }
`;
    expect(problemsOf(text)).toEqual([]);
    expect(parseSigma(text, 'a.yml').rules[0]?.examples).toEqual({
      matching: [
        {
          line: 9,
          record: {
            eventName: 'x',
            userIdentity: { accountId: '012345678901', type: 'Root' },
            requestParameters: null,
            readOnly: true,
            count: 5,
            list: [1.5, 75, 1000, 123456789012, 'yes'],
          },
        },
      ],
      ignored: [{ line: 16, record: { eventName: 'y' } }],
    });
  });

  test.each([
    [
      'trailwatch: yes',
      "6:13: 'trailwatch': expected a map with 'firstSteps' and 'engines' and 'examples' and 'failureLevel' and 'facts', found a single value",
    ],
    [
      'trailwatch: {examples: {macthing: []}}',
      "6:25: 'trailwatch.examples' has no 'macthing'; did you mean 'matching'?",
    ],
    [
      'trailwatch: {engines: [athina]}',
      "6:14: 'athina' is not an engine; it may be log-processor, metric-filter, event-pattern, insights, athena, lake, duckdb; did you mean 'athena'?",
    ],
    [
      'trailwatch: {examples: {matching: [x]}}',
      "6:36: 'trailwatch.examples.matching': expected a list of records, found a single value",
    ],
  ])('fail for %s', (line, problem) => {
    expect(problemsOf(`${MINIMAL}${line}\n`)).toEqual([`rule.yml:${problem}`]);
  });
});
