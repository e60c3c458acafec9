import { gunzipSync, gzipSync } from 'node:zlib';
import type { ProcessingStep, StepEnd } from '../../processing';
import { BUCKET, busNotice, cloudTrailNotice, inTopic, logKey, s3Notice, VALIDATION } from './notices';
import { Run } from './run';

test.each([
  ["CloudTrail's notice over a topic", (key: string) => inTopic(cloudTrailNotice(key))],
  ["CloudTrail's notice with raw message delivery", (key: string) => cloudTrailNotice(key)],
  ["S3's event notification", (key: string) => s3Notice(key)],
  ["S3's event notification over a topic", (key: string) => inTopic(s3Notice(key))],
  ["S3's event by EventBridge", busNotice],
])('%s hands over the records of the file in their order, and the message is deleted', async (_, notice) => {
  const run = new Run();
  run.queue.send('m', notice(run.file('a', 3)));
  await run.process();
  expect(run.records).toEqual(['log axxxxxxxxxxxxxxx 0', 'log axxxxxxxxxxxxxxx 1', 'log axxxxxxxxxxxxxxx 2']);
  expect(run.calls.map(({ length }) => length)).toEqual([1, 1, 1]);
  expect(run.queue.deleted).toEqual(['m']);
  expect(run.errors).toEqual([]);
});

test.each([
  ["CloudTrail's validation message", inTopic(VALIDATION)],
  ["S3's test event", JSON.stringify({ Event: 's3:TestEvent', Bucket: BUCKET })],
  ['the notice of a digest file', s3Notice(logKey('d', 'CloudTrail-Digest'))],
])('%s is deleted without a record or an error', async (_, body) => {
  const run = new Run();
  run.queue.send('m', body);
  await run.process();
  expect([run.queue.deleted, run.calls, run.errors]).toEqual([['m'], [], []]);
});

test.each([
  [false, { dead: ['m'], deleted: [] }],
  [true, { dead: [], deleted: ['m'] }],
])(
  'a message of another kind is an error; with deleteOnFailure %s it ends as asked',
  async (deleteOnFailure, end) => {
    const run = new Run();
    run.queue.send('m', '{"order": 7}');
    await run.process({ deleteOnFailure }, 1000);
    expect(run.codes).toContain('unknown-message');
    expect(run.queue).toMatchObject(end);
  },
);

test('a file that cannot be downloaded holds up none of its message, and the message is never deleted', async () => {
  const run = new Run();
  run.queue.send('m', cloudTrailNotice(logKey('gone'), run.file('here', 1)));
  await run.process({ deleteOnFailure: true }, 30);
  expect(run.records).toEqual(['log herexxxxxxxxxxxx 0']);
  expect(run.errors[0]).toMatchObject({
    code: 'download-failed',
    message: `s3://archive/${logKey('gone')} could not be downloaded: NoSuchKey: no such key`,
    source: { key: logKey('gone') },
    queueMessage: { messageId: 'm', receiveCount: 1, sentAt: new Date(1000) },
  });
  expect([run.queue.deleted, run.queue.messages.size]).toEqual([[], 1]);
});

test('the sound records of a damaged file are handed over, and the error tells where it is damaged', async () => {
  const run = new Run();
  const key = run.file('torn', 3);
  const text = gunzipSync(run.bucket.objects.get(key)!).toString().replace('"number":1', '"number":');
  run.bucket.objects.set(key, gzipSync(text));
  run.queue.send('m', cloudTrailNotice(key));
  await run.process({ maxRecordsPerCall: 10 }, 30);
  expect(run.records).toEqual(['log tornxxxxxxxxxxxx 0', 'log tornxxxxxxxxxxxx 2']);
  expect(run.errors[0]?.message).toMatch(
    /^s3:\/\/archive\/.+ is damaged: record 1, byte \d+: .*not valid JSON$/,
  );
  expect(run.errors[0]?.problems).toMatchObject([{ code: 'bad-json', index: 1 }]);
  expect(run.queue.deleted).toEqual([]);
});

test('no more of a file is read than maxFileBytes, and the rest is an error', async () => {
  const run = new Run();
  run.queue.send('m', cloudTrailNotice(run.file('long', 100)));
  await run.process({ maxFileBytes: 1000 }, 30);
  expect(run.errors[0]).toMatchObject({ code: 'damaged-file', problems: [{ code: 'too-large' }] });
  expect(run.calls.length).toBeGreaterThan(0);
  expect(run.calls.length).toBeLessThan(10);
});

test('a filter of sources sees bucket, account and message; a message without a file left is deleted as filtered', async () => {
  const run = new Run();
  const states: string[] = [];
  run.queue.send('both', cloudTrailNotice(run.file('insight', 1, 'CloudTrail-Insight'), run.file('log', 1)));
  run.queue.send('none', cloudTrailNotice(run.file('other', 1, 'CloudTrail-Insight')));
  await run.process({
    sourceFilter: async ({ bucket, place, message }) =>
      bucket === BUCKET &&
      place?.accountId === '111122223333' &&
      place.folder === 'CloudTrail' &&
      message.receiveCount === 1,
    onProgress: (step) => void ('message' in step && states.push(`${step.state} ${step.message.messageId}`)),
  });
  expect(run.records).toEqual(['log logxxxxxxxxxxxxx 0']);
  expect(states).toEqual([
    'parseMessage both',
    'processSource both',
    'deleteMessage both',
    'parseMessage none',
    'deleteFilteredMessage none',
  ]);
});

test('a filter of records chooses what is handed over, in calls of at most maxRecordsPerCall', async () => {
  const run = new Run();
  run.queue.send('m', cloudTrailNotice(run.file('a', 10), run.file('b', 3)));
  await run.process({ maxRecordsPerCall: 4, recordFilter: ({ index }) => index !== 5 });
  expect(run.calls.map(({ length }) => length)).toEqual([4, 4, 1, 3]);
});

test('places and raw text are those of the unpacked file', async () => {
  const run = new Run();
  const key = run.file('raw', 50);
  const text = `\ufeff{"Records": [\n ${Array.from({ length: 50 }, (_, number) => `{"eventName":"Über","eventSource":"s", "eventTime":"t", "n": ${number}}`).join(' , ')}]}`;
  run.bucket.objects.set(key, gzipSync(text));
  run.queue.send('m', cloudTrailNotice(key));
  await run.process({ rawText: true, maxRecordsPerCall: 100 });
  const records = run.calls.flat();
  expect(records).toHaveLength(50);
  for (const { record, offset, lengthBytes, text: raw = '' } of records) {
    expect(JSON.parse(raw)).toEqual(record);
    expect(
      Buffer.from(text)
        .subarray(offset, offset + lengthBytes)
        .toString(),
    ).toBe(raw);
  }
});

test.each([
  ['onRecords', { onRecords: () => Promise.reject(new TypeError('full')) }, 'callback-failed'],
  ['recordFilter', { recordFilter: () => Promise.reject(new TypeError('full')) }, 'record-filter-failed'],
  ['sourceFilter', { sourceFilter: () => Promise.reject(new TypeError('full')) }, 'source-filter-failed'],
])(
  'what %s throws is an error, and the message returns until it is moved to the dead-letter queue',
  async (name, options, code) => {
    const run = new Run();
    run.queue.send('m', cloudTrailNotice(run.file('a', 2)));
    await run.process(options, 1000);
    expect(run.codes).toEqual([code, code, code, code, code]);
    expect(run.errors[0]?.message).toContain(`${name} failed for`);
    expect(run.errors[0]?.message).toMatch(/: TypeError: full$/);
    expect(run.queue.dead).toEqual(['m']);
  },
);

test('what onProgress throws is an error, too, and its message stays', async () => {
  const run = new Run();
  run.queue.send('m', cloudTrailNotice(run.file('a', 1)));
  const onProgress = ({ state }: ProcessingStep) => {
    if (state === 'processLog') throw new Error('no timer');
    return undefined;
  };
  await run.process({ deleteOnFailure: true, onProgress }, 30);
  expect(run.codes).toEqual(['uncaught-exception']);
  expect(run.queue.deleted).toEqual([]);
});

test('each step has a start and an end with its outcome', async () => {
  const run = new Run();
  run.queue.send('m', cloudTrailNotice(run.file('a', 1), logKey('gone')));
  const steps: string[] = [];
  const onProgress = (step: ProcessingStep) => {
    if (step.state === 'pollQueue') return undefined;
    steps.push(`begin ${step.state}`);
    return (end: StepEnd) => void steps.push(`end ${step.state} ${end.succeeded}`);
  };
  await run.process({ onProgress }, 30);
  const file = (succeeded: boolean) => [
    ...[
      'begin processLog',
      'begin downloadLog',
      `end downloadLog ${succeeded}`,
      `end processLog ${succeeded}`,
    ],
  ];
  expect(steps).toEqual([
    ...['begin parseMessage', 'end parseMessage true', 'begin processSource'],
    ...[...file(true), ...file(false), 'end processSource false'],
  ]);
});
