import { ObjectGetter, type ObjectGetterProps } from '../../../bin/aws/object-getter';
import { findRequestSettings } from '../../../bin/aws/open-object-getter';
import { type Fault, type FaultyRequest, type FaultyS3, serveFaultyS3 } from '../faulty-s3';

/** Far more than comes byte by byte, and less than the first piece of what is sent as a whole. */
const LEAST_RATE = { bytes: 1_000, withinMs: 100 };
const LONG = Buffer.alloc(10 * 1024 * 1024, 'abcdefg');

describe('getting an object', () => {
  const environment = { ...process.env };
  let server: FaultyS3 | undefined;
  let getter: ObjectGetter | undefined;
  afterEach(async () => {
    getter?.close();
    await server?.stop();
    process.env = { ...environment };
  });

  it.each<[string, Buffer, Fault]>([
    ['a small object, before its answer', Buffer.from('small'), { kind: 'stalled', afterBytes: 0 }],
    ['a small object, within its body', Buffer.from('small'), { kind: 'stalled', afterBytes: 2 }],
    ['a large object, before its answer', LONG, { kind: 'stalled', afterBytes: 0 }],
    ['a large object, within its body', LONG, { kind: 'stalled', afterBytes: 3_000_000 }],
    ['a large object, reset within its body', LONG, { kind: 'reset', afterBytes: 3_000_000 }],
    ['a large object, cut short', LONG, { kind: 'truncated', afterBytes: 3_000_000 }],
  ])('goes on when the store stops: %s', async (_, bytes, fault) => {
    const waits: number[] = [];
    await start(bytes, waits, ({ tries }) => (tries < 3 ? fault : undefined), {
      // An answer that does come may take longer on a busy machine, and is asked for once more then.
      ...(fault.kind === 'stalled' ? { idleMs: 250 } : {}),
    });
    expect(Buffer.concat(await chunks()).equals(bytes)).toBe(true);
    if (fault.kind === 'stalled') expect(waits.length).toBeGreaterThanOrEqual(3);
    else expect(waits).toHaveLength(3);
  });

  it('fails after ten tries without progress, with waits that double', async () => {
    const waits: number[] = [];
    await start(LONG, waits, ({ tries }) => ({ kind: 'reset', afterBytes: tries === 0 ? 1000 : 0 }));
    await expect(chunks()).rejects.toThrow(/^there was no answer: /);
    expect(server?.requests.length).toBeLessThanOrEqual(20);
    for (const [at, waitMs] of waits.slice(0, 8).entries())
      expect(waitMs).toBeLessThanOrEqual(50 * 2 ** (at + 1));
  });

  it.each<[string, Buffer]>([
    ['a small object', Buffer.alloc(100_000, 'abc')],
    ['a large object', LONG],
  ])('fails after three tries when the store sends byte by byte, without an end: %s', async (_, bytes) => {
    await start(bytes, [], () => ({ kind: 'trickle' }), { leastRate: LEAST_RATE });
    const reason = /^S3 sent it too slowly, 3 times: only \d+ bytes? received in 0\.1 seconds$/;
    await expect(chunks()).rejects.toThrow(reason);
    expect(server?.requests).toHaveLength(3);
  });

  it('goes on when the store sends too slowly for a while', async () => {
    await start(LONG, [], ({ tries }) => (tries < 2 ? { kind: 'trickle' } : undefined), {
      leastRate: LEAST_RATE,
    });
    expect(Buffer.concat(await chunks()).equals(LONG)).toBe(true);
  });

  async function start(
    bytes: Buffer,
    waits: number[],
    fault: (request: FaultyRequest) => Fault | undefined,
    bounds: Pick<ObjectGetterProps, 'idleMs' | 'leastRate'> = {},
  ): Promise<void> {
    server = await serveFaultyS3({ objects: { key: bytes }, fault });
    process.env = { ...environment, ...server.environment };
    getter = new ObjectGetter({
      settings: await findRequestSettings(server.environment),
      connections: 4,
      paysForRequests: false,
      ...bounds,
      wait: async (milliseconds) => {
        waits.push(milliseconds);
      },
    });
  }

  async function chunks(): Promise<Uint8Array[]> {
    const read: Uint8Array[] = [];
    for await (const chunk of (getter as ObjectGetter).stream('bucket', 'key')) read.push(chunk);
    return read;
  }
});
