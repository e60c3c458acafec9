import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { readObject } from '../../../../lambda/aws/s3/read-object';

const s3 = mockClient(S3Client);
const OBJECT = { bucket: 'archive', key: 'AWSLogs/a.json.gz' };

beforeEach(() => s3.reset());

function give(body: Readable): void {
  s3.on(GetObjectCommand).resolves({ Body: body as unknown as GetObjectCommandOutput['Body'] });
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of bytes) text += Buffer.from(chunk).toString();
  return text;
}

test('an object is read in the very version that was announced', async () => {
  give(Readable.from([Buffer.from('one '), Buffer.from('two')]));
  expect(await textOf(readObject(new S3Client({}), { ...OBJECT, versionId: 'v7' }))).toBe('one two');
  expect(s3.call(0).args[0].input).toEqual({ Bucket: 'archive', Key: OBJECT.key, VersionId: 'v7' });
});

test("fails with S3's own error, also in the middle of the bytes", async () => {
  const broken = async function* () {
    yield Buffer.from('one');
    throw new Error('socket hang up');
  };
  give(Readable.from(broken()));
  await expect(textOf(readObject(new S3Client({}), OBJECT))).rejects.toThrow('socket hang up');
});

test('fails when the signal aborts, and lets go of bytes that never come', async () => {
  const stuck = new Readable({ read() {} });
  stuck.push('one');
  give(stuck);
  const time = new AbortController();
  const reading = textOf(readObject(new S3Client({}), OBJECT, time.signal));
  setImmediate(() => time.abort(new Error('out of time')));
  await expect(reading).rejects.toThrow('out of time');
  expect(stuck.destroyed).toBe(true);
});

test('closes the connection when the reader stops early', async () => {
  const body = Readable.from([Buffer.from('one'), Buffer.from('two')]);
  give(body);
  for await (const _ of readObject(new S3Client({}), OBJECT)) break;
  expect(body.destroyed).toBe(true);
});
