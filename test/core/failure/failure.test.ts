import * as account from '@aws-sdk/client-account';
import * as cloudFormation from '@aws-sdk/client-cloudformation';
import * as cloudTrail from '@aws-sdk/client-cloudtrail';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as eventBridge from '@aws-sdk/client-eventbridge';
import * as kms from '@aws-sdk/client-kms';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { awsErrorOf, type Failure, failureOf } from '../../../lib/core/failure/failure';
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
    ...{ scope: 'object', end: 'unknown', isAbsent: false, isRefused: false },
  });
  expect(failureOf({ code: 'constructor', status: 400 }).end).toBe('unknown');
});

test('of all errors of the services that trailwatch asks, these refuse an answer, and these say that there is nothing', () => {
  const clients = [account, cloudFormation, cloudTrail, cloudWatch, eventBridge, kms, lambda, s3, sns, sqs];
  const codes = [...S3_CODES, 'NotFound', 'UnauthorizedOperation', 'AuthorizationError'].concat(
    clients.flatMap((client) => Object.values(client).flatMap(codeOf)),
  );
  const those = (has: (failure: Failure) => boolean) =>
    [...new Set(codes)].filter((code) => has(failureOf({ code, status: 400 }))).sort();
  expect(codes.length).toBeGreaterThan(400);
  expect(those(({ isRefused }) => isRefused)).toEqual([
    ...['AccessDenied', 'AccessDeniedException', 'AuthorizationError', 'AuthorizationErrorException'],
    ...['NotOrganizationMasterAccountException', 'OperationNotPermittedException', 'UnauthorizedOperation'],
  ]);
  expect(those(({ isAbsent }) => isAbsent)).toEqual([
    ...['InvalidBucketName', 'NoSuchBucket', 'NoSuchKey', 'NoSuchVersion', 'NotFound', 'NotFoundException'],
    ...['QueueDoesNotExist', 'ResourceNotFound', 'ResourceNotFoundException', 'TrailNotFoundException'],
  ]);
});

test('the name of a resource with KMS in it says nothing of a key', () => {
  const message = 'Unknown trail: arn:aws:cloudtrail:eu-west-1:111122223333:trail/kms';
  expect(failureOf({ code: 'TrailNotFoundException', message }).isAbsent).toBe(true);
  const denied = failureOf({ code: 'AccessDeniedException', message: 'not authorized: kms:GetKeyPolicy' });
  expect([denied.isRefused, denied.problem]).toEqual([true, expect.stringMatching(/KMS key/)]);
});

/** The code of an error that a client of the SDK has a class for. */
function codeOf(exported: unknown): readonly string[] {
  if (typeof exported !== 'function' || !(exported.prototype instanceof Error)) return [];
  const { name } = new (exported as new (of: object) => Error)({ message: '', $metadata: {} });
  // Of the class that all errors of a service have in common there is none.
  return typeof name === 'string' ? [name] : [];
}

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
