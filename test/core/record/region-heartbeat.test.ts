import { heartbeatHour, parseRegionHeartbeat } from '../../../lib/core/record/region-heartbeat';

const EVENT = {
  version: '0',
  source: 'aws.events',
  'detail-type': 'Scheduled Event',
  account: '111122223333',
  region: 'us-gov-west-1',
  time: '2026-11-20T02:55:10Z',
};

test('an event of the clock of EventBridge is a heartbeat of its account and Region', () => {
  const timeMs = Date.parse(EVENT.time);
  expect(parseRegionHeartbeat(JSON.stringify(EVENT))).toEqual({
    account: EVENT.account,
    region: EVENT.region,
    timeMs,
  });
  expect(heartbeatHour(timeMs)).toBe('2026-11-20T02:00:00Z');
});

test.each<[string, Record<string, unknown>]>([
  ['of another source', { source: 'my.app', note: 'aws.events' }],
  ['of another kind', { 'detail-type': 'AWS API Call via CloudTrail' }],
  ['without an account', { account: undefined }],
  ['of an account that is none', { account: '11112222333x' }],
  ['without a Region', { region: undefined }],
  ['of a Region that is none', { region: '../eu-west-1' }],
  ['without a time', { time: undefined }],
  ['whose time is a number', { time: 0 }],
  ['whose time is none', { time: 'yesterday' }],
])('an event %s is none', (_, members) => {
  expect(parseRegionHeartbeat(JSON.stringify({ ...EVENT, ...members }))).toBeUndefined();
});

test.each(['', '"aws.events"', '["aws.events"]', '{"source":"aws.events"'])('the text %j is none', (body) => {
  expect(parseRegionHeartbeat(body)).toBeUndefined();
});
