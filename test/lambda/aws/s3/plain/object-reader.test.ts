import { S3Client } from '@aws-sdk/client-s3';
import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import { findFunctionSettings } from '../../../../../lambda/aws/s3/open-object-reader';
import { ObjectReader, type ObjectReaderProps } from '../../../../../lambda/aws/s3/plain/object-reader';
import { type ObjectAddress, readObject } from '../../../../../lambda/aws/s3/read-object';
import { failureOf } from '../../../../../lib/core/failure/failure';
import { giving, type ObjectServer, refusing, startObjectServer } from './object-server';

const OBJECT = { bucket: 'archive', key: 'AWSLogs/111122223333/a.json.gz' };
const IDENTITY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };

let server: ObjectServer;
let reader: ObjectReader;
let waits: number[];

beforeEach(async () => {
  server = await startObjectServer();
  waits = [];
  reader = openReader();
});
afterEach(async () => {
  reader.close();
  await server.close();
});

function openReader(more: Partial<ObjectReaderProps> = {}): ObjectReader {
  const settings = findFunctionSettings({
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: IDENTITY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: IDENTITY.secretAccessKey,
    AWS_SESSION_TOKEN: IDENTITY.sessionToken,
    AWS_ENDPOINT_URL: server.url,
  });
  if (settings === undefined) throw new Error('the settings are not plain');
  const wait = async (milliseconds: number) => waits.push(milliseconds);
  return new ObjectReader({ settings, wait, ...more });
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** What the client of the SDK reads, with as many tries. */
function readBySdk(object: ObjectAddress): AsyncIterable<Uint8Array> {
  const s3 = new S3Client({
    ...{ region: 'eu-west-1', credentials: IDENTITY, endpoint: server.url, maxAttempts: 1 },
  });
  return readObject(s3, object);
}

describe('an object that is read without the SDK', () => {
  test('is the bytes that the server sends, over one connection for one object after the other', async () => {
    server.respond(giving('one ', 'two'));
    expect(await textOf(reader.read(OBJECT))).toBe('one two');
    expect(await textOf(reader.read(OBJECT))).toBe('one two');
    expect(server.connections()).toBe(1);
  });

  test.each<[string, ObjectAddress]>([
    ['of CloudTrail', OBJECT],
    ['of a version', { ...OBJECT, versionId: 'a+b/c=.d' }],
    ['with spaces, signs and letters of any script', { ...OBJECT, key: "a b+c&d/=ä(1)*!'~%2F日本.gz" }],
    ['with dots and slashes', { ...OBJECT, key: '/a/../b//c/.' }],
  ])('is asked for under the address that the SDK uses: a key %s', async (_, object) => {
    server.respond(giving(''));
    await textOf(reader.read(object));
    await textOf(readBySdk(object));
    const [own, sdk] = server.requests;
    const withoutName = (url = '') => url.replace(/[?&]x-id=GetObject/, '').replace(/^([^?]*)&/, '$1?');
    expect(withoutName(own?.url)).toBe(withoutName(sdk?.url));
    expect(own?.headers.host).toBe(sdk?.headers.host);
    expect(own?.headers['x-amz-security-token']).toBe('token');
  });

  test.each<[number, string, string]>([
    [404, 'NoSuchKey', 'The specified key does not exist.'],
    [404, 'NoSuchVersion', 'The specified version does not exist.'],
    [
      403,
      'AccessDenied',
      'User: arn:aws:sts::1:x is not authorized to perform: s3:GetObject on &quot;a&quot;',
    ],
    [403, 'InvalidObjectState', 'The operation is not valid for the object&apos;s storage class'],
    [400, 'KMS.DisabledException', 'arn:aws:kms:eu-west-1:1:key/a is disabled.'],
    [301, 'PermanentRedirect', 'The bucket you are attempting to access must be addressed otherwise.'],
  ])('fails as the SDK does: %i %s', async (status, code, message) => {
    server.respond(refusing(status, code, message));
    const own = await textOf(reader.read(OBJECT)).catch((error) => error);
    const sdk = await textOf(readBySdk(OBJECT)).catch((error) => error);
    expect([own.name, own.message]).toEqual([sdk.name, sdk.message]);
    expect(own.name).toBe(code);
    expect(waits).toEqual([]);
  });

  test('is asked for again while S3 is busy or a connection breaks, with growing waits', async () => {
    const reset = refusing(503, 'SlowDown', 'Please reduce your request rate.');
    server.respond(reset, (request) => request.socket.destroy(), giving('one'));
    expect(await textOf(reader.read(OBJECT))).toBe('one');
    expect(waits).toHaveLength(2);
    expect(waits[1]).toBeGreaterThanOrEqual(waits[0] ?? Number.NaN);
  });

  test('fails after three answers that S3 is busy', async () => {
    server.respond(refusing(503, 'SlowDown', 'Please reduce your request rate.'));
    await expect(textOf(reader.read(OBJECT))).rejects.toMatchObject({
      ...{ name: 'SlowDown', message: 'Please reduce your request rate.' },
    });
    expect(server.requests).toHaveLength(3);
  });

  test('fails when it ends before its length', async () => {
    server.respond((request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => request.socket.destroy());
    });
    await expect(textOf(reader.read(OBJECT))).rejects.toThrow('aborted');
  });

  test('fails when it pauses, or does not begin', async () => {
    const patient = openReader({ idleMs: 50 });
    server.respond((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half');
    });
    await expect(textOf(patient.read(OBJECT))).rejects.toThrow('aborted');
    server.respond(() => undefined);
    await expect(textOf(patient.read(OBJECT))).rejects.toThrow('no response for 0.05 seconds');
    expect(server.requests).toHaveLength(4);
    patient.close();
  });

  test('fails with a web page of a proxy in place of an object', async () => {
    server.respond((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html>sign in</html>');
    });
    await expect(textOf(reader.read(OBJECT))).rejects.toThrow('WebPage');
  });

  test('ends with the reason of the signal: before, between two tries, and amid its bytes', async () => {
    const aborted = AbortSignal.abort(new Error('too late'));
    await expect(textOf(reader.read(OBJECT, aborted))).rejects.toThrow('too late');

    const waiting = new AbortController();
    const untilAborted = openReader({
      wait: async (_milliseconds, signal) => {
        waiting.abort(new Error('out of time'));
        signal?.throwIfAborted();
      },
    });
    server.respond(refusing(500, 'InternalError', 'We encountered an internal error.'));
    await expect(textOf(untilAborted.read(OBJECT, waiting.signal))).rejects.toThrow('out of time');

    const amid = new AbortController();
    server.respond((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half');
    });
    const reading = (async () => {
      for await (const _ of reader.read(OBJECT, amid.signal)) amid.abort(new Error('amid'));
    })();
    await expect(reading).rejects.toThrow('amid');
    untilAborted.close();
  });

  test('lets go of the connection when the reader stops early', async () => {
    const closed = new Promise<void>((resolve) => {
      server.respond((request, response) => {
        request.socket.once('close', () => resolve());
        response.writeHead(200, { 'content-length': 1_000_000 });
        response.write('one');
      });
    });
    for await (const _ of reader.read(OBJECT)) break;
    await closed;
  });
});

test('what the SDK retries by the name of an error, S3 and CloudTrail are asked for again, too', () => {
  const names = [
    ...['RequestTimeout', 'RequestTimeoutException', 'SlowDown', 'Throttling', 'ThrottlingException'],
    ...['RequestThrottled', 'RequestThrottledException', 'ThrottledException', 'TooManyRequestsException'],
    ...['RequestLimitExceeded', 'BandwidthLimitExceeded'],
  ];
  const ofSdk = names.filter(
    (name) => isThrottlingError({ name } as never) || isTransientError({ name } as never),
  );
  expect(ofSdk).toEqual(names);
  for (const code of [...names, 'KMS.ThrottlingException'])
    expect(failureOf({ status: 400, code }).end).toBe('passing');
  for (const code of [
    'AccessDenied',
    'ExpiredToken',
    'KMS.DisabledException',
    'NoSuchKey',
    'InvalidObjectState',
  ])
    expect(failureOf({ status: 403, code }).end).toBe('final');
});
