import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { putEvent } from '../../../lambda/aws/send/put-event';
import { sendEvents } from '../../../lambda/send-events/send-events';
import { type SinkEvent, toEvent } from '../../../lib/core/alert/sink/to-event';
import { toRequestEvent } from '../../../lib/core/alert/sink/to-request';
import {
  decodeEventSinkSettings,
  EVENT,
  type EventTemplate,
  encodeEventSinkSettings,
} from '../../../lib/core/settings/sink-settings';
import { noticeOf } from '../../core/alert/sink/arbitrary-notice';

/** What is put on the bus. */
async function put(
  template: EventTemplate,
  run: (steps: ReturnType<typeof sendEvents>) => Promise<unknown>,
): Promise<{ readonly events: readonly SinkEvent[]; readonly answer: unknown }> {
  const events: SinkEvent[] = [];
  const answer = await run(
    sendEvents({ template }, async (event) => {
      events.push(event);
    }),
  );
  return { events, answer };
}

test('an alert becomes an event, or a request where there is a template', async () => {
  const jira = { kind: 'jira', projectKey: 'SEC', issueType: 'Task' } as const;
  const { events } = await put(EVENT, ({ send }) => send(noticeOf()));
  expect(events).toEqual([toEvent(noticeOf())]);
  const requests = await put(jira, ({ send }) => send(noticeOf()));
  expect(requests.events).toEqual([toRequestEvent(noticeOf(), jira)]);
});

test('a request that came back from the dead-letter queue is put on the bus again', async () => {
  const { source, detailType, detail } = toRequestEvent(noticeOf(), { kind: 'slack' });
  const body = JSON.stringify({ source, 'detail-type': detailType, detail });
  const { events, answer } = await put(
    { kind: 'slack' },
    ({ sendOther }) => sendOther?.(body) ?? Promise.resolve(),
  );
  expect([JSON.stringify(events), answer]).toEqual([JSON.stringify([{ source, detailType, detail }]), true]);
});

test('anything else on the queue is not put on the bus', async () => {
  const { events, answer } = await put(EVENT, ({ sendOther }) => sendOther?.('{}') ?? Promise.resolve());
  expect([events, answer]).toEqual([[], false]);
});

describe('an event', () => {
  const bridge = mockClient(EventBridgeClient);
  beforeEach(() => bridge.reset());

  test('is put on the bus that the settings name', async () => {
    bridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    await putEvent(new EventBridgeClient({}), 'security', toEvent(noticeOf()));
    const { Entries } = bridge.call(0).args[0].input as { Entries: object[] };
    expect(Entries).toEqual([
      {
        EventBusName: 'security',
        Source: 'trailwatch',
        DetailType: 'Trailwatch Alert',
        Detail: JSON.stringify(toEvent(noticeOf()).detail),
      },
    ]);
  });

  test('that the bus did not take is an error, although the call succeeded', async () => {
    bridge.on(PutEventsCommand).resolves({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' }],
    });
    await expect(putEvent(new EventBridgeClient({}), 'security', toEvent(noticeOf()))).rejects.toThrow(
      'EventBridge did not accept the event: ThrottlingException slow down',
    );
  });

  test('whose call fails is an error', async () => {
    bridge.on(PutEventsCommand).rejects(new Error('timeout'));
    await expect(putEvent(new EventBridgeClient({}), 'security', toEvent(noticeOf()))).rejects.toThrow(
      'timeout',
    );
  });
});

test('settings are read as they are written', () => {
  const settings = {
    ...{ sinkName: 'Sink', originKeyArns: 'arn:a,arn:b', maxReceiveCount: 5, busName: 'security' },
    template: { kind: 'jira', projectKey: 'SEC', issueType: 'Task' },
  } as const;
  expect(decodeEventSinkSettings(encodeEventSinkSettings(settings))).toEqual(settings);
  expect(() => decodeEventSinkSettings({})).toThrow(
    "the function's environment is not what the sink writes: TRAILWATCH_SINK_NAME is not set",
  );
});
