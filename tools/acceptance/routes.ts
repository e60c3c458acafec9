import { Aws, lastLines } from './aws';
import { harmlessCalls } from './harmless-calls';
import type { Machine } from './machine';

/** Where calls are made, and where their alerts arrive. */
export interface RoutesProps {
  readonly machine: Machine;
  readonly region: string;
  readonly profile?: string | undefined;
  /** Of the queue that has every alert. */
  readonly queueName: string;
  /** How long an alert may take. */
  readonly waitMs: number;
}

/** What came to the queue: an alert, or CloudWatch's message of an alarm. */
interface Arrived {
  readonly Body: string;
  readonly ReceiptHandle: string;
  readonly Attributes?: { readonly SentTimestamp?: string };
}

interface Message {
  readonly route?: string;
  readonly eventName?: string;
  readonly eventTime?: string;
  readonly NewStateValue?: string;
  readonly AlarmName?: string;
}

/** When a call came on a route, after the call itself. */
interface Arrival {
  readonly call: string;
  readonly route: string;
  readonly afterMs: number;
}

/** The alarm on calls that change a trail, or the one of its severity; other alarms are on the functions. */
const CALL_ALARM = /\/CloudWatch\.5-|-severity\//;

/** Makes the harmless calls, waits until each expected route has brought one, and returns the times; throws if one stays silent. */
export async function measureRoutes(
  { machine, region, profile, queueName, waitMs }: RoutesProps,
  order: { readonly trailName: string; readonly expected: readonly string[] },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const aws = new Aws(machine, region, profile);
  const { QueueUrl: queueUrl } = await aws.ask<{ readonly QueueUrl: string }>(
    ['sqs', 'get-queue-url', '--queue-name', queueName],
    signal,
  );
  const calledMs = machine.nowMs();
  for (const call of harmlessCalls(order.trailName)) {
    const ended = await aws.call(call.arguments, signal);
    if (ended.status === 0 || !ended.stderr.includes(call.errorCode))
      throw new Error(`${call.eventName}: expected ${call.errorCode}, not: ${lastLines(ended)}`);
  }
  const arrivals: Arrival[] = [];
  const missing = () => order.expected.filter((route) => !arrivals.some((one) => one.route === route));
  while (missing().length > 0 && machine.nowMs() - calledMs < waitMs) {
    for (const message of await receive(aws, queueUrl, signal))
      arrivals.push(...arrivalOf(message, order.trailName, calledMs));
  }
  const facts = arrivals.map(
    ({ call, route, afterMs }) => `${call} on ${route}: ${(afterMs / 1000).toFixed(1)} s`,
  );
  if (missing().length === 0) return facts;
  const silent = `no alert on ${missing().join(' and ')} within ${Math.round(waitMs / 60_000)} minutes`;
  throw new Error([silent, ...facts].join('; '));
}

async function receive(aws: Aws, queueUrl: string, signal: AbortSignal): Promise<readonly Arrived[]> {
  const queue = ['--queue-url', queueUrl];
  const { Messages = [] } = await aws.ask<{ readonly Messages?: readonly Arrived[] }>(
    ['sqs', 'receive-message', ...queue, '--wait-time-seconds', '20', '--attribute-names', 'SentTimestamp'],
    signal,
  );
  for (const { ReceiptHandle } of Messages)
    await aws.ask(['sqs', 'delete-message', ...queue, '--receipt-handle', ReceiptHandle], signal);
  return Messages;
}

/** Messages that are of none of the calls are left out. */
function arrivalOf({ Body, Attributes }: Arrived, trailName: string, calledMs: number): readonly Arrival[] {
  const sentMs = Number(Attributes?.SentTimestamp);
  const { route, eventName, eventTime, NewStateValue, AlarmName = '' } = messageIn(Body);
  if (NewStateValue === 'ALARM' && CALL_ALARM.test(AlarmName) && sentMs >= calledMs)
    return [{ call: AlarmName, route: 'metric-alarm', afterMs: sentMs - calledMs }];
  if (route === undefined || eventTime === undefined || !Body.includes(trailName)) return [];
  return [{ call: eventName ?? 'a call', route, afterMs: sentMs - Date.parse(eventTime) }];
}

/** Texts for people come to the queue, too. */
function messageIn(body: string): Message {
  try {
    return JSON.parse(body) as Message;
  } catch {
    return {};
  }
}
