import * as kms from '@aws-sdk/client-kms';
import { awsErrorOf, failureOf } from '../../../lib/core/failure/failure';
import { KNOWN_FAILURES } from '../../../lib/core/failure/known-failures';
import { OF_CALLER, S3_CODES } from '../../s3-codes';

const KMS_CODES = Object.keys(kms).filter(
  (name) => /Exception$/.test(name) && name !== 'KMSServiceException',
);

test('the errors of S3 that concern the caller are those that make every request fail', () => {
  const ofCaller = S3_CODES.filter((code) => failureOf({ code }).scope === 'caller');
  expect(ofCaller.sort()).toEqual([...OF_CALLER].sort());
});

test.each(KMS_CODES)('what KMS says of its key concerns the object that is encrypted with it: %s', (name) => {
  const { scope, problem, end } = failureOf({ code: `KMS.${name}`, status: 400 });
  expect(scope).toBe('object');
  const isPassing = ['DependencyTimeoutException', 'KMSInternalException', 'KeyUnavailableException'];
  expect(end).toBe(isPassing.includes(name) ? 'passing' : 'final');
  if (end === 'final') expect(problem).toMatch(/KMS key/);
});

test('KMS in the message of an access that is denied is the key', () => {
  const message = 'User: x is not authorized to perform: kms:Decrypt on the resource';
  expect(failureOf({ code: 'AccessDenied', status: 403, message }).problem).toMatch(/KMS key/);
  expect(failureOf({ code: 'ExpiredToken', status: 400, message }).scope).toBe('caller');
});

test('a status of the server, and a connection that breaks, pass', () => {
  for (const status of [0, 429, 500, 502, 503, 504])
    expect(failureOf({ code: 'Anything', status }).end).toBe('passing');
  for (const code of ['ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN', 'EPIPE', 'TimeoutError'])
    expect(failureOf({ code }).end).toBe('passing');
});

test('an error that no list has is one of the object, and not known', () => {
  expect(failureOf({ code: 'SomethingNew', status: 400 })).toEqual({
    ...{ scope: 'object', end: 'unknown', isAbsent: false },
  });
  expect(failureOf({ code: 'constructor', status: 400 }).end).toBe('unknown');
});

test('errors of the SDK, of Node and of other code have a code each', () => {
  const ofSdk = Object.assign(new Error('Slow'), { name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
  expect(awsErrorOf(ofSdk)).toEqual({ code: 'SlowDown', message: 'Slow', status: 503 });
  const ofNode = Object.assign(new Error('broken'), { code: 'ECONNRESET' });
  expect(awsErrorOf(ofNode)).toMatchObject({ code: 'ECONNRESET' });
  expect(awsErrorOf(undefined)).toEqual({ code: '', message: '' });
  expect(failureOf(awsErrorOf(new Error('no body'))).end).toBe('passing');
  const wrapped = new Error('AWS SDK error wrapper for TimeoutError: read ECONNRESET');
  expect(awsErrorOf(wrapped).code).toBe('TimeoutError');
  expect(awsErrorOf(new Error('read ECONNRESET')).code).toBe('ECONNRESET');
});

test('each known problem says what to do', () => {
  for (const known of Object.values(KNOWN_FAILURES))
    expect(`${known?.problem}; ${known?.remedy}`).toMatch(/^[^.;]+; [^.;]+$/);
});
