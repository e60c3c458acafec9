import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  expectedRecords,
  isExpected,
  needsSingleDataEvents,
} from '../../../lib/core/placement/expected-records';
import { placeCorrelation, placeRule } from '../../../lib/core/placement/place-rule';
import { toBusPatterns } from '../../../lib/core/placement/to-bus-patterns';
import type { Condition } from '../../../lib/core/rule/condition';
import type { Correlation } from '../../../lib/core/rule/correlation';
import type { Rule } from '../../../lib/core/rule/rule';
import { decodeRules } from '../../../lib/core/rule/rule-document';
import type { Selection } from '../../../lib/core/selector/selection';
import { ruleOn } from '../../lambda/log-processor/log-files';

const MANAGEMENT = ['management-write', 'management-read'] as const;

function equals(field: string, ...values: string[]): Condition {
  return { kind: 'equals', field, values, cased: false };
}

function all(...of: Condition[]): Condition {
  return { kind: 'and', of };
}

function ruleOf(condition: Condition): Rule {
  return { ...ruleOn('StopLogging'), condition };
}

const UPLOADED = all(equals('eventSource', 's3.amazonaws.com'), equals('eventName', 'PutObject'));

test.each<[string, Condition, string[]]>([
  ['a call that writes', equals('eventName', 'StopLogging'), ['management-write']],
  ['a call that reads', equals('eventName', 'ListAccessKeys'), ['management-read']],
  [
    'a call that reads, and that EventBridge does not leave out',
    equals('eventName', 'GetSessionToken'),
    ['management-write'],
  ],
  ['a data operation', UPLOADED, ['data']],
  ['any call of somebody', equals('userIdentity.type', 'Root'), ['management-write', 'management-read']],
  [
    'any call that says that it writes',
    all(equals('userIdentity.type', 'Root'), equals('readOnly', 'false')),
    ['management-write'],
  ],
  [
    'names that begin so that they write',
    { kind: 'startsWith', field: 'eventName', values: ['Delete'], cased: false },
    ['management-write'],
  ],
  ['network activity', equals('eventCategory', 'NetworkActivity'), ['network-activity']],
  ['an Insights event', equals('eventType', 'AwsCloudTrailInsight'), ['insight']],
  ['names that cannot both be', all(equals('eventName', 'A'), equals('eventName', 'B')), []],
])('the records to expect are known by kind: %s', (_, condition, kinds) => {
  expect(expectedRecords(condition).map(({ kind }) => kind)).toEqual(kinds);
  for (const kind of MANAGEMENT) expect(isExpected(condition, kind)).toBe(kinds.includes(kind));
});

test.each(MANAGEMENT)('and for each built-in rule it is known by itself whether one is a %s', (kind) => {
  const { rules } = decodeRules(readFileSync(join(__dirname, '../../../dist/rules/built-in.json'), 'utf8'));
  const expected = rules.map(({ condition }) => expectedRecords(condition).some((one) => one.kind === kind));
  expect(expected).toContain(true);
  expect(rules.map(({ condition }) => isExpected(condition, kind))).toEqual(expected);
});

test('of many reasons three are given, and how many more there are', () => {
  const calls = ['PutObject', 'GetObject', 'DeleteObject', 'CopyObject', 'HeadObject'];
  const condition = all(equals('eventSource', 's3.amazonaws.com'), equals('eventName', ...calls));
  const [placement] = placeRule(ruleOf(condition), { destination: 'trail' });
  expect(placement?.reasons).toHaveLength(4);
  expect(placement?.reasons.at(-1)).toBe('and 2 more such reasons');
});

test('data events are seen by no route where the trail does not log them, and the reason names the selector', () => {
  const placements = placeRule(ruleOf(UPLOADED), { destination: 'trail' });
  expect(placements.map(({ route, sees }) => [route, sees])).toEqual([
    ['log-file', 'none'],
    ['event-bus', 'none'],
    ['metric-alarm', 'none'],
  ]);
  expect(placements[0]?.reasons).toEqual([
    expect.stringContaining(
      'the trail does not log data events s3.amazonaws.com PutObject: Management events selector',
    ),
  ]);
});

test('those of chosen buckets are seen in part', () => {
  const advanced = [
    {
      fieldSelectors: [
        { field: 'eventCategory', equals: ['Data'] },
        { field: 'resources.type', equals: ['AWS::S3::Object'] },
        { field: 'resources.ARN', startsWith: ['arn:aws:s3:::payroll/'] },
      ],
    },
  ];
  const [file] = placeRule(ruleOf(UPLOADED), { destination: 'trail', advanced });
  expect(file).toMatchObject({
    sees: 'some',
    reasons: [expect.stringContaining('of chosen resources only')],
  });
});

test('a correlation is counted by the log processor only', () => {
  const { condition: _, ...rule } = ruleOn('StopLogging');
  const placements = placeCorrelation(
    {
      ...rule,
      ...{
        kind: 'event_count',
        rules: [ruleOn('StopLogging')],
        groupBy: [],
        aliases: {},
        timespanSeconds: 600,
      },
      ...{ fields: [], bounds: [{ operator: 'gte', value: 1 }], generate: false },
    },
    [],
  );
  expect(placements.map(({ sees }) => sees)).toEqual(['all', 'none', 'none']);
});

test('a score is evaluated by the log processor only, and sees what the rules of its set see', () => {
  const { condition: _, ...rule } = ruleOn('StopLogging');
  const score: Correlation = {
    ...rule,
    ...{ kind: 'score', rules: [], groupBy: [], aliases: {}, timespanSeconds: 86_400 },
    ...{ fields: [], bounds: [{ operator: 'gte', value: 36 }], generate: false },
  };
  const sees = (alerting: readonly Rule[], selection?: Selection) =>
    placeCorrelation(score, alerting, selection).map((one) => one.sees);
  expect(sees([ruleOn('StopLogging')])).toEqual(['all', 'none', 'none']);
  const nothing: Selection = { destination: 'trail', advanced: [] };
  expect(sees([ruleOn('StopLogging')], nothing)).toEqual(['none', 'none', 'none']);
});

test('rules share patterns, and only those that read events can satisfy ask for read events', () => {
  const { patterns, leftOut } = toBusPatterns([
    ruleOn('StopLogging'),
    ruleOn('DeleteTrail'),
    ruleOn('ListAccessKeys'),
    { ...ruleOn('x'), condition: { kind: 'contains', field: 'userAgent', values: ['kali'], cased: false } },
  ]);
  expect(patterns.map(({ includesReads }) => includesReads)).toEqual([false, true]);
  expect(patterns[0]?.text).toContain('DeleteTrail');
  expect(leftOut.map(({ rule }) => rule.name)).toEqual(['rule-x']);
});

test.each<[string, Condition, boolean]>([
  ['a data operation', UPLOADED, true],
  ['a data operation of its resource', all(UPLOADED, equals('resources.ARN', 'arn:aws:s3:::b/k')), true],
  ['a management event', equals('eventName', 'StopLogging'), false],
  [
    'data events of a source',
    all(equals('eventSource', 's3.amazonaws.com'), equals('eventCategory', 'Data')),
    true,
  ],
  [
    'a data operation, or what a summary counts',
    { kind: 'or', of: [UPLOADED, equals('summary.primaryDimension.statistics.name', 'PutObject')] },
    false,
  ],
])('%s: whether it needs single data events', (_, condition, needs) => {
  expect(needsSingleDataEvents(condition)).toBe(needs);
});
