import { EVALUATION } from '../../../lambda/log-processor/evaluation-messages';

test('what is sent is what is received, in characters that SQS takes', () => {
  const message = {
    fingerprint: 'f0',
    group: { key: 'ab', values: ['\uffff', 'ä"\n', '\ud800'] },
    periodStartMs: Date.parse('2026-11-20T02:55:00Z'),
  };
  const body = EVALUATION.encode(message);
  expect(body).toMatch(/^[\x20-\x7e]*$/);
  expect(EVALUATION.decode(body)).toEqual(message);
});

test('any other message is none', () => {
  expect(EVALUATION.decode('{"s3Bucket":"archive","s3ObjectKey":["key"]}')).toBeUndefined();
});

test('fails on one that is not whole', () => {
  expect(() =>
    EVALUATION.decode('{"trailwatch":"correlation-verdict","version":1,"fingerprint":"f0"}'),
  ).toThrow("the 'correlation-verdict' message is incomplete or of another version; expected version 1");
});
