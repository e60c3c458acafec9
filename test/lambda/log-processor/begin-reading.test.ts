import { gzipSync } from 'node:zlib';
import { beginReading, chunksOf, ObjectReadError } from '../../../lambda/log-processor/begin-reading';
import { beginInvocation } from '../../../lambda/log-processor/invocation';
import { processBatch } from '../../../lambda/log-processor/log-processor';
import { FUNCTION_TIMEOUT_MS, noticeOf, World } from './world';

const OBJECT = { bucket: 'archive', key: 'AWSLogs/a.json.gz' };

test('an object is asked for before its bytes are read, and read once and whole', async () => {
  const asked: string[] = [];
  const { chunks } = beginReading(invocationReading(asked, [1, 2, 3]), OBJECT);
  expect(asked).toEqual([OBJECT.key]);
  expect(await all(chunks)).toEqual([1, 2, 3]);
  expect(asked).toEqual([OBJECT.key]);
});

test('an object without bytes ends at once', async () => {
  expect(await all(beginReading(invocationReading([], []), OBJECT).chunks)).toEqual([]);
});

test('fails where the bytes are read when the object cannot be read, however late that is', async () => {
  const { chunks } = beginReading(invocationReading([], new Error('no such thing')), OBJECT);
  await new Promise(setImmediate);
  await expect(all(chunks)).rejects.toThrow(ObjectReadError);
});

test('lets go of an object of which no byte is read', async () => {
  let isOpen = false;
  const world = new World([]);
  const invocation = beginInvocation(world.container(), AbortSignal.timeout(FUNCTION_TIMEOUT_MS));
  const ports = {
    ...invocation.ports,
    async *readObject() {
      isOpen = true;
      try {
        yield new Uint8Array([1]);
        yield new Uint8Array([2]);
      } finally {
        isOpen = false;
      }
    },
  };
  const { end } = beginReading({ ...invocation, ports }, OBJECT);
  expect(isOpen).toBe(true);
  await end();
  expect(isOpen).toBe(false);
});

test('reads no further when the time runs out', async () => {
  const time = new AbortController();
  const invocation = { ...invocationReading([], [1, 2]), outOfTime: time.signal };
  const chunks = chunksOf(invocation, OBJECT);
  expect(await chunks.next()).toMatchObject({ value: new Uint8Array([1]) });
  time.abort();
  await expect(chunks.next()).rejects.toThrow(
    'out of time before s3://archive/AWSLogs/a.json.gz was finished',
  );
});

test('all objects of a batch are asked for before the rules are opened', async () => {
  const keys = Array.from({ length: 10 }, (_, at) => `AWSLogs/${at}.json.gz`);
  const world = new World([]);
  for (const key of keys) world.objects.set(key, gzipSync('{"Records":[]}'));
  const events: string[] = [];
  const container = world.container(async ({ name, subject }, call) => {
    events.push(`${name} ${subject}`);
    return call();
  });
  const { detections } = container;
  const late = {
    ...container,
    get detections() {
      events.push('open');
      return detections;
    },
  };
  const Records = keys.map((key) => ({ messageId: key, body: noticeOf(key), attributes: {} }));
  const outOfTime = AbortSignal.timeout(FUNCTION_TIMEOUT_MS);
  const answer = await processBatch({ Records } as never, beginInvocation(late, outOfTime));
  expect(answer.batchItemFailures).toEqual([]);
  expect(events.slice(0, 10)).toEqual(keys.map((key) => `readObject ${key}`));
  expect(events).toContain('open');
});

function invocationReading(asked: string[], content: readonly number[] | Error) {
  const container = new World([]).container();
  const invocation = beginInvocation(container, AbortSignal.timeout(FUNCTION_TIMEOUT_MS));
  const readObject = async function* ({ key }: { readonly key: string }) {
    asked.push(key);
    if (content instanceof Error) throw content;
    for (const byte of content) yield new Uint8Array([byte]);
  };
  return { ...invocation, ports: { ...invocation.ports, readObject } };
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<readonly number[]> {
  const bytes: number[] = [];
  for await (const chunk of chunks) bytes.push(...chunk);
  return bytes;
}
