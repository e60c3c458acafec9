import type { JsonObject } from '../../../lib/core/json/json-value';
import { unwrapRecord } from '../../../lib/core/record/unwrap-record';

const RECORD = {
  ...{ eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com' },
  eventTime: '2026-11-20T02:15:00Z',
};

/** A record in so many envelopes of EventBridge. */
function wrapped(times: number): JsonObject {
  return times === 0 ? RECORD : { detail: wrapped(times - 1), 'detail-type': 'x', source: 'y' };
}

test('a record is found in up to seven wrappings inside one another', () => {
  expect(unwrapRecord(wrapped(7))).toEqual({ kind: 'record', record: RECORD });
  expect(unwrapRecord(wrapped(8))).toMatchObject({
    ...{ kind: 'faulty', code: 'not-an-object' },
  });
});

test.each<[string, string, JsonObject]>([
  ['of Security Lake', 'faulty', { class_uid: 6003, metadata: {} }],
  ['with a class of OCSF and no metadata', 'foreign', { class_uid: 6003, metadata: 'x' }],
  ['with metadata and no class', 'foreign', { class_uid: 'x', metadata: {} }],
  ['with a part of a record', 'faulty', { eventName: 'StopLogging' }],
  ['with nothing of one', 'foreign', { name: 'x' }],
])('an object %s is no record, and %s', (_, kind, value) => {
  expect(unwrapRecord(value).kind).toBe(kind);
});

test.each<[string, string, JsonObject]>([
  ['whose message is an object where services write a text', 'record', { Message: RECORD }],
  [
    'whose message is such an object and lacks a time and a source',
    'foreign',
    { Message: { eventName: 'x' } },
  ],
  ['whose message is a text where services write JSON', 'foreign', { Message: 'hello' }],
  ['whose line of a log group is any text', 'faulty', { message: 'hello' }],
  ['whose event of the lookup is a text that is no JSON', 'faulty', { CloudTrailEvent: 'hello' }],
])('an object %s is %s', (_, kind, value) => {
  expect(unwrapRecord(value).kind).toBe(kind);
});

test('a list of which only some elements are columns is a list of records', () => {
  const { eventName, eventSource, eventTime } = RECORD;
  const columns = Object.entries({ eventName, eventSource, eventTime }).map(([field, value]) => ({
    field,
    value,
  }));
  expect(unwrapRecord({ results: [columns] }).kind).toBe('record');
  expect(unwrapRecord({ results: [[...columns, RECORD]] })).not.toMatchObject({ record: { eventName } });
});

test.each<[string, JsonObject, string]>([
  ['a digest file', { digestS3Object: 'key', logFiles: [] }, 'digest-file'],
  ['a test event of S3', { Event: 's3:TestEvent' }, 'test-message'],
])('%s holds no records, and need not', (_, value, reason) => {
  expect(unwrapRecord(value)).toEqual({ kind: 'ignored', reason });
});

test('an alert of trailwatch is no record, though it has the fields and the record of one, alone and in a wrapper', () => {
  const { eventName, eventSource, eventTime } = RECORD;
  const alert = { ruleId: 'id', ruleName: 'name', eventName, eventSource, eventTime, record: { ...RECORD } };
  const faulty = { kind: 'faulty', reason: expect.stringContaining('alert of trailwatch') };
  expect(unwrapRecord(alert)).toMatchObject(faulty);
  expect(unwrapRecord({ Message: JSON.stringify(alert) })).toMatchObject(faulty);
  // A record may have a member of that name.
  expect(unwrapRecord({ ...RECORD, ruleId: 'id' }).kind).toBe('record');
});

test('a row of an event data store has a time as log files have it, so that correlations count it in any time zone', () => {
  const columns = { eventName: 'GetSecretValue', eventSource: 'secretsmanager.amazonaws.com', eventID: 'e' };
  const row = Object.entries({ ...columns, eventTime: '2026-11-20 23:30:00.000' }).map(([name, value]) => ({
    [name]: value,
  }));
  const record = { ...columns, eventTime: '2026-11-20T23:30:00Z' };
  expect(unwrapRecord({ QueryResultRows: [row] })).toEqual({ kind: 'record', record });
});

test('what nests deeper than a record is none, in the cells of rows either', () => {
  const deep = `${'['.repeat(300)}${']'.repeat(300)}`;
  const cells = [...Object.entries(RECORD), ['requestParameters', deep]].map(([field, value]) => ({
    field,
    value,
  }));
  expect(unwrapRecord({ results: [cells] } as never)).toMatchObject({ kind: 'faulty', code: 'too-deep' });
});

test('a name with more parts than a record has levels is no path', () => {
  const fields = { ...RECORD, [`requestParameters${'.b'.repeat(200_000)}`]: 'y' };
  const cells = Object.entries(fields).map(([field, value]) => ({ field, value }));
  expect(unwrapRecord({ results: [cells] } as never).kind).toBe('record');
});
