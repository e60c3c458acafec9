import { setImmediate } from 'node:timers/promises';
import { type Listing, listBucket } from '../../../bin/aws/list-bucket';
import { ObjectGetter, type ObjectGetterProps } from '../../../bin/aws/object-getter';
import { findRequestSettings } from '../../../bin/aws/open-object-getter';
import { type LocalServer, startServer } from '../../local-server';
import { type Fault, type FaultyS3, serveFaultyS3 } from '../faulty-s3';

const LISTING: Listing = { bucket: 'bucket', prefix: 'logs/' };
const OBJECTS = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`logs/${1000 + at}`, 'text']));

let server: FaultyS3 | undefined;
let pages: LocalServer | undefined;
let getter: ObjectGetter | undefined;
let waits = 0;

beforeEach(() => {
  waits = 0;
});
afterEach(async () => {
  getter?.close();
  await server?.stop();
  await pages?.stop();
});

async function tools(
  environment: Readonly<Record<string, string>>,
  limits: Pick<ObjectGetterProps, 'idleMs' | 'leastRate'> = {},
) {
  const wait = async () => {
    waits += 1;
  };
  const settings = await findRequestSettings(environment);
  getter = new ObjectGetter({ settings, connections: 4, paysForRequests: false, wait, ...limits });
  return { getter, wait };
}

async function list(fault: (tries: number) => Fault | undefined): Promise<readonly string[]> {
  server = await serveFaultyS3({ objects: OBJECTS, pageLength: 100, fault: ({ tries }) => fault(tries) });
  // Far more than comes byte by byte, and less than the first piece of what is sent as a whole.
  const limits = { idleMs: 150, leastRate: { bytes: 1_000, withinMs: 100 } };
  const keys: string[] = [];
  for await (const key of listBucket(LISTING, await tools(server.environment, limits))) keys.push(key);
  return keys;
}

describe('a listing of a faulty store', () => {
  it('fails after three tries when a page comes byte by byte, without an end', async () => {
    const reason =
      /^S3 sent a page of the listing too slowly, 3 times: only \d+ bytes received in 0\.1 seconds$/;
    await expect(list(() => ({ kind: 'trickle' }))).rejects.toThrow(reason);
    expect(server?.requests).toHaveLength(3);
  });

  it.each<Fault>([
    { kind: 'trickle' },
    { kind: 'slow' },
    { kind: 'stalled', afterBytes: 0 },
    { kind: 'stalled', afterBytes: 100 },
    { kind: 'reset', afterBytes: 0 },
    { kind: 'reset', afterBytes: 100 },
    { kind: 'truncated', afterBytes: 100 },
    { kind: 'error', status: 503, code: 'SlowDown' },
    { kind: 'error', status: 500, code: 'InternalError' },
  ])('goes on when every page comes whole at its third try: %j', async (fault) => {
    expect(await list((tries) => (tries < 2 ? fault : undefined))).toEqual(Object.keys(OBJECTS));
  });

  it('asks for the next page while one is consumed', async () => {
    server = await serveFaultyS3({ objects: OBJECTS, pageLength: 100 });
    const { requests } = server;
    const keys = listBucket(LISTING, await tools(server.environment));
    await keys.next();
    while (requests.length < 2) await setImmediate();
    expect(requests).toHaveLength(2);
    await keys.return(undefined);
  });
});

/** A store that gives the pages in turn, the last one for ever. */
async function listPages(
  answers: readonly (string | ((token: string | null) => string))[],
  listing: Partial<Listing> = {},
): Promise<{ readonly keys: readonly string[]; readonly asked: readonly URLSearchParams[] }> {
  const asked: URLSearchParams[] = [];
  pages = await startServer(({ url = '' }, response) => {
    const { searchParams } = new URL(url, 'http://localhost');
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? '';
    asked.push(searchParams);
    response.end(typeof answer === 'string' ? answer : answer(searchParams.get('continuation-token')));
  });
  const environment = {
    AWS_ENDPOINT_URL: pages.url,
    ...{ AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' },
  };
  const keys: string[] = [];
  for await (const key of listBucket({ ...LISTING, ...listing }, await tools(environment))) keys.push(key);
  return { keys, asked };
}

function page(keys: readonly string[], next?: string): string {
  const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
  const token = next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`;
  return `<ListBucketResult><IsTruncated>${next !== undefined}</IsTruncated>${token}${contents}</ListBucketResult>`;
}

describe('a listing', () => {
  it('asks for what is wanted, and for the next page by its token', async () => {
    const listing = { prefix: 'a b/+&', after: 'a b/+&c', children: true };
    const { asked } = await listPages([page(['a'], '1/+=='), page(['b'])], listing);
    const first = { 'list-type': '2', prefix: 'a b/+&', 'start-after': 'a b/+&c', delimiter: '/' };
    expect(asked.map((query) => Object.fromEntries(query))).toEqual([
      first,
      { ...first, 'continuation-token': '1/+==' },
    ]);
  });

  it('gives keys as they are, whatever characters they have', async () => {
    const { keys } = await listPages([page(['a%2Fb+c', 'd&amp;e', '&#10;', 'é&#x1F600;'])]);
    expect(keys).toEqual(['a%2Fb+c', 'd&e', '\n', 'é\u{1F600}']);
  });

  it('goes through thousands of pages', async () => {
    const answer = (token: string | null) => {
      const at = Number(token ?? 0);
      return page([`k${at}`], at < 2_999 ? String(at + 1) : undefined);
    };
    const { keys } = await listPages([answer]);
    expect(keys).toEqual(Array.from({ length: 3_000 }, (_, at) => `k${at}`));
  });

  it.each([
    ['it is cut, without a word of its length', page(['a', 'b'], 't').slice(0, -30)],
    ['it does not say whether another one follows', '<ListBucketResult></ListBucketResult>'],
    ['it is empty', ''],
    ['it is something else', '{"message":"Internal"}'],
  ])('asks for a page again when %s', async (_, faulty) => {
    const { keys, asked } = await listPages([page(['a'], 'next'), faulty, faulty, page(['b'])]);
    expect(keys).toEqual(['a', 'b']);
    expect(asked.slice(1).map((query) => query.get('continuation-token'))).toEqual(['next', 'next', 'next']);
  });

  it('fails when no page of ten is one', async () => {
    const reason = 'the answer of S3 is not a page of a listing: it ends before its last element does';
    await expect(listPages(['<ListBucketResult>'])).rejects.toThrow(new Error(reason));
    expect(waits).toBe(9);
  });

  it('fails on a token that comes again', async () => {
    const reason = 'ListObjectsV2 of bucket returned a token that it had returned before';
    await expect(listPages([page(['a'], '1'), page(['b'], '2'), page(['c'], '1')])).rejects.toThrow(reason);
  });

  it('fails on a page without an end', async () => {
    const endless = `<ListBucketResult>${'<x></x>'.repeat(3 * 1024 * 1024)}`;
    await expect(listPages([endless])).rejects.toThrow('the response has more than 16777216 bytes');
    expect(waits).toBe(0);
  });
});
