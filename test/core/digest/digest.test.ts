import { gunzipSync } from 'node:zlib';
import { type Digest, isFinalDigest, parseDigest } from '../../../lib/core/digest/digest';
import { SignedArchive, sha256 } from '../../digest/signed-archive';

const archive = new SignedArchive([{ accountId: '111122223333', hours: 2, logs: 1 }]);
const [starting = '', ordinary = ''] = archive.digests.map(({ text }) => text);

function changed(change: (json: Record<string, unknown>) => void): Buffer {
  const json = JSON.parse(ordinary) as Record<string, unknown>;
  change(json);
  return Buffer.from(JSON.stringify(json));
}

test('an ordinary digest is read with the hash of its text', () => {
  const [first, second] = archive.digests;
  const [log = ''] = second!.logKeys;
  expect(parseDigest(Buffer.from(ordinary))).toEqual({
    kind: 'digest',
    digest: {
      accountId: '111122223333',
      startTimeMs: second!.startMs,
      endTimeMs: second!.endMs,
      endTime: '2026-10-01T02:01:31Z',
      bucket: 'audit-archive',
      key: second!.key,
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      previous: {
        bucket: 'audit-archive',
        key: first!.key,
        hash: sha256(first!.text),
        signature: first!.signature,
      },
      logs: [
        {
          bucket: 'audit-archive',
          key: log,
          hash: sha256(gunzipSync(archive.objects.get(log)!.bytes).toString()),
        },
      ],
      hash: sha256(ordinary),
    },
  });
});

test('a starting digest has no previous one', () => {
  expect(parseDigest(Buffer.from(starting))).not.toHaveProperty('digest.previous');
});

test('what CloudTrail may add one day is left aside', () => {
  expect(parseDigest(changed((json) => Object.assign(json, { added: { deep: [1] } }))).kind).toBe('digest');
});

test.each<[string, string, boolean]>([
  ['of 1,024 bytes', 'é'.repeat(512), true],
  ['of more', `${'é'.repeat(512)}a`, false],
  ['with a line feed', 'a/b\n', false],
  ['with a backslash', 'a\\b', false],
  ['that is empty', '', false],
  ['with an empty name', 'a//b', false],
  ['with a name of one dot', 'a/./b', false],
  ['with dots in a name', 'a/.../..b', true],
])('a key %s is one that CloudTrail writes, or not', (_, key, isOne) => {
  const parsed = parseDigest(changed((json) => (json.digestS3Object = key)));
  expect(parsed).toEqual(
    isOne
      ? { kind: 'digest', digest: expect.objectContaining({ key }) }
      : { kind: 'problem', problem: 'digestS3Object is not a key that CloudTrail writes' },
  );
});

test.each<[string, Buffer]>([
  ['it is not a JSON object', Buffer.from('[]')],
  ['it is not a JSON object', Buffer.from('{')],
  ['it is not a JSON object', Buffer.alloc(0)],
  [
    'digestSignatureAlgorithm is not SHA256withRSA',
    changed((json) => (json.digestSignatureAlgorithm = 'none')),
  ],
  ['digestEndTime is missing', changed((json) => delete json.digestEndTime)],
  ['digestEndTime does not have the documented format', changed((json) => (json.digestEndTime = 'now\n'))],
  [
    'digestEndTime is not a valid date and time',
    changed((json) => (json.digestEndTime = '2026-13-01T00:00:00Z')),
  ],
  [
    'digestStartTime is after digestEndTime',
    changed((json) => (json.digestStartTime = '2027-01-01T00:00:00Z')),
  ],
  ['digestS3Bucket does not have the documented format', changed((json) => (json.digestS3Bucket = 'a/b'))],
  ['digestS3Object is missing', changed((json) => delete json.digestS3Object)],
  ['digestS3Object is not a string', changed((json) => (json.digestS3Object = 1))],
  ['digestS3Object is not a key that CloudTrail writes', changed((json) => (json.digestS3Object = '../x'))],
  ['digestPublicKeyFingerprint is not a string', changed((json) => (json.digestPublicKeyFingerprint = null))],
  ['previousDigestSignature is missing', changed((json) => delete json.previousDigestSignature)],
  ['previousDigestSignature is not a string', changed((json) => (json.previousDigestSignature = null))],
  [
    'previousDigestHashAlgorithm is not SHA-256',
    changed((json) => (json.previousDigestHashAlgorithm = 'MD5')),
  ],
  ['logFiles is not a list', changed((json) => (json.logFiles = {}))],
  ['logFiles[0] is not an object', changed((json) => (json.logFiles = [null]))],
  ['logFiles[0]: hashAlgorithm is not SHA-256', changed((json) => (json.logFiles = [{}]))],
  [
    'logFiles[0]: s3Object is not a key that CloudTrail writes',
    changed((json) => Object.assign((json.logFiles as object[])[0]!, { s3Object: '/etc/passwd' })),
  ],
  [
    'logFiles[0]: s3Object is not a key that CloudTrail writes',
    changed((json) => Object.assign((json.logFiles as object[])[0]!, { s3Object: 'a/../../b' })),
  ],
  ...['0'.repeat(63), '0'.repeat(65), `x${'0'.repeat(64)}`].map((hashValue): [string, Buffer] => [
    'logFiles[0]: hashValue does not have the documented format',
    changed((json) => Object.assign((json.logFiles as object[])[0]!, { hashValue })),
  ]),
  [
    'logFiles[0]: hashValue does not have the documented format',
    changed((json) => Object.assign((json.logFiles as object[])[0]!, { hashValue: 'ab' })),
  ],
])('fails: %s', (problem, text) => {
  expect(parseDigest(text)).toEqual({ kind: 'problem', problem });
});

const MINUTE_MS = 60_000;
const previous = {} as Digest['previous'];

test.each([
  ['covers less than 59 minutes', { previous, minutes: 58.99 }, true],
  ['covers 59 minutes', { previous, minutes: 59 }, false],
  ['covers less, and begins a chain', { minutes: 20 }, false],
])('a digest file that %s ends its chain, or not', (_, { minutes, ...more }, isFinal) => {
  const digest = { startTimeMs: 0, endTimeMs: minutes * MINUTE_MS, ...more } as Digest;
  expect(isFinalDigest(digest)).toBe(isFinal);
});
