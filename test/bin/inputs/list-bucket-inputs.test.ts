import { Readable } from 'node:stream';
import { ExcludedFiles } from '../../../bin/inputs/excluded-files';
import type { Input } from '../../../bin/inputs/input-file';
import { listInputs } from '../../../bin/inputs/list-inputs';
import { type FaultyS3, type FaultyS3Options, serveFaultyS3 } from '../faulty-s3';

/** The ETag of no bytes. */
const EMPTY = '"d41d8cd98f00b204e9800998ecf8427e" 0 1786975800';

let server: FaultyS3 | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

describe('the inputs of s3://bucket/prefix', () => {
  it('are the objects of every page, in the order of their keys', async () => {
    const objects = {
      'AWSLogs/1': '',
      'AWSLogs/1/a': '',
      'AWSLogs/1/b': '',
      'AWSLogs/1/c/': '',
      'AWSLogs/2': '',
    };
    const inputs = await listed('s3://logs/AWSLogs/1', { objects, pageLength: 2 });
    expect(inputs.map(({ open: _, ...rest }: Partial<Input> & { open?: unknown }) => rest)).toEqual([
      {
        name: 's3://logs/AWSLogs/1',
        source: { bucket: 'logs', key: 'AWSLogs/1' },
        named: true,
        version: EMPTY,
      },
      {
        name: 's3://logs/AWSLogs/1/a',
        source: { bucket: 'logs', key: 'AWSLogs/1/a' },
        named: false,
        version: EMPTY,
      },
      {
        name: 's3://logs/AWSLogs/1/b',
        source: { bucket: 'logs', key: 'AWSLogs/1/b' },
        named: false,
        version: EMPTY,
      },
    ]);
    expect(server?.requests).toHaveLength(2);
  });

  it('are a whole bucket without a prefix', async () => {
    for (const url of ['s3://logs', 's3://logs/'])
      expect(await listed(url, { objects: { a: '', 'b/c': '' } })).toHaveLength(2);
  });

  it.each([
    ['s3://', 'the bucket name is missing; write s3://bucket/prefix'],
    ['s3:///x', 'the bucket name is missing; write s3://bucket/prefix'],
    ['s3://logs/none', 'no object key begins with this prefix'],
  ])('fails on %s', async (url, reason) => {
    expect(await listed(url, { objects: { a: '' } })).toEqual([{ name: url, reason }]);
  });

  it('fails with what S3 says, and keeps what was listed before', async () => {
    let requests = 0;
    const fault = () => {
      requests += 1;
      return requests === 1 ? undefined : ({ kind: 'error', status: 403, code: 'Forbidden' } as const);
    };
    const inputs = await listed('s3://logs/', { objects: { a: '', b: '' }, pageLength: 1, fault });
    expect(inputs.map((input) => ('reason' in input ? input.reason : input.name))).toEqual([
      's3://logs/a',
      'It failed.',
    ]);
  });
});

async function listed(url: string, options: FaultyS3Options): Promise<Input[]> {
  server = await serveFaultyS3(options);
  const inputs: Input[] = [];
  const io = { stdin: Readable.from([]), environment: server.environment, wait: () => Promise.resolve() };
  for await (const input of listInputs({ paths: [url], io, except: new ExcludedFiles() })) inputs.push(input);
  await server.stop();
  return inputs;
}
