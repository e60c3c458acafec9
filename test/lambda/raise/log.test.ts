import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSRecord } from 'aws-lambda';
import { LateLog, logFailure } from '../../../lambda/raise/log';
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

const CONTEXT = {
  functionName: 'log-processor',
  functionVersion: '$LATEST',
  memoryLimitInMB: '1024',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:log-processor',
} as Context;

beforeAll(() => {
  process.env.AWS_LAMBDA_INITIALIZATION_TYPE = 'on-demand';
});

afterAll(() => {
  delete process.env.AWS_LAMBDA_INITIALIZATION_TYPE;
});

/** A log whose lines are kept, and how often its logger was made. */
function keptLog() {
  const lines: Record<string, unknown>[] = [];
  const made: Logger[] = [];
  const log = new LateLog(() => {
    const logger = new Logger({ serviceName: 'processor', logLevel: 'INFO' });
    const keep = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
    const { console } = logger as unknown as { console: Console };
    Object.assign(console, { info: keep, warn: keep, error: keep });
    made.push(logger);
    return logger;
  });
  return { log, lines, made };
}

test('the logger is made with the first line, once', () => {
  const { log, lines, made } = keptLog();
  log.begin({ ...CONTEXT, awsRequestId: 'first' });
  expect(made).toHaveLength(0);
  log.info('one', { records: 1 });
  log.warn('two', {});
  log.error('three', {});
  expect(made).toHaveLength(1);
  expect(lines.map(({ level, message }) => [level, message])).toEqual([
    ['INFO', 'one'],
    ['WARN', 'two'],
    ['ERROR', 'three'],
  ]);
  expect(lines[0]).toMatchObject({ service: 'processor', records: 1, function_request_id: 'first' });
});

test('each line has the context of its invocation, and the first invocation alone is a cold start', () => {
  const { log, lines } = keptLog();
  for (const awsRequestId of ['first', 'second']) {
    log.begin({ ...CONTEXT, awsRequestId });
    log.info('a line', {});
    log.info('another line', {});
    log.end();
  }
  expect(lines.map((line) => [line.function_request_id, line.cold_start])).toEqual([
    ['first', true],
    ['first', true],
    ['second', false],
    ['second', false],
  ]);
});

test('an invocation without a line is the cold start, too', () => {
  const { log, lines, made } = keptLog();
  log.begin({ ...CONTEXT, awsRequestId: 'first' });
  log.end();
  expect(made).toHaveLength(1);
  log.begin({ ...CONTEXT, awsRequestId: 'second' });
  log.info('a line', {});
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ function_request_id: 'second', cold_start: false });
});
