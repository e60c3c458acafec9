import { once } from 'node:events';
import { createSqsHandler, type ProcessingOptions, type SqsEvent } from '../../processing';
import { gzippedLogFile, numbered } from '../core/record/log-file-reading';
import { MemoryBucket } from './memory-bucket';
import { cloudTrailNotice, logKey, s3Notice } from './notices';

const PLENTY = { getRemainingTimeInMillis: () => 60_000 };

function eventOf(bodies: Readonly<Record<string, string>>): SqsEvent {
  const attributes = { ApproximateReceiveCount: '2', SentTimestamp: '1000', SenderId: 'AIDA' };
  return { Records: Object.entries(bodies).map(([messageId, body]) => ({ messageId, body, attributes })) };
}

function processorOf(options: Partial<ProcessingOptions> = {}) {
  const bucket = new MemoryBucket();
  for (const name of ['a', 'b']) bucket.objects.set(logKey(name), gzippedLogFile([numbered(0), numbered(1)]));
  const records: string[] = [];
  const errors: string[] = [];
  const handler = createSqsHandler({
    s3: bucket.client,
    onRecords: (batch) => {
      for (const { record, source } of batch) {
        records.push(`${source.message.messageId} ${source.message.receiveCount} ${record.number}`);
      }
    },
    onError: ({ code }) => void errors.push(code),
    ...options,
  });
  return { handler, records, errors };
}

test('only the messages that failed are returned', async () => {
  const { handler, records, errors } = processorOf();
  const messages = { good: cloudTrailNotice(logKey('a')), gone: s3Notice(logKey('z')), other: '{}' };
  const response = await handler(eventOf(messages), PLENTY);
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'gone' }, { itemIdentifier: 'other' }] });
  expect(records).toEqual(['good 2 0', 'good 2 1']);
  expect(errors).toEqual(['download-failed', 'unknown-message']);
});

test('with deleteOnFailure, only what could not be downloaded is returned', async () => {
  const { handler } = processorOf({ deleteOnFailure: true });
  const response = await handler(eventOf({ gone: s3Notice(logKey('z')), other: '{}' }), PLENTY);
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'gone' }] });
});

test('a file that is not finished in the time of the function is returned', async () => {
  // A timer that is set later rings later: the time of the function is over when this one has rung.
  const onRecords = async () => void (await once(AbortSignal.timeout(1), 'abort'));
  const { handler, errors } = processorOf({ onRecords });
  const messages = { a: cloudTrailNotice(logKey('a')), b: cloudTrailNotice(logKey('b')) };
  const response = await handler(eventOf(messages), { getRemainingTimeInMillis: () => 0 });
  expect(response.batchItemFailures).toHaveLength(2);
  expect(errors).toEqual(['stopped', 'stopped']);
});

test('what onError throws fails the invocation, so that Lambda returns the whole batch', async () => {
  const { handler } = processorOf({ onError: () => Promise.reject(new Error('enough')) });
  await expect(handler(eventOf({ other: '{}' }), PLENTY)).rejects.toThrow('enough');
});

test('records that were taken are remembered from one invocation to the next', async () => {
  const { handler, records } = processorOf({ rememberRecords: 1, maxRecordsPerCall: 2 });
  for (const id of ['first', 'second']) await handler(eventOf({ [id]: s3Notice(logKey('a')) }), PLENTY);
  expect(records).toEqual(['first 2 0', 'first 2 1', 'second 2 0']);
});
