import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  expectEvent,
  RESPONSE_EVENTS,
  SEARCH_EVENTS,
  SNS_EVENT,
  SQS_EVENT,
  STACK_EVENT,
} from '../../lib/core/settings/expected-event';

const LAMBDA = join(__dirname, '../../lambda');
const HANDLERS = readdirSync(LAMBDA).filter((job) => existsSync(join(LAMBDA, job, 'index.ts')));

/** The functions that make handlers, and their files. */
const MAKERS: Readonly<Record<string, string>> = {
  forwardingHandler: 'receive/forward-messages.ts',
  queueHandler: 'raise/raising.ts',
  stackHandler: 'aws/change/answer-stack.ts',
};

/** The first line of the handler of a job, or of the handlers that its maker makes. */
function firstLineOf(job: string): string | undefined {
  const source = readFileSync(join(LAMBDA, job, 'index.ts'), 'utf8');
  const [, maker = ''] = /export const handler = (\w+)\(/.exec(source) ?? [];
  const made = MAKERS[maker];
  if (made === undefined) return /export async function handler\([\s\S]*?\{\n\s*([^\n]*)/.exec(source)?.[1];
  const [, body = ''] = readFileSync(join(LAMBDA, made), 'utf8').split(`export function ${maker}`);
  return /return async \([\s\S]*?\{\n\s*([^\n]*)/.exec(body)?.[1];
}

test.each(HANDLERS)('%s checks what it is called with before all else', (job) => {
  expect(firstLineOf(job)).toMatch(/^expectEvent\(event, /);
});

test.each([
  [null, 'the event is null; expected an object; the function is called by Amazon SQS only'],
  [{}, 'Records is absent; expected a list; the function is called by Amazon SQS only'],
  [{ Records: 'x' }, 'Records is "x"; expected a list; the function is called by Amazon SQS only'],
  [
    { Records: [{ messageId: 'm', body: '' }, null] },
    'Records[1] is null; expected an object; the function is called by Amazon SQS only',
  ],
  [
    { Records: [{ messageId: 'm', body: 7 }] },
    'Records[0].body is 7; expected a text; the function is called by Amazon SQS only',
  ],
])('fails for %j with what was found, what is expected, and who sends it', (event, message) => {
  expect(() => expectEvent(event, SQS_EVENT)).toThrow(message);
});

test('of two callers, the one is named whose event it resembles; without one, both', () => {
  const both = [SQS_EVENT, STACK_EVENT] as const;
  expect(() => expectEvent({ RequestType: 'Create' }, ...both)).toThrow(
    'ResponseURL is absent; expected a text; the function is called by CloudFormation only',
  );
  expect(() => expectEvent({ a: 1 }, ...both)).toThrow('called by Amazon SQS or CloudFormation only');
  expect(() => expectEvent(Object.create({ Records: [] }), SNS_EVENT)).toThrow('Records is absent');
});

test('what callers send passes, with whatever else is in it', () => {
  const texts = { ResponseURL: 'u', StackId: 's', RequestId: 'r', LogicalResourceId: 'l' };
  expectEvent({ Records: [] }, SQS_EVENT);
  expectEvent({ Records: [{ Sns: { Message: '', TopicArn: '', Timestamp: '' } }] }, SQS_EVENT, SNS_EVENT);
  expectEvent({ RequestType: 'Create', ...texts, ResourceProperties: {} }, STACK_EVENT);
  expectEvent({ outcome: 'done', plan: {} }, SNS_EVENT, RESPONSE_EVENTS.report);
  expectEvent({ execution: 'e', rules: 'r', batch: 'b' }, SEARCH_EVENTS.search);
});
