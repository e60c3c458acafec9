import type { SQSRecord } from 'aws-lambda';
import { logFailure } from '../../../lambda/raise/log-failure';
import { RetryLater } from '../../../lambda/raise/retry-later';

test.each([
  ['error', 'moves to the dead-letter queue', 'at its last receive', '3', new Error('no')],
  [
    'error',
    'moves to the dead-letter queue',
    'at its last receive, though it waits',
    '3',
    new RetryLater('later'),
  ],
  ['info', 'returns to the queue', 'while it waits for another handler', '2', new RetryLater('later')],
  ['warn', 'returns to the queue', 'when it fails before', '2', new Error('no')],
])('the log says by %s that a message %s, %s', (level, words, _when, receives, error) => {
  const lines: [string, string, unknown][] = [];
  const to = (level: string) => (message: string, fields: unknown) => lines.push([level, message, fields]);
  const message = { messageId: 'm1', attributes: { ApproximateReceiveCount: receives } } as SQSRecord;
  logFailure({ info: to('info'), warn: to('warn'), error: to('error') }, message, {
    error,
    maxReceiveCount: 3,
  });
  const fields = { messageId: 'm1', receiveCount: Number(receives), problem: String(error) };
  expect(lines).toEqual([[level, expect.stringContaining(words), fields]]);
});
