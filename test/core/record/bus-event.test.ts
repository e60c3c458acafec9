import { MAX_NESTING } from '../../../lib/core/json/json-value';
import { parseBusEvent } from '../../../lib/core/record/bus-event';

const ACCOUNT = '111122223333';

const DETAIL = {
  ...{ eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging' },
  ...{ eventTime: '2026-11-20T02:15:00Z', recipientAccountId: ACCOUNT },
};

const EVENT = {
  ...{ source: 'aws.cloudtrail', 'detail-type': 'AWS API Call via CloudTrail', account: ACCOUNT },
  ...{ time: '2026-11-20T02:15:07Z', detail: DETAIL },
};

const parsed = (changes: object) => parseBusEvent(JSON.stringify({ ...EVENT, ...changes }));

test('the record of an event is its detail, with the time of the event', () => {
  expect(parsed({})).toEqual({ kind: 'record', record: DETAIL, time: EVENT.time });
  expect(parsed({ 'detail-type': 'AWS Console Sign In via CloudTrail' }).kind).toBe('record');
  expect(parsed({ time: undefined })).toMatchObject({ kind: 'record', time: '' });
});

test('a record without an account is taken: the bus says where the event came from', () => {
  const { recipientAccountId: _, ...detail } = DETAIL;
  expect(parsed({ detail })).toMatchObject({ kind: 'record', record: detail });
});

test('a record without a time of its own is taken as from a log file', () => {
  const { eventTime, ...detail } = DETAIL;
  expect(parsed({ detail: { ...detail, eventVersion: '1.11', '@timestamp': eventTime } })).toMatchObject({
    record: { eventTime },
  });
});

/** An object in so many others. */
const nested = (depth: number): object => (depth === 0 ? {} : { a: nested(depth - 1) });

test.each<[what: string, changes: object, reason: string]>([
  ['without a source', { source: undefined }, 'its source is undefined'],
  ['with a custom source', { source: 'com.example' }, 'its source is "com.example"'],
  [
    'whose source only holds the name of AWS',
    { source: 'my.aws.cloudtrail' },
    'its source is "my.aws.cloudtrail"',
  ],
  ['of another kind', { 'detail-type': 'EC2 Instance State-change Notification' }, 'its detail-type is "EC2'],
  ['of no kind', { 'detail-type': undefined }, 'its detail-type is undefined'],
  ['without a detail', { detail: undefined }, 'its detail is not a CloudTrail record'],
  ['whose detail is no record', { detail: { state: 'stopped' } }, 'its detail is not a CloudTrail record'],
  [
    'that is nested too deep',
    { detail: { ...DETAIL, a: nested(MAX_NESTING + 1) } },
    'its detail is nested too deep',
  ],
  [
    'of another account',
    { account: '999988887777' },
    `it came from account "999988887777", and its record from '${ACCOUNT}'`,
  ],
  [
    'of no account',
    { account: undefined },
    `it came from account undefined, and its record from '${ACCOUNT}'`,
  ],
])('an event %s is foreign', (_what, changes, reason) => {
  expect(parsed(changes)).toEqual({ kind: 'foreign', reason: expect.stringContaining(reason) });
});

test.each(['', 'x', '[]', 'null', '7'])('%j is no event', (body) => {
  expect(parseBusEvent(body)).toEqual({ kind: 'foreign', reason: 'it is not a JSON object' });
});
