import { writeFileSync } from 'node:fs';
import { SignedArchive } from '../../digest/signed-archive';
import { type BucketServer, serveBucket } from '../archive-search/serve-bucket';
import { awsEnvironment } from '../aws-environment';
import { describeBuilt } from '../built-command-line';
import { at, logFile, put, record, useScanFolder } from '../scan-folder';
import { ServedMcp } from './serve-mcp';

const TEXTS = {
  'logs/a.json': logFile(record('StopLogging', 'a')),
  'logs2/b.json': logFile(record('StopLogging', 'b')),
};

useScanFolder();

describeBuilt('trailwatch mcp --aws', () => {
  let bucket: BucketServer;
  let served: ServedMcp;
  beforeEach(async () => {
    const sizes = new Map(Object.entries(TEXTS).map(([key, text]) => [key, text.length]));
    bucket = await serveBucket(sizes, TEXTS);
  });
  afterEach(async () => {
    await served.stop();
    await bucket.stop();
  });

  it('reads below its prefix, and nothing else', async () => {
    served = await ServedMcp.start(['s3://bucket/logs/', '--aws'], awsEnvironment(bucket.endpoint));
    const { structured } = await served.call('view');
    expect(structured.rows).toEqual([expect.objectContaining({ eventID: 'a' })]);
    for (const path of [
      's3://bucket/logs2/',
      's3://bucket/',
      's3://bucket',
      's3://other/logs/',
      '/etc/passwd',
    ]) {
      const { text, isError } = await served.call('view', { paths: [path] });
      expect(text).toContain(
        ' is not a file or folder that this server may read; it reads s3://bucket/logs/',
      );
      expect(isError).toBe(true);
    }
    expect(bucket.requests.filter((request) => /logs2|other/.test(request))).toEqual([]);
  });

  it('lists objects before it reads any, and reads none of more than it may', async () => {
    served = await ServedMcp.start(
      ['s3://bucket/logs/', '--aws', '--max-read', '10'],
      awsEnvironment(bucket.endpoint),
    );
    const { text, isError } = await served.call('view');
    expect(text).toContain('limit readBytes: the call would read more than 10 bytes');
    expect(isError).toBe(true);
    expect(bucket.requests.filter((request) => request.includes('a.json'))).toEqual([]);
  });

  it('offers what asks AWS, but no role and no other account', async () => {
    served = await ServedMcp.start(['s3://bucket/logs/', '--aws'], awsEnvironment(bucket.endpoint));
    const { tools } = await served.client.listTools();
    const asking = tools.filter(({ name }) => ['history', 'trails'].includes(name));
    expect(asking).toHaveLength(2);
    for (const { inputSchema, annotations } of asking) {
      expect(Object.keys(inputSchema.properties ?? {})).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/role|organization|adopt|out|resume/i)]),
      );
      expect(annotations).toMatchObject({ readOnlyHint: true, openWorldHint: true });
    }
  });

  it('gives commands no credentials without --aws', async () => {
    const archive = new SignedArchive([{ accountId: '111122223333', hours: 2 }]);
    archive.writeTo(at('archive'));
    writeFileSync(at('keys.json'), archive.publicKeys());
    put('logs/a.json', TEXTS['logs/a.json']);
    served = await ServedMcp.start([at('.')], awsEnvironment(bucket.endpoint));
    const { structured } = await served.call('validate', { archive: 'archive' });
    expect(structured.summary).toMatchObject({ isProven: false });
    expect(structured.rows[0]).toMatchObject({ reason: 'no-key' });
    expect(bucket.requests).toEqual([]);
    const known = await served.call('validate', { archive: 'archive', publicKeys: ['keys.json'] });
    expect(known.structured.rows).toContainEqual(expect.objectContaining({ status: 'valid' }));
  });
});
