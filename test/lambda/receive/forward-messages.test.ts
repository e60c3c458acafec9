import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { type ForwardPorts, forwardMessages } from '../../../lambda/receive/forward-messages';
import { toDailySummary } from '../../../lib/core/alert/daily-summary';
import { encodeOrigin } from '../../../lib/core/alert/mac/message-origin';
import { toDelivery } from '../../../lib/core/alert/message/delivery';
import type { Notice } from '../../../lib/core/alert/sink/notice';
import { sampleAlert } from '../../core/alert/sample-alert';

/** The body of a message that SNS put on the queue. */
function bodyOf(message: string, attributes: object = {}): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: 'm',
    TopicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
    Message: message,
    Timestamp: '2026-11-20T03:00:01.234Z',
    MessageAttributes: attributes,
  });
}

function eventOf(...bodies: readonly string[]): SQSEvent {
  const Records = bodies.map((body, index) => ({
    messageId: `m${index}`,
    body,
    attributes: { ApproximateReceiveCount: '5' },
  }));
  return { Records: Records as unknown as SQSRecord[] };
}

/** The answer, what was sent, and the words of the log. */
async function forwarded(event: SQSEvent, ports: Partial<ForwardPorts> = {}) {
  const sent: Notice[] = [];
  const words: string[] = [];
  const write = (message: string) => words.push(message);
  const answer = await forwardMessages(event, {
    verifyMac: async () => true,
    readAlarm: async () => undefined,
    warn: write,
    log: { info: write, warn: write, error: write },
    maxReceiveCount: 5,
    send: async (notice) => {
      sent.push(notice);
    },
    ...ports,
  });
  return { sent, words, failed: answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

const ALERT = JSON.stringify(sampleAlert());

test('every message is handed over, with what is known of its sender', async () => {
  const { sent, failed } = await forwarded(eventOf(bodyOf(ALERT), bodyOf('the disk is full')));
  expect(failed).toEqual([]);
  expect(sent.map(({ isVerified, summary }) => [isVerified, summary])).toEqual([
    [
      false,
      expect.stringContaining('it is not signed. Verify what it says before you act on it. IAM user alice'),
    ],
    [false, expect.stringMatching(/the disk is full$/)],
  ]);
});

test('the daily summary is handed over to nobody, unless its sender is not proven', async () => {
  const origin = encodeOrigin({ mac: new Uint8Array(32), signedAt: '2026-11-20T03:00:00.000Z' });
  const summary = toDailySummary({ processorName: 'p', day: '2026-11-19', counts: [], earlier: [] });
  const signed = bodyOf(JSON.stringify(summary), { origin: { Type: 'String', Value: origin } });
  expect((await forwarded(eventOf(signed))).sent).toEqual([]);
  expect((await forwarded(eventOf(bodyOf(JSON.stringify(summary))))).sent).toHaveLength(1);
});

test('messages that could not be handed over come back, and no others', async () => {
  const { failed, words } = await forwarded(eventOf(bodyOf(ALERT), bodyOf('refused'), bodyOf('taken')), {
    send: async ({ summary }) => {
      if (summary.endsWith('refused')) throw new Error('throttled');
    },
  });
  expect(failed).toEqual(['m1']);
  expect(words).toContain('message processing failed; it moves to the dead-letter queue');
});

test('all of them come back where the destination takes none', async () => {
  const { failed } = await forwarded(eventOf(bodyOf(ALERT), bodyOf(ALERT)), {
    send: () => Promise.reject(new Error('AccessDenied')),
  });
  expect(failed).toEqual(['m0', 'm1']);
});

test.each(['x', '{}', '[]', '{"Message":1}'])(
  'what is no message of a topic comes back: %s',
  async (body) => {
    const { failed, sent } = await forwarded(eventOf(body, bodyOf(ALERT)));
    expect([failed, sent.length]).toEqual([['m0'], 1]);
  },
);

test('what a sink takes besides does not come back', async () => {
  const { failed } = await forwarded(eventOf('known', 'unknown'), {
    sendOther: async (body) => body === 'known',
  });
  expect(failed).toEqual(['m1']);
});

test.each(['1', '5'])('a check that fails holds up no alert: receive %s', async (receives) => {
  const origin = { Type: 'String', Value: `v1 2026-11-20T03:00:00.000Z ${'A'.repeat(43)}=` };
  const event = eventOf(bodyOf(ALERT, { origin }));
  event.Records[0]!.attributes.ApproximateReceiveCount = receives;
  const { sent, failed, words } = await forwarded(event, {
    verifyMac: () => Promise.reject(new Error('throttled')),
  });
  expect([sent.length, failed, sent[0]?.isVerified]).toEqual([1, [], false]);
  expect(words).toEqual(['the sender of a message could not be checked; the message is marked']);
});

test('a verified alert keeps its id', async () => {
  const origin = { Type: 'String', Value: `v1 2026-11-20T03:00:00.000Z ${'A'.repeat(43)}=` };
  const { sent } = await forwarded(eventOf(bodyOf(ALERT, { origin })));
  expect([sent[0]?.id, sent[0]?.isVerified]).toEqual([sampleAlert().id, true]);
});

test('attributes that are no texts are empty', () => {
  const body = JSON.parse(bodyOf('x', { list: { Type: 'String', Value: ['x'] }, other: 1 }));
  expect(toDelivery(body)?.attributes).toEqual({ list: '', other: '' });
});
