import { Readable } from 'node:stream';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { ExcludedFiles } from '../../../bin/inputs/excluded-files';
import type { Input } from '../../../bin/inputs/input-file';
import { listInputs } from '../../../bin/inputs/list-inputs';

const s3 = mockClient(S3Client);

describe('the inputs of s3://bucket/prefix', () => {
  beforeEach(() => s3.reset());

  it('are the objects of every page, in the order of their keys', async () => {
    s3.on(ListObjectsV2Command, { Bucket: 'logs', Prefix: 'AWSLogs/1' })
      .resolvesOnce({ Contents: [{ Key: 'AWSLogs/1/a' }], IsTruncated: true, NextContinuationToken: 'more' })
      .resolvesOnce({ Contents: [{ Key: 'AWSLogs/1/b' }, { Key: 'AWSLogs/1/c/' }, { Key: 'AWSLogs/1' }] });
    const inputs = await listed('s3://logs/AWSLogs/1');
    expect(inputs.map(({ open: _, ...rest }: Partial<Input> & { open?: unknown }) => rest)).toEqual([
      { name: 's3://logs/AWSLogs/1/a', source: { bucket: 'logs', key: 'AWSLogs/1/a' }, named: false },
      { name: 's3://logs/AWSLogs/1/b', source: { bucket: 'logs', key: 'AWSLogs/1/b' }, named: false },
      { name: 's3://logs/AWSLogs/1', source: { bucket: 'logs', key: 'AWSLogs/1' }, named: true },
    ]);
    expect(s3.commandCalls(ListObjectsV2Command).map(({ args }) => args[0].input.ContinuationToken)).toEqual([
      undefined,
      'more',
    ]);
  });

  it('are a whole bucket without a prefix', async () => {
    s3.on(ListObjectsV2Command, { Bucket: 'logs', Prefix: '' }).resolves({ Contents: [{ Key: 'a' }] });
    for (const url of ['s3://logs', 's3://logs/']) expect(await listed(url)).toHaveLength(1);
  });

  it.each([
    ['s3://', 'the name of a bucket is missing; it is s3://bucket/prefix'],
    ['s3:///x', 'the name of a bucket is missing; it is s3://bucket/prefix'],
    ['s3://logs/none', 'no object has a key that starts so'],
  ])('fails on %s', async (url, reason) => {
    s3.on(ListObjectsV2Command).resolves({});
    expect(await listed(url)).toEqual([{ name: url, reason }]);
  });

  it('fails with what S3 says, and keeps what was listed before', async () => {
    s3.on(ListObjectsV2Command)
      .resolvesOnce({ Contents: [{ Key: 'a' }], IsTruncated: true, NextContinuationToken: 'more' })
      .rejectsOnce(new Error('Access Denied'));
    expect(
      (await listed('s3://logs/')).map((input) => ('reason' in input ? input.reason : input.name)),
    ).toEqual(['s3://logs/a', 'Access Denied']);
  });

  it('fails with what to do when no Region is set', async () => {
    s3.on(ListObjectsV2Command).rejects(new Error('Region is missing'));
    expect(await listed('s3://logs/')).toEqual([
      { name: 's3://logs/', reason: 'no Region is set; set AWS_REGION, or region in the profile' },
    ]);
  });
});

async function listed(url: string): Promise<Input[]> {
  const inputs: Input[] = [];
  const io = { stdin: Readable.from([]), environment: {}, wait: () => Promise.resolve() };
  for await (const input of listInputs({ paths: [url], io, except: new ExcludedFiles() })) inputs.push(input);
  return inputs;
}
