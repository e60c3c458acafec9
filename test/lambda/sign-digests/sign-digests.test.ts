import { MemoryReceiver } from './memory-receiver';

const EVENT = '{"eventSource":"shop.example.com"}\n';

/** The names of the log files that each digest file lists. */
function listed(receiver: MemoryReceiver): readonly (readonly string[])[] {
  return receiver
    .digests()
    .map(({ json }) => (json.logFiles as { s3Object: string }[]).map(({ s3Object }) => s3Object.slice(-20)));
}

test('each hour has a digest file, which lists the files that came in it, and names the one before', async () => {
  const receiver = new MemoryReceiver();
  receiver.deliver('2026-11-20T15:20:00Z', EVENT, 'one');
  receiver.deliver('2026-11-20T16:10:00Z', EVENT, 'two');
  await receiver.sign('2026-11-20T16:15:00Z');
  await receiver.sign('2026-11-20T17:15:00Z');
  expect(listed(receiver).map((names) => names.map((name) => name.slice(-11)))).toEqual([
    ['one.json.gz'],
    ['two.json.gz'],
  ]);
  const [first, second] = receiver.digests();
  expect(first?.json).toMatchObject({
    digestStartTime: '2026-11-20T15:00:00Z',
    digestEndTime: '2026-11-20T16:00:00Z',
    previousDigestSignature: null,
  });
  expect(second?.json).toMatchObject({
    digestStartTime: '2026-11-20T16:00:00Z',
    previousDigestS3Object: first?.key,
    previousDigestSignature: receiver.objects.get(String(first?.key))?.signature,
  });
});

test('hours in which the function did not run are signed later, each alone', async () => {
  const receiver = new MemoryReceiver();
  await receiver.sign('2026-11-20T16:15:00Z');
  receiver.deliver('2026-11-20T18:20:00Z', EVENT, 'late');
  const { digests, logs } = await receiver.sign('2026-11-21T01:15:00Z');
  expect([digests.length, logs]).toEqual([9, 1]);
  expect(receiver.digests().map(({ json }) => json.digestEndTime)).toEqual(
    ['16', '17', '18', '19', '20', '21', '22', '23']
      .map((hour) => `2026-11-20T${hour}:00:00Z`)
      .concat(['2026-11-21T00:00:00Z', '2026-11-21T01:00:00Z']),
  );
});

test('a file that Firehose writes a day late, in the folder of the day of its events, is listed', async () => {
  const receiver = new MemoryReceiver();
  await receiver.sign('2026-11-21T14:15:00Z');
  const key = receiver.deliver('2026-11-20T14:30:00Z', EVENT, 'late');
  const { bytes } = receiver.objects.get(key) ?? { bytes: Buffer.alloc(0) };
  receiver.objects.set(key, { bytes, modifiedMs: Date.parse('2026-11-21T14:20:00Z') });
  expect(await receiver.sign('2026-11-21T15:15:00Z')).toMatchObject({ logs: 1 });
});

test('the hour that is not over, and what comes in the margin after it, waits for the next', async () => {
  const receiver = new MemoryReceiver();
  receiver.deliver('2026-11-20T16:00:00Z', EVENT);
  expect(await receiver.sign('2026-11-20T16:05:00Z')).toMatchObject({ logs: 0 });
  expect(receiver.digests().map(({ json }) => json.digestEndTime)).toEqual(['2026-11-20T15:00:00Z']);
});

test('two invocations of one hour make one digest file', async () => {
  const receiver = new MemoryReceiver();
  await receiver.sign('2026-11-20T16:15:00Z');
  const key = receiver.digests()[0]?.key ?? '';
  const before = receiver.objects.get(key);
  expect(await receiver.sign('2026-11-20T16:16:00Z')).toEqual({ digests: [], logs: 0 });
  const raced = await receiver.sign('2026-11-20T17:15:00Z', { putDigest: async () => false });
  expect(raced).toEqual({ digests: [], logs: 0 });
  expect(receiver.objects.get(key)).toBe(before);
});

test('no digest file is begun in the last minutes of an invocation; the next one goes on', async () => {
  const receiver = new MemoryReceiver();
  receiver.remainingMs = 1000;
  expect(await receiver.sign('2026-11-20T16:15:00Z')).toEqual({ digests: [], logs: 0 });
});

test('fails on a file without a hash, after it signed the others', async () => {
  const receiver = new MemoryReceiver();
  const damaged = receiver.deliver('2026-11-20T15:20:00Z', EVENT, 'damaged');
  receiver.objects.set(damaged, {
    bytes: Buffer.from('no gzip'),
    modifiedMs: Date.parse('2026-11-20T15:20:00Z'),
  });
  receiver.deliver('2026-11-20T15:21:00Z', EVENT, 'whole');
  await expect(receiver.sign('2026-11-20T16:15:00Z')).rejects.toThrow(
    'log files that could not be hashed are in no digest file: 1',
  );
  expect(listed(receiver).flat()).toHaveLength(1);
  expect(receiver.warnings).toHaveLength(1);
});

test('fails where the last digest file was changed, and begins no new chain', async () => {
  const receiver = new MemoryReceiver();
  await receiver.sign('2026-11-20T16:15:00Z');
  const key = receiver.digests()[0]?.key ?? '';
  const { bytes, modifiedMs } = receiver.objects.get(key) ?? { bytes: Buffer.alloc(0), modifiedMs: 0 };
  receiver.objects.set(key, { bytes, modifiedMs });
  await expect(receiver.sign('2026-11-20T17:15:00Z')).rejects.toThrow('cannot be read or has no signature');
  expect(receiver.digests()).toHaveLength(1);
});

test('objects with other names than those of the stream are not vouched for', async () => {
  const receiver = new MemoryReceiver();
  const key = receiver.deliver('2026-11-20T15:20:00Z', EVENT);
  const kept = receiver.objects.get(key);
  receiver.objects.delete(key);
  if (kept !== undefined) receiver.objects.set(key.replace('_CloudTrail_', '_Other_'), kept);
  expect(await receiver.sign('2026-11-20T16:15:00Z')).toMatchObject({ logs: 0 });
});

describe('digest files that someone deleted', () => {
  /** Three signed hours, with a log file in each of the first two. */
  async function received(): Promise<MemoryReceiver> {
    const receiver = new MemoryReceiver();
    receiver.deliver('2026-11-20T15:20:00Z', EVENT, 'one');
    receiver.deliver('2026-11-20T16:20:00Z', EVENT, 'two');
    for (const hour of ['16', '17', '18']) await receiver.sign(`2026-11-20T${hour}:15:00Z`);
    return receiver;
  }

  test.each([
    ['the last ones', 1],
    ['all of them', 0],
  ])('are not written again, without a log file that is gone with them: %s', async (_which, first) => {
    const receiver = await received();
    const keys = receiver.digests().map(({ key }) => key);
    for (const key of keys.slice(first)) receiver.delete(key);
    for (const key of [...receiver.objects.keys()].filter((name) => name.includes('_two.')))
      receiver.delete(key);
    await expect(receiver.sign('2026-11-20T19:15:00Z')).rejects.toThrow(
      `the digest file ${keys[first]} was deleted or replaced; restore its first version, and no digest file is signed until then`,
    );
    expect(receiver.digests().map(({ key }) => key)).toEqual(keys.slice(0, first));
  });

  test('are found on the next day, too', async () => {
    const receiver = await received();
    receiver.delete(receiver.digests()[2]?.key ?? '');
    await expect(receiver.sign('2026-11-21T03:15:00Z')).rejects.toThrow('was deleted or replaced');
  });
});

test('a log file that cannot be read lets its hour wait, and is listed once it can', async () => {
  const receiver = new MemoryReceiver();
  receiver.deliver('2026-11-20T15:20:00Z', EVENT, 'one');
  const readObject = async () => ({ kind: 'unreadable' as const, problem: 'access is denied' });
  await expect(receiver.sign('2026-11-20T16:15:00Z', { readObject })).rejects.toThrow(
    /the log file .*_one\.json\.gz cannot be read, and its hour waits: access is denied$/,
  );
  expect(receiver.digests()).toEqual([]);
  expect(await receiver.sign('2026-11-20T17:15:00Z')).toMatchObject({ logs: 1 });
});

test('four files of an hour are hashed concurrently and no more, and they are listed in their order', async () => {
  const receiver = new MemoryReceiver();
  const keys = Array.from({ length: 9 }, (_, index) =>
    receiver.deliver('2026-11-20T15:20:00Z', EVENT.repeat(index + 1), `file-${index}`),
  );
  const reading = new Set<string>();
  let most = 0;
  await receiver.sign('2026-11-20T16:15:00Z', {
    readObject: async ({ key }) => {
      reading.add(key);
      most = Math.max(most, reading.size);
      // The first ones take longest.
      for (let turn = keys.indexOf(key); turn < keys.length; turn++) await Promise.resolve();
      reading.delete(key);
      const bytes = receiver.objects.get(key)?.bytes ?? Buffer.alloc(0);
      return { kind: 'stored', chunks: [bytes] };
    },
  });
  expect(most).toBe(4);
  const found = receiver.digests().flatMap(({ json }) => json.logFiles as { s3Object: string }[]);
  expect(found.map(({ s3Object }) => s3Object)).toEqual(keys);
});

test('after a file that cannot be read, no further files are read', async () => {
  const receiver = new MemoryReceiver();
  for (let index = 0; index < 50; index++) receiver.deliver('2026-11-20T15:20:00Z', EVENT, `file-${index}`);
  let reads = 0;
  const readObject = async () => {
    reads += 1;
    return { kind: 'unreadable' as const, problem: 'access is denied' };
  };
  await expect(receiver.sign('2026-11-20T16:15:00Z', { readObject })).rejects.toThrow('access is denied');
  expect(reads).toBeLessThan(10);
});

test('a chain whose first invocations failed begins with the hour of the first log file', async () => {
  const receiver = new MemoryReceiver();
  receiver.deliver('2026-11-20T12:20:00Z', EVENT, 'one');
  expect(await receiver.sign('2026-11-20T16:15:00Z')).toMatchObject({ logs: 1 });
  expect(receiver.digests()[0]?.json).toMatchObject({ digestStartTime: '2026-11-20T12:00:00Z' });
});
