import { renderCaseText } from '../../../lib/core/case/render-case';
import { ATTACK_SETS, LOOKED, recordsOf, user } from '../../bin/case/attack-sets';
import { casesOf } from './cases-of';

type Calls = Parameters<typeof recordsOf>[1][number] extends readonly [unknown, ...infer Rest] ? Rest : never;

const FLOW_LOG = { DeleteFlowLogsRequest: { FlowLogId: { content: 'fl-0123456789abcdef0', tag: 1 } } };
const QUERY_LOG = { resolverQueryLogConfigId: 'rqlc-0123456789abcdef0' };
const DELETED: Calls = [
  ['ec2 DeleteFlowLogs', FLOW_LOG],
  ['route53resolver DeleteResolverQueryLogConfig', QUERY_LOG],
];

const GONE = [
  'arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/fl-0123456789abcdef0 (DeleteFlowLogs)',
  'arn:aws:route53resolver:eu-west-1:111122223333:resolver-query-log-config/rqlc-0123456789abcdef0 (DeleteResolverQueryLogConfig)',
].join(', ');

function sentencesOf(calls: Calls, alerted: string): readonly string[] {
  const [one] = casesOf(recordsOf('a', [[user('ann'), ...calls]]), alerted);
  return one?.happened.map(({ text }) => text) ?? [];
}

test('what was deleted is said where nothing else is left', () => {
  expect(sentencesOf(DELETED, 'DeleteFlowLogs').at(-1)).toBe(`It deleted: ${GONE}.`);
  expect(sentencesOf([['ec2 StopInstances', {}]], 'StopInstances').at(-1)).toMatch(
    /^It deleted or stopped: .* \(StopInstances\)\.$/,
  );
});

test('and beside what is', () => {
  const calls: Calls = [['cloudtrail StopLogging', { name: 'audit' }], ...DELETED];
  expect(sentencesOf(calls, 'StopLogging').at(-1)).toBe(
    `It made, opened or stopped 1 thing, and no removal is logged: stopped trail audit; it also deleted: ${GONE}.`,
  );
});

test('what failed or only looked is not left', () => {
  const failed: Calls = [
    ['ec2 DeleteFlowLogs', FLOW_LOG, { errorCode: 'Client.UnauthorizedOperation' }],
    LOOKED,
  ];
  expect(sentencesOf(failed, 'DeleteFlowLogs').at(-1)).toBe(
    'No record shows that it made, opened, stopped or deleted anything that lasts.',
  );
});

test.each<[string, Calls, RegExp]>([
  ['one', [LOOKED], / made 1 call from \S+ with \S+ at \S+Z\.$/],
  ['none of several', [LOOKED, LOOKED], / made 2 calls .* between \S+ and \S+, and none failed\.$/],
  [
    'all',
    [['sts GetCallerIdentity', {}, { errorCode: 'AccessDenied' }]],
    / made 1 call .*, and it failed\.$/,
  ],
  [
    'some',
    [LOOKED, ['s3 ListBuckets', {}, { errorCode: 'AccessDenied' }]],
    / made 2 calls .*, of which 1 failed\.$/,
  ],
])('calls are counted in words: %s', (_, calls, expected) => {
  expect(sentencesOf(calls, 'GetCallerIdentity')[0]).toMatch(expected);
});

test.each(Object.entries(ATTACK_SETS))('no count of one has a plural: %s', (_, attack) => {
  for (const call of ['StopLogging', 'DeleteTrail', 'DeleteFlowLogs', 'AddPermission20150331v2'])
    for (const one of casesOf(attack('a'), call))
      expect(renderCaseText(one)).not.toMatch(/\b1 (?:records|alerts|calls|times|things)\b|which 0/);
});
