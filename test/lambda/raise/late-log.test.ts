import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { LateLog } from '../../../lambda/raise/late-log';

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
