import { decodeVerdictMessage, encodeVerdictMessage } from '../../../lambda/log-processor/evaluation-message';

test('what is sent is what is received, in characters that SQS takes', () => {
  const message = {
    fingerprint: 'f0',
    group: { key: 'ab', values: ['\uffff', 'ä"\n', '\ud800'] },
    periodStartMs: Date.parse('2026-11-20T02:55:00Z'),
  };
  const body = encodeVerdictMessage(message);
  expect(body).toMatch(/^[\x20-\x7e]*$/);
  expect(decodeVerdictMessage(body)).toEqual(message);
});

test('any other message is none', () => {
  expect(decodeVerdictMessage('{"s3Bucket":"archive","s3ObjectKey":["key"]}')).toBeUndefined();
});

test('fails on one that is not whole', () => {
  expect(() =>
    decodeVerdictMessage('{"trailwatch":"correlation-verdict","version":1,"fingerprint":"f0"}'),
  ).toThrow('a verdict message lacks its correlation, group or period; this handler did not write it');
});
