import { parseArchiveChange, toChangePattern } from '../../../../lib/core/settings/message/archive-change';
import { changeRule, s3Event } from '../../../lambda/integrity/s3-events';

const CHANGE = {
  detailType: 'Object Created',
  bucket: 'audit-archive',
  key: 'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/10/01/file.json.gz',
  reason: 'PutObject',
  atMs: Date.parse('2026-10-02T00:00:00Z'),
};
const RULE = changeRule({ bucketName: 'audit-archive', root: 'AWSLogs/' });

test.each([
  ['an object that is written', {}, true],
  ['an object that is deleted', { detailType: 'Object Deleted', reason: 'DeleteObject' }, true],
  ['an object that expires', { detailType: 'Object Deleted', reason: 'Lifecycle Expiration' }, false],
  ['an object of another bucket', { bucket: 'other' }, false],
  ['an object elsewhere in the bucket', { key: 'backups/file' }, false],
  ['an object that is restored', { detailType: 'Object Restore Completed' }, false],
])('the rule decides on %s', (_, difference, isSent) => {
  expect(RULE.matches(s3Event({ ...CHANGE, ...difference }))).toBe(isSent);
});

test('a change is read back from the event', () => {
  const { bucket, key, atMs } = CHANGE;
  expect(parseArchiveChange(JSON.stringify(s3Event(CHANGE)))).toEqual({ kind: 'created', bucket, key, atMs });
  const deleted = s3Event({ ...CHANGE, detailType: 'Object Deleted' });
  expect(parseArchiveChange(JSON.stringify(deleted))?.kind).toBe('deleted');
});

test('a work message of the queue is no change', () => {
  expect(
    parseArchiveChange('{"trailwatch":"integrity","version":1,"job":"plan","at":"aws.s3"}'),
  ).toBeUndefined();
  expect(parseArchiveChange('aws.s3')).toBeUndefined();
});

test.each([
  ['of another kind', { 'detail-type': 'Object Restore Completed' }],
  ['of a kind that every object has', { 'detail-type': 'constructor' }],
  ['without a key', { detail: { bucket: { name: 'audit-archive' }, object: {} } }],
  ['without a detail', { detail: undefined }],
])('fails on an event of S3 %s', (_, difference) => {
  expect(() => parseArchiveChange(JSON.stringify({ ...s3Event(CHANGE), ...difference }))).toThrow(
    'the event of S3 does not name a change, a bucket and a key',
  );
});

test('the pattern is plain text, with the name of the bucket as it is given', () => {
  expect(toChangePattern('bucket', 'audit/AWSLogs/').detail.object).toEqual({
    key: [{ prefix: 'audit/AWSLogs/' }],
  });
});
