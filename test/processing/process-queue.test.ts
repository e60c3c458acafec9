import type { DeliveredRecord } from '../../processing';
import { cloudTrailNotice } from './notices';
import { Run } from './run';

test('what onError throws ends the processing, and the message stays', async () => {
  const run = new Run();
  run.queue.send('m', 'no notice');
  const onError = () => Promise.reject(new Error('enough'));
  await expect(run.process({ onError, parallelReaders: 3 }, 1e6)).rejects.toThrow('enough');
  expect(run.queue.deleted).toEqual([]);
  expect(run.clock.nowMs).toBeLessThan(100_000);
});

test('a message stays hidden while it waits and is processed, however long that takes', async () => {
  const run = new Run();
  for (const name of ['a', 'b', 'c']) run.queue.send(name, cloudTrailNotice(run.file(name, 1)));
  await run.process({ onRecords: () => run.clock.wait(200_000), visibilityTimeoutSeconds: 60 }, 700);
  expect(run.queue.deleted).toEqual(['a', 'b', 'c']);
  const extensions = (name: string) => run.queue.changes.filter(({ id }) => id === name).length;
  expect([extensions('a'), extensions('b'), extensions('c')]).toEqual([6, 13, 19]);
  expect(run.queue.changes.every(({ seconds }) => seconds === 60)).toBe(true);
});

test('a visibility timeout that cannot be extended is an error, and is tried again', async () => {
  const run = new Run();
  let failures = 1;
  run.queue.fault = (request) => {
    if (request === 'change' && failures-- > 0) throw new Error('throttled');
  };
  run.queue.send('m', cloudTrailNotice(run.file('a', 1)));
  await run.process({ onRecords: () => run.clock.wait(70_000), visibilityTimeoutSeconds: 60 }, 100);
  expect(run.codes).toEqual(['visibility-failed']);
  expect(run.queue.changes).toHaveLength(1);
});

test('a message that cannot be deleted is an error, and its records come again unless they are remembered', async () => {
  for (const [rememberRecords, calls] of [
    [0, 4],
    [10, 2],
  ] as const) {
    const run = new Run();
    let failures = 1;
    run.queue.fault = (request) => {
      if (request === 'delete' && failures-- > 0) throw new Error('throttled');
    };
    run.queue.send('m', cloudTrailNotice(run.file('a', 2)));
    await run.process({ rememberRecords }, 200);
    expect(run.codes).toEqual(['delete-failed']);
    expect(run.calls).toHaveLength(calls);
    expect(run.queue.deleted).toEqual(['m']);
  }
});

test('after a failed request the queue is asked again, later each time', async () => {
  const run = new Run();
  const asked: number[] = [];
  run.queue.fault = (request) => {
    if (request === 'receive') asked.push(run.clock.nowMs / 1000);
    if (request === 'receive' && asked.length <= 7) throw new Error('no network');
  };
  await run.process({}, 125);
  expect(run.codes).toEqual(Array(7).fill('receive-failed'));
  expect(asked).toEqual([0, 1, 3, 7, 15, 31, 61, 91, 111]);
});

test('at the stop, messages that have not begun are released, and the others have stopTimeoutSeconds', async () => {
  const run = new Run();
  for (const name of ['a', 'b']) run.queue.send(name, cloudTrailNotice(run.file(name, 2)));
  const onRecords = (records: readonly DeliveredRecord[]) => {
    run.calls.push(records);
    return run.clock.wait(100_000);
  };
  await run.process({ onRecords, stopTimeoutSeconds: 20 }, 10);
  expect(run.codes).toEqual(['stopped']);
  expect(run.queue.changes.filter(({ seconds }) => seconds === 0)).toMatchObject([{ id: 'b' }]);
  expect([run.queue.deleted, run.queue.messages.size]).toEqual([[], 2]);
});

test('as many messages are processed at once as readers and concurrency allow', async () => {
  const run = new Run();
  for (let index = 0; index < 40; index++)
    run.queue.send(`m${index}`, cloudTrailNotice(run.file(`${index}`, 1)));
  let now = 0;
  let most = 0;
  const onRecords = async () => {
    now += 1;
    most = Math.max(most, now);
    await run.clock.wait(1_000);
    now -= 1;
  };
  await run.process({ onRecords, concurrency: 3, parallelReaders: 2 });
  expect(most).toBe(6);
  expect(run.queue.deleted).toHaveLength(40);
});

test.each([
  [{ queueUrl: 'https://sqs/1/queue.fifo' }, 'queueUrl is https://sqs/1/queue.fifo; use a standard queue'],
  [{ waitTimeSeconds: 21 }, 'waitTimeSeconds is 21; use a whole number from 0 to 20'],
  [{ visibilityTimeoutSeconds: 0 }, 'visibilityTimeoutSeconds is 0; use a whole number from 1 to 43200'],
  [{ maxRecordsPerCall: 1.5 }, 'maxRecordsPerCall is 1.5; use a whole number from 1 to 1000000'],
  [{ concurrency: Number.NaN }, 'concurrency is NaN; use a whole number from 1 to 1000'],
])('fails for %j', async (options, message) => {
  await expect(new Run().process(options)).rejects.toThrow(message);
});
