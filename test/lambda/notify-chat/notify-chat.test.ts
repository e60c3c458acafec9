import { createHmac } from 'node:crypto';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SNSEvent, SNSMessage } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { publishMessage } from '../../../lambda/aws/send/publish';
import { type ChatPorts, notifyChat } from '../../../lambda/notify-chat/notify-chat';
import type { AlarmState } from '../../../lib/core/alarm/alarm-message';
import { encodeOrigin, toOriginText } from '../../../lib/core/alert/mac/message-origin';
import { toAlertMessage } from '../../../lib/core/alert/message/alert-message';
import type { ChatNotification } from '../../../lib/core/alert/message/chat-notification';
import type { ChatMessage } from '../../../lib/core/alert/message/to-chat-message';
import { sampleAlert } from '../../core/alert/sample-alert';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alerts';
const SIGNED_AT = '2026-11-20T03:00:00.000Z';

const ALARM_NAME = 'trail/CloudWatch.1';
const ALARM_STATE: AlarmState = {
  arn: `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${ALARM_NAME}`,
  description: 'The root user did something.',
  state: 'ALARM',
  reason: 'Threshold Crossed: 1 datapoint [1.0 (20/11/26 02:55:00)] was greater than the threshold (0.0).',
  changedAtMs: Date.parse('2026-11-20T03:00:00.512Z'),
  actions: [TOPIC],
};
const ALARM = JSON.stringify({
  AlarmName: ALARM_NAME,
  AlarmDescription: ALARM_STATE.description,
  AWSAccountId: '111122223333',
  NewStateValue: 'ALARM',
  NewStateReason: ALARM_STATE.reason,
  StateChangeTime: '2026-11-20T03:00:00.512+0000',
  Region: 'EU (Ireland)',
  AlarmArn: ALARM_STATE.arn,
  OldStateValue: 'OK',
});

/** The event as SNS calls a function with a message; without a subject it says null. */
function eventOf(...messages: { Message: string; Subject?: string; MessageAttributes?: object }[]): SNSEvent {
  const Records = messages.map((message, index) => ({
    Sns: {
      MessageId: `m${index}`,
      Subject: null,
      MessageAttributes: {},
      TopicArn: TOPIC,
      Timestamp: '2026-11-20T03:00:01.234Z',
      ...message,
    },
  }));
  return { Records } as unknown as SNSEvent;
}

/** AWS as the function meets it: the key's codes, and alarms. */
interface World {
  readonly verifyMac?: ChatPorts['verifyMac'];
  readonly alarm?: AlarmState;
}

/** What chat is told of such an event, and what the log is. */
async function told(event: SNSEvent, world: World = {}) {
  const messages: ChatMessage[] = [];
  const warnings: string[] = [];
  await notifyChat(event, {
    publish: async (message) => {
      messages.push(message);
    },
    verifyMac: world.verifyMac ?? (async ({ text, mac }) => Buffer.from(mac).equals(macOf(text))),
    readAlarm: async (name) => (name === ALARM_NAME ? world.alarm : undefined),
    warn: (message) => warnings.push(message),
  });
  return { messages, warnings };
}

/** The first notification that chat is told of such an event. */
async function firstNotification(event: SNSEvent, world: World = {}) {
  const { messages } = await told(event, world);
  return JSON.parse(messages[0]?.message ?? '') as ChatNotification;
}

/** KMS's code of a text. */
function macOf(text: string): Buffer {
  return createHmac('sha256', 'the key of the topic').update(text).digest();
}

/** An alert as the topic hands it over to a function: the part that is for all. */
function alertEvent(alert = sampleAlert()) {
  const { Message, Subject, MessageAttributes } = toAlertMessage(alert);
  const { default: document } = JSON.parse(Message) as { default: string };
  const attributes = Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
  );
  const text = toOriginText({ topicArn: TOPIC, document, attributes }, SIGNED_AT);
  const origin = encodeOrigin({ signedAt: SIGNED_AT, mac: macOf(text) });
  return eventOf({
    Message: document,
    Subject,
    MessageAttributes: toSnsAttributes({ ...attributes, origin }),
  });
}

function toSnsAttributes(attributes: Readonly<Record<string, string>>): Record<string, { Value: string }> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, Value]) => [name, { Type: 'String', Value }]),
  );
}

/** The same event with a message that differs. */
function changed(event: SNSEvent, change: (sns: SNSMessage) => Partial<SNSMessage>): SNSEvent {
  const Records = event.Records.map((one) => ({ ...one, Sns: { ...one.Sns, ...change(one.Sns) } }));
  return { Records };
}

test('a signed alert becomes a notification with the first steps of its rule', async () => {
  const { messages, warnings } = await told(alertEvent());
  expect([messages.length, warnings]).toEqual([1, []]);
  expect(messages[0]?.subject).toBeUndefined();
  expect(JSON.parse(messages[0]?.message ?? '')).toMatchObject({
    version: '1.0',
    source: 'custom',
    content: {
      title: '[HIGH] CloudTrail logging stopped (111122223333, eu-west-1)',
      nextSteps: ['Start it again.', expect.stringContaining('https://eu-west-1.console.aws.amazon.com/')],
      keywords: ['high', 'trail-stopped'],
    },
  });
});

const { origin: SIGNATURE = { Value: '' } } = (alertEvent().Records[0]?.Sns.MessageAttributes ??
  {}) as Record<string, { Value: string }>;

test.each<[string, (sns: SNSMessage) => Partial<SNSMessage>, string]>([
  [
    'without a signature',
    ({ MessageAttributes: { origin, ...others } }) => ({ MessageAttributes: others }),
    'it is not signed',
  ],
  ['with a signature of no form', (sns) => withAttribute(sns, 'origin', 'v1 soon'), 'it is not signed'],
  [
    'with another document',
    ({ Message }) => ({ Message: Message.replace('alice', 'bob') }),
    'another message or key',
  ],
  [
    'with other first steps',
    (sns) => withAttribute(sns, 'firstSteps', '["Call 555"]'),
    'another message or key',
  ],
  ['with an attribute more', (sns) => withAttribute(sns, 'note', 'x'), 'another message or key'],
  ['of another topic', () => ({ TopicArn: `${TOPIC}-of-others` }), 'another message or key'],
  [
    'that was copied a day later',
    () => ({ Timestamp: '2026-11-21T03:00:00.000Z' }),
    'a copy of an earlier message',
  ],
])('an alert %s is marked, and has no thread and no link', async (_, change, reason) => {
  const { content, metadata, id } = await firstNotification(changed(alertEvent(), change));
  expect([metadata, id]).toEqual([undefined, undefined]);
  expect(content.title).toMatch(/^\[UNVERIFIED SENDER\] \[HIGH\] CloudTrail logging stopped/);
  expect(content.description).toContain(reason);
  expect(JSON.stringify(content)).not.toContain('https:');
});

function withAttribute({ MessageAttributes }: SNSMessage, name: string, value: string): Partial<SNSMessage> {
  return {
    MessageAttributes: { ...MessageAttributes, ...toSnsAttributes({ [name]: value }) },
  } as Partial<SNSMessage>;
}

test('the signature of an alert proves nothing of a text', async () => {
  const event = eventOf({ Message: 'all is well', MessageAttributes: { origin: SIGNATURE } });
  expect((await firstNotification(event)).content.title).toBe(
    '[UNVERIFIED SENDER] Message on the alert topic',
  );
});

test('without an answer of KMS the alert is told, marked, and the log has why', async () => {
  const { messages, warnings } = await told(alertEvent(), {
    verifyMac: () => Promise.reject(new Error('throttled')),
  });
  expect(messages[0]?.message).toContain('the check failed');
  expect(warnings).toEqual(['the sender of a message could not be checked; the message is marked']);
});

describe('an alarm', () => {
  test('that CloudWatch has goes on as it is, with its subject', async () => {
    const { messages } = await told(eventOf({ Message: ALARM, Subject: 'ALARM: it' }), {
      alarm: ALARM_STATE,
    });
    expect(messages).toEqual([{ subject: 'ALARM: it', message: ALARM }]);
  });

  test.each<[string, AlarmState | undefined]>([
    ['that there is not', undefined],
    ['in another state', { ...ALARM_STATE, state: 'OK' }],
    ['with another reason', { ...ALARM_STATE, reason: 'Sign in at https://evil.example' }],
    ['with another description', { ...ALARM_STATE, description: '' }],
    ['of another account', { ...ALARM_STATE, arn: ALARM_STATE.arn.replace('1111', '2222') }],
    ['of an hour ago', { ...ALARM_STATE, changedAtMs: ALARM_STATE.changedAtMs - 3_600_000 }],
    ['that notifies another topic', { ...ALARM_STATE, actions: ['arn:other'] }],
  ])('%s is marked', async (_, alarm) => {
    const { content } = await firstNotification(eventOf({ Message: ALARM, Subject: 'ALARM: it' }), { alarm });
    expect(content.title).toBe('[UNVERIFIED SENDER] ALARM: it');
    expect(content.description).toContain('CloudWatch has no alarm in this state for this topic');
    expect(content.description).toContain(ALARM_NAME);
  });
});

test.each([
  [
    'an event of EventBridge',
    JSON.stringify({ version: '0', 'detail-type': 'GuardDuty Finding', detail: {} }),
  ],
  [
    'a custom notification',
    JSON.stringify({
      version: '1.0',
      source: 'custom',
      content: { description: '<https://evil.example|x>' },
    }),
  ],
  ['a text', 'the disk is full'],
  ['an alert of another version', JSON.stringify({ ...sampleAlert(), version: 3 })],
  ['a damaged alert', JSON.stringify(sampleAlert()).slice(0, -9)],
  ['a JSON text that is no object', '[1]'],
])('%s is shown as a marked text, without links', async (_, Message) => {
  const { source, content } = await firstNotification(eventOf({ Message, Subject: 'Note' }));
  expect([source, content.title]).toEqual(['custom', '[UNVERIFIED SENDER] Note']);
  expect(content.description).not.toMatch(/https:|<http/);
});

test('an alert of version 1 has the first steps of its attributes, unless they are no list', async () => {
  const { firstSteps, ruleName, links, ...members } = sampleAlert();
  expect([firstSteps, ruleName, links]).not.toContain(undefined);
  const event = changed(alertEvent(), (sns) => {
    const Message = JSON.stringify({ ...members, version: 1 });
    return { ...withAttribute(sns, 'firstSteps', '["Look at it."]'), Message };
  });
  expect((await firstNotification(event)).content.nextSteps).toEqual(['Look at it.']);
  const damaged = changed(event, (sns) => withAttribute(sns, 'firstSteps', '{"a"'));
  expect((await firstNotification(damaged)).content.nextSteps).toBeUndefined();
});

test('a message that could not be published fails the call, so that Lambda tries it again', async () => {
  const fault = new Error('throttled');
  const ports: ChatPorts = {
    publish: () => Promise.reject(fault),
    verifyMac: async () => true,
    readAlarm: async () => undefined,
    warn: () => {},
  };
  await expect(notifyChat(eventOf({ Message: ALARM }), ports)).rejects.toMatchObject({
    message: 'the chat topic could not be sent message m0',
    cause: fault,
  });
});

test('a message is published to the chat topic as it is', async () => {
  const sns = mockClient(SNSClient).on(PublishCommand).resolves({ MessageId: '1' });
  await publishMessage(new SNSClient({}), 'arn:chat', { message: ALARM });
  expect(sns.call(0).args[0].input).toEqual({ TopicArn: 'arn:chat', Subject: undefined, Message: ALARM });
});
