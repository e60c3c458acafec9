import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HASTY_TRIES } from '../../bin/aws/patience';
import { MAX_TRIES } from '../../lambda/aws/s3/plain/backoff';
import { type Fault, type FaultyS3, type FaultyS3Options, serveFaultyS3 } from './faulty-s3';
import { type Outcome, runTrailwatch } from './run-trailwatch';
import { alertsIn, logFile, record, scan, useScanFolder } from './scan-folder';

const OBJECTS: Readonly<Record<string, string>> = Object.fromEntries(
  ['a', 'b', 'c', 'd', 'e'].map((name) => [`logs/${name}.json`, logFile(record('StopLogging', name))]),
);
/** Longer than what is read in one piece. */
const LONG = `{"Records":[${'1,'.repeat(3_000_000)}${JSON.stringify(record('StopLogging', 'long'))}]}`;
const SLOW_DOWN: Fault = { kind: 'error', status: 503, code: 'SlowDown' };

useScanFolder();

describe('trailwatch scan s3://', () => {
  let server: FaultyS3 | undefined;
  const environment = { ...process.env };
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    process.env = { ...environment };
  });

  it.each<[string, Partial<FaultyS3Options>]>([
    ['without a fault', {}],
    ['by listings of many pages', { pageLength: 2 }],
    ['when every page of a listing comes twice', { pageLength: 2, pages: 'twice' }],
    ['when S3 asks nine times to slow down', { fault: ({ tries }) => (tries < 9 ? SLOW_DOWN : undefined) }],
    ['when connections are reset', { fault: ({ tries }) => once(tries, { kind: 'reset', afterBytes: 20 }) }],
    [
      'when answers are cut short',
      { fault: ({ tries }) => once(tries, { kind: 'truncated', afterBytes: 20 }) },
    ],
    [
      'when answers are empty at first',
      { fault: ({ tries }) => once(tries, { kind: 'truncated', afterBytes: 0 }) },
    ],
    ['when answers come byte by byte', { fault: () => ({ kind: 'slow' }) }],
    [
      'when a gateway fails',
      { fault: ({ tries }) => once(tries, { kind: 'error', status: 502, code: 'x' }) },
    ],
  ])('raises every alert once: %s', async (_, options) => {
    const { status, stdout, stderr } = await scanBucket({ objects: OBJECTS, ...options });
    expect(alertsIn(stdout).map(({ eventID }) => eventID)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(stderr).toMatch(/^files=5 records=5 duplicates=0 /);
    expect(status).toBe(0);
  });

  it.each<[string, Fault]>([
    ['that answer 503', SLOW_DOWN],
    ['whose bodies break each time', { kind: 'reset', afterBytes: 20 }],
  ])('ends, naming each, when there are many objects %s for good', async (_, fault) => {
    const names = Array.from({ length: 40 }, (__, index) => `logs/${100 + index}.json`);
    const objects = Object.fromEntries(names.map((name) => [name, logFile(record('StopLogging', name))]));
    for (const command of ['scan', 'view']) {
      await server?.stop();
      server = await serveFaultyS3({ objects, fault: ({ key }) => (key === '' ? undefined : fault) });
      process.env = { ...environment, ...server.environment };
      const surroundings = { environment: server.environment };
      const { status, stderr } = await runTrailwatch([command, 's3://bucket/logs/'], surroundings);
      expect(names.filter((name) => !stderr.includes(`s3://bucket/${name}: `))).toEqual([]);
      expect(status).toBe(2);
      const triesOf = (name: string) => server?.requests.filter(({ key }) => key === name).length;
      expect(Math.max(...names.map((name) => triesOf(name) ?? 0))).toBe(MAX_TRIES);
      // More than three were lost before the last ones were asked for.
      expect(names.slice(-10).map(triesOf)).toEqual(Array.from({ length: 10 }, () => HASTY_TRIES));
    }
  });

  it('continues a long object where it broke off, however often, and reads no byte twice', async () => {
    const objects = { 'logs/long.json': LONG };
    const fault = ({ key, tries }: { key: string; tries: number }): Fault | undefined =>
      key !== '' && tries < 3 ? { kind: 'reset', afterBytes: 1_500_000 } : undefined;
    const { stdout, stderr } = await scanBucket({ objects, fault });
    expect(alertsIn(stdout)).toHaveLength(0);
    expect(stderr).toContain('1000000 records in a row are rejected');
    const ranges = server?.requests.filter(({ key }) => key !== '').map(({ range }) => range) ?? [];
    expect(ranges[0]).toBeUndefined();
    const starts = ranges.slice(1).map((range) => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1]));
    expect(starts.length).toBeGreaterThan(0);
    expect(starts).toEqual([...starts].sort((one, other) => one - other));
  });

  it('fails on a long object that is replaced while it is read', async () => {
    const objects = { 'logs/long.json': LONG };
    const fault = ({ key, tries }: { key: string; tries: number }): Fault | undefined =>
      key === '' ? undefined : tries === 0 ? { kind: 'reset', afterBytes: 1000 } : { kind: 'replaced' };
    const { status, stderr } = await scanBucket({ objects, fault });
    expect(stderr).toContain('trailwatch: s3://bucket/logs/long.json: it was replaced while it was read\n');
    expect(status).toBe(2);
  });

  it('names an object that was deleted after the listing, and reads the others', async () => {
    const { status, stdout, stderr } = await scanBucket({ objects: OBJECTS, deleted: ['logs/b.json'] });
    expect(alertsIn(stdout)).toHaveLength(4);
    expect(stderr).toContain(
      'trailwatch: s3://bucket/logs/b.json: it is no longer there; it was deleted after the bucket was listed\n',
    );
    expect(status).toBe(2);
  });

  it('fails on a listing that leads back to its beginning', async () => {
    const { status, stderr } = await scanBucket({ objects: OBJECTS, pageLength: 2, pages: 'circle' });
    expect(stderr).toContain(
      'trailwatch: s3://bucket/logs/: ListObjectsV2 of bucket returned a token that it had returned before; the rest of the list is unknown\n',
    );
    expect(status).toBe(2);
  });

  it.each<[string, Fault, string]>([
    [
      'expired credentials',
      { kind: 'error', status: 400, code: 'ExpiredToken' },
      'the credentials have expired; sign in again',
    ],
    [
      'unknown credentials',
      { kind: 'error', status: 403, code: 'InvalidAccessKeyId' },
      'AWS does not know the credentials',
    ],
    [
      'the page of a proxy',
      { kind: 'page', status: 403 },
      'a web page was returned instead of an answer from S3',
    ],
    [
      'the page of a network that wants a sign-in',
      { kind: 'page', status: 200 },
      'a web page was returned instead of an answer from S3',
    ],
  ])('says once what holds for every object: %s', async (_, fault, sentence) => {
    const objects = Object.fromEntries(
      Array.from({ length: 60 }, (_object, at) => [`logs/${at}.json`, logFile()]),
    );
    const broken = ({ key }: { key: string }) => (key === '' ? undefined : fault);
    const { status, stderr } = await scanBucket({ objects, fault: broken });
    const lines = stderr.split('\n').filter((line) => line.startsWith('trailwatch:'));
    expect(lines).toEqual([expect.stringContaining(sentence)]);
    expect(status).toBe(2);
  });

  it.each<[string, Fault, string]>([
    ['access', { kind: 'error', status: 403, code: 'AccessDenied' }, 'listing it requires s3:ListBucket'],
    ['a bucket', { kind: 'error', status: 404, code: 'NoSuchBucket' }, 'the bucket does not exist'],
    [
      'credentials',
      { kind: 'error', status: 400, code: 'ExpiredToken' },
      'the credentials have expired; sign in again',
    ],
    ['S3', { kind: 'page', status: 200 }, 'a web page was returned instead of an answer from S3'],
  ])('fails on a listing without %s, in one sentence', async (_, fault, sentence) => {
    const { status, stderr } = await scanBucket({ objects: OBJECTS, fault: () => fault });
    const lines = stderr.split('\n').filter((line) => line.startsWith('trailwatch:'));
    expect(lines).toEqual([expect.stringContaining(sentence)]);
    expect(status).toBe(2);
  });

  it('goes through the proxy of the environment', async () => {
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-type: text/html\r\n\r\n<html>no</html>');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const settings = {
      HTTPS_PROXY: url,
      AWS_ENDPOINT_URL: 'https://s3.example.com',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-west-1',
    };
    process.env = { ...environment, ...settings };
    const { status } = await scan(['s3://bucket/logs/'], { environment: settings });
    await new Promise((resolve) => proxy.close(resolve));
    expect(new Set(asked)).toEqual(new Set(['s3.example.com:443']));
    expect(status).toBe(2);
  });

  async function scanBucket(options: FaultyS3Options): Promise<Outcome> {
    server = await serveFaultyS3(options);
    process.env = { ...environment, ...server.environment };
    return scan(['s3://bucket/logs/'], { environment: server.environment });
  }
});

function once(tries: number, fault: Fault): Fault | undefined {
  return tries === 0 ? fault : undefined;
}
