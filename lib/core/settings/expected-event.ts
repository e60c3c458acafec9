import { isJsonObject, isList, type JsonObject } from '../json/json-value';

/** What a member of an event must be: a text, an object of this shape, or a list whose elements all are. */
type Shape = 'text' | { readonly [member: string]: Shape } | readonly [Shape];

/** What calls a function, and what the function reads of its events at least. */
interface ExpectedEvent {
  readonly from: string;
  readonly shape: { readonly [member: string]: Shape };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export const SQS_EVENT: ExpectedEvent = {
  from: 'Amazon SQS',
  shape: { Records: [{ messageId: 'text', body: 'text' }] },
};

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export const SNS_EVENT: ExpectedEvent = {
  from: 'Amazon SNS',
  shape: { Records: [{ Sns: { Message: 'text', TopicArn: 'text', Timestamp: 'text' } }] },
};

/** What a scheduled rule sends. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
export const SCHEDULED_EVENT: ExpectedEvent = {
  from: 'a scheduled rule of Amazon EventBridge',
  shape: { id: 'text', time: 'text' },
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html */
export const STACK_EVENT: ExpectedEvent = {
  from: 'CloudFormation',
  shape: {
    RequestType: 'text',
    ...{ ResponseURL: 'text', StackId: 'text', RequestId: 'text', LogicalResourceId: 'text' },
    ResourceProperties: {},
  },
};

/** What the state machine of an archive search calls all its functions with. */
const SEARCH_SHAPE = { execution: 'text' } as const;
const SEARCH = 'the state machine of an ArchiveSearch';

/** By step of an archive search, what its function is called with. */
export const SEARCH_EVENTS = {
  plan: { from: SEARCH, shape: { ...SEARCH_SHAPE, startedAt: 'text', place: {}, plan: {} } },
  search: { from: SEARCH, shape: { ...SEARCH_SHAPE, rules: 'text', batch: 'text' } },
  sum: { from: SEARCH, shape: { ...SEARCH_SHAPE, startedAt: 'text', request: {}, plan: { rules: 'text' } } },
} as const satisfies Record<string, ExpectedEvent>;

/** What the state machine of a response calls its functions with: to report, and to act in a Region. */
export const RESPONSE_EVENTS = {
  report: { from: 'the state machine of a Responder', shape: { outcome: 'text', plan: {} } },
  act: { from: 'the state machine of a Responder', shape: { region: 'text', request: {} } },
} as const satisfies Record<string, ExpectedEvent>;

/**
 * Throws unless an event is what one of its callers sends: callers that may invoke a function can send any event, and its log
 * must show what was wrong, in place of an error somewhere in the code.
 */
export function expectEvent(event: unknown, ...expected: readonly [ExpectedEvent, ...ExpectedEvent[]]): void {
  const problems = expected.map(({ shape }) => findProblem(event, shape, 'the event'));
  if (problems.includes(undefined)) return;
  // of several callers, the one whose first member is there is meant
  const isMeant = ({ shape }: ExpectedEvent) => isJsonObject(event) && (Object.keys(shape)[0] ?? '') in event;
  const meant = Math.max(0, expected.findIndex(isMeant));
  const from = expected.some(isMeant) ? [expected[meant]] : expected;
  throw new Error(
    `${problems[meant]}; the function is called by ${from.map((each) => each?.from).join(' or ')} only`,
  );
}

function findProblem(value: unknown, shape: Shape, place: string): string | undefined {
  if (shape === 'text') return typeof value === 'string' ? undefined : expectedAt(place, 'a text', value);
  if (isList(shape)) {
    if (!Array.isArray(value)) return expectedAt(place, 'a list', value);
    return firstOf(value.map((element, at) => findProblem(element, shape[0], `${place}[${at}]`)));
  }
  if (!isJsonObject(value)) return expectedAt(place, 'an object', value);
  const start = place === 'the event' ? '' : `${place}.`;
  const members = Object.entries(shape);
  return firstOf(members.map(([name, of]) => findProblem(ownOf(value, name), of, `${start}${name}`)));
}

function ownOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function firstOf(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}

const SHOWN_CHARACTERS = 80;

function expectedAt(place: string, expected: string, found: unknown): string {
  const shown =
    found === undefined ? 'absent' : (JSON.stringify(found)?.slice(0, SHOWN_CHARACTERS) ?? typeof found);
  return `${place} is ${shown}; expected ${expected}`;
}
