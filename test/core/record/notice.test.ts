import fc from 'fast-check';
import { type Notice, parseNotice } from '../../../lib/core/record/notice';

const BUCKET = 'archive';
const FOLDER = 'AWSLogs/111122223333/CloudTrail/us-east-2/2026/08/11';
const KEY = `${FOLDER}/111122223333_CloudTrail_us-east-2_20260811T2215Z_kpaMYavMQA9Ahp7L.json.gz`;
const OTHER_KEY = `${FOLDER}/111122223333_CloudTrail_us-east-2_20260811T2210Z_zqDkyQv3TK8ZdLr0.json.gz`;
const DIGEST_KEY = KEY.replaceAll('CloudTrail', 'CloudTrail-Digest');

const s3Record = (key: unknown, more: object = {}) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: BUCKET }, object: { key, size: 1024, ...more } },
});
const s3Event = (...keys: readonly unknown[]) => ({ Records: keys.map((key) => s3Record(key)) });
const bridgeEvent = (key: unknown, type = 'Object Created') => ({
  version: '0',
  'detail-type': type,
  source: 'aws.s3',
  detail: { bucket: { name: BUCKET }, object: { key, size: 7, 'version-id': 'v1' } },
});
const trailMessage = (keys: unknown) => ({ s3Bucket: BUCKET, s3ObjectKey: keys });
const envelope = (message: unknown) => ({
  Type: 'Notification',
  MessageId: 'id',
  TopicArn: 'arn:aws:sns:us-east-2:111122223333:topic',
  Message: typeof message === 'string' ? message : JSON.stringify(message),
});
const testEvent = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET };

const found = (...objects: readonly object[]): Notice =>
  ({
    kind: 'objects',
    objects: objects.map((object) => ({ bucket: BUCKET, ...object })),
    ignored: [],
  }) as unknown as Notice;

describe('parseNotice', () => {
  const messages: readonly (readonly [what: string, message: unknown, notice: Notice])[] = [
    ["S3's notification", s3Event(KEY), found({ key: KEY, sizeBytes: 1024 })],
    [
      "S3's notification of several objects",
      s3Event(KEY, OTHER_KEY),
      found({ key: KEY, sizeBytes: 1024 }, { key: OTHER_KEY, sizeBytes: 1024 }),
    ],
    [
      "S3's notification of a version",
      { Records: [s3Record(KEY, { versionId: 'v1' })] },
      found({ key: KEY, sizeBytes: 1024, versionId: 'v1' }),
    ],
    [
      "S3's notification of a bucket without versions",
      { Records: [s3Record(KEY, { versionId: '' })] },
      found({ key: KEY, sizeBytes: 1024 }),
    ],
    [
      "an encoded key of S3's",
      s3Event('a+b%2Bc%3D%C3%BC/x.json'),
      found({ key: 'a b+c=ü/x.json', sizeBytes: 1024 }),
    ],
    ["S3's event on EventBridge", bridgeEvent(KEY), found({ key: KEY, sizeBytes: 7, versionId: 'v1' })],
    [
      "a plain key of EventBridge's",
      bridgeEvent('a+b%2B.json'),
      found({ key: 'a+b%2B.json', sizeBytes: 7, versionId: 'v1' }),
    ],
    ["CloudTrail's message", trailMessage([KEY, OTHER_KEY]), found({ key: KEY }, { key: OTHER_KEY })],
    ["CloudTrail's message of one key", trailMessage(KEY), found({ key: KEY })],
    ["a plain key of CloudTrail's", trailMessage(['a+b%2B.json']), found({ key: 'a+b%2B.json' })],
    [
      'a name outside the layout',
      s3Event('exports/export.json'),
      found({ key: 'exports/export.json', sizeBytes: 1024 }),
    ],
    [
      'an unusual name in a log folder',
      trailMessage(`${FOLDER}/copy.json`),
      found({ key: `${FOLDER}/copy.json` }),
    ],
    [
      'a digest file beside a log file',
      trailMessage([DIGEST_KEY, KEY]),
      {
        kind: 'objects',
        objects: [{ bucket: BUCKET, key: KEY }],
        ignored: [{ bucket: BUCKET, key: DIGEST_KEY, reason: 'digest-file' }],
      },
    ],
  ];

  describe.each(messages)('reads %s', (_what, message, notice) => {
    test('as it is', () => {
      expect(parseNotice(JSON.stringify(message))).toEqual(notice);
    });

    test("in SNS's envelope", () => {
      expect(parseNotice(JSON.stringify(envelope(message)))).toEqual(notice);
    });
  });

  const ignored: readonly (readonly [what: string, message: unknown, reason: string])[] = [
    ["CloudTrail's validation message", 'CloudTrail validation message.', 'cloudtrail-validation-message'],
    ['the same between blanks', ' CloudTrail validation message. \n', 'cloudtrail-validation-message'],
    ["S3's test event", testEvent, 's3-test-event'],
    ['a digest file', s3Event(DIGEST_KEY), 'digest-file'],
    ['a folder', trailMessage('AWSLogs/111122223333/CloudTrail/'), 'not-a-log-file'],
    [
      "an organization's flow log",
      s3Event('AWSLogs/o-exampleorgid/111122223333/vpcflowlogs/x.gz'),
      'not-a-log-file',
    ],
    [
      'a query result',
      s3Event('p/AWSLogs/111122223333/CloudTrail-Lake/Query/2026/x.csv.gz'),
      'not-a-log-file',
    ],
    ['a deletion', { Records: [{ ...s3Record(KEY), eventName: 'ObjectRemoved:Delete' }] }, 'not-a-creation'],
    ['a deletion on EventBridge', bridgeEvent(KEY, 'Object Deleted'), 'not-a-creation'],
  ];

  describe.each(ignored)('ignores %s', (_what, message, reason) => {
    test('as it is', () => {
      const body = typeof message === 'string' ? message : JSON.stringify(message);
      expect(parseNotice(body)).toMatchObject({ kind: 'ignored', reason });
    });

    test("in SNS's envelope", () => {
      expect(parseNotice(JSON.stringify(envelope(message)))).toMatchObject({ kind: 'ignored', reason });
    });
  });

  test.each<[what: string, body: unknown, problem: string]>([
    ['the empty text', '', 'the message is not a JSON object'],
    ['a text', 'hello', 'the message is not a JSON object'],
    ['a list', [], 'the message is not a JSON object'],
    ['an empty object', {}, 'the message is not of a kind that announces objects'],
    ['a bucket without keys', { s3Bucket: BUCKET }, 'the message is not of a kind that announces objects'],
    ['keys without a bucket', { s3ObjectKey: [KEY] }, 'the message is not of a kind that announces objects'],
    ['no records', { Records: [] }, 'the message announces no object'],
    ['no keys', trailMessage([]), 'the message announces no object'],
    ['a record of another service', { Records: [{ Sns: {} }] }, 'a record of the message is not an S3 event'],
    [
      'a record of an object without what happened to it',
      { Records: [{ ...s3Record(KEY), eventName: undefined }] },
      'a record of the message is not an S3 event',
    ],
    ['a record that is null', { Records: [null] }, 'a record of the message is not an S3 event'],
    ['a key with a broken encoding', s3Event('%zz'), 'the message names an object without a readable key'],
    ['a key that is a number', trailMessage([1]), 'the message names an object without a readable key'],
    [
      'an over-long key',
      trailMessage('x'.repeat(1025)),
      'the message names an object without a readable key',
    ],
    ['an empty key', trailMessage(['']), 'the message names an object without a readable key'],
    [
      'an empty name of a bucket',
      { s3Bucket: '', s3ObjectKey: KEY },
      'the message names an object without its bucket',
    ],
    ['no bucket', { s3Bucket: null, s3ObjectKey: KEY }, 'the message names an object without its bucket'],
    [
      'an S3 event without an object',
      { source: 'aws.s3', detail: {} },
      'the S3 event names no bucket and object',
    ],
    [
      'an event of another service that looks like one of S3',
      { source: 'aws.ec2', detail: { bucket: { name: 'archive' }, object: { key: 'key' } } },
      'the message is not of a kind that announces objects',
    ],
    [
      "a topic's request to confirm",
      { ...envelope('x'), Type: 'SubscriptionConfirmation' },
      'the message of the topic is not a notification',
    ],
    ['envelope in envelope', envelope(envelope(envelope('x'))), 'the message has too many envelopes'],
    [
      'a body longer than SQS takes',
      ' '.repeat(1024 * 1024 + 1),
      'the message is longer than 1048576 characters',
    ],
  ])('fails on %s', (_what, body, problem) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    expect(parseNotice(text)).toEqual({ kind: 'unknown', problem });
  });

  test('fails as a whole when one of several objects cannot be told', () => {
    expect(parseNotice(JSON.stringify(s3Event(KEY, null)))).toMatchObject({ kind: 'unknown' });
  });

  test('never throws and never drops an object in silence, whatever the message', () => {
    const key = fc.oneof(fc.constantFrom<unknown>(KEY, DIGEST_KEY, 'x', '', '%', null, 1), fc.string());
    const message = fc.oneof(
      fc.array(key, { maxLength: 4 }).map((keys) => s3Event(...keys)),
      fc.array(key, { maxLength: 4 }).map(trailMessage),
      key.map((one) => bridgeEvent(one)),
      fc.jsonValue(),
    );
    const body = fc.oneof(
      message.map((one) => JSON.stringify(one)),
      message.map((one) => JSON.stringify(envelope(one))),
      fc.string(),
    );
    fc.assert(
      fc.property(body, fc.nat(400), (text, cut) => {
        for (const variant of [text, text.slice(0, cut)]) {
          const notice = parseNotice(variant);
          if (notice.kind === 'objects') expect(notice.objects.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(KEY, OTHER_KEY, DIGEST_KEY), { minLength: 1 }), (keys) => {
        const notice = parseNotice(JSON.stringify(trailMessage(keys)));
        if (notice.kind === 'unknown') throw new Error('every message of this kind is known');
        const objects = notice.kind === 'objects' ? notice.objects.length : 0;
        expect(objects + notice.ignored.length).toBe(keys.length);
      }),
    );
  });
});
