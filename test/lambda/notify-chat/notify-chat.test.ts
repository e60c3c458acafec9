import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SNSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { publishMessage } from '../../../lambda/aws/publish-message';
import { notifyChat } from '../../../lambda/notify-chat/notify-chat';
import { toAlertMessage } from '../../../lib/core/alert/message/alert-message';
import type { ChatMessage } from '../../../lib/core/alert/message/to-chat-message';
import { sampleAlert } from '../../core/alert/sample-alert';

const ALARM = JSON.stringify({
  AlarmName: 'trail/CloudWatch.1',
  NewStateValue: 'ALARM',
  OldStateValue: 'OK',
});

/** The event as SNS calls a function with a message; without a subject it says null. */
function eventOf(...messages: { Message: string; Subject?: string; MessageAttributes?: object }[]): SNSEvent {
  const Records = messages.map((message, index) => ({
    Sns: { MessageId: `m${index}`, Subject: null, MessageAttributes: {}, ...message },
  }));
  return { Records } as unknown as SNSEvent;
}

/** What chat is told of such an event. */
async function told(event: SNSEvent): Promise<ChatMessage[]> {
  const messages: ChatMessage[] = [];
  await notifyChat(event, async (message) => {
    messages.push(message);
  });
  return messages;
}

/** An alert as the topic hands it over to a function: the part that is for all. */
function alertEvent() {
  const { Message, Subject, MessageAttributes } = toAlertMessage(sampleAlert(), {
    ruleName: 'trail-stopped',
    firstSteps: ['Start it again.'],
  });
  const attributes = Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [
    name,
    { Type: DataType, Value: StringValue },
  ]);
  const { default: document } = JSON.parse(Message) as { default: string };
  return eventOf({ Message: document, Subject, MessageAttributes: Object.fromEntries(attributes) });
}

test('an alert becomes a notification with the first steps of its rule', async () => {
  const [message, ...more] = await told(alertEvent());
  expect(more).toEqual([]);
  expect(message?.subject).toBeUndefined();
  expect(JSON.parse(message?.message ?? '')).toMatchObject({
    version: '1.0',
    source: 'custom',
    content: {
      title: '[HIGH] CloudTrail logging stopped (111122223333, eu-west-1)',
      nextSteps: ['Start it again.', expect.stringContaining('https://eu-west-1.console.aws.amazon.com/')],
      keywords: ['high', 'trail-stopped'],
    },
  });
});

test.each([
  ['an alarm', ALARM],
  [
    'an event of EventBridge',
    JSON.stringify({ version: '0', 'detail-type': 'GuardDuty Finding', detail: {} }),
  ],
  ['a custom notification', JSON.stringify({ version: '1.0', source: 'custom', content: {} })],
])('%s goes on as it is, with its subject', async (_, Message) => {
  expect(await told(eventOf({ Message, Subject: 'ALARM: it' }))).toEqual([
    { subject: 'ALARM: it', message: Message },
  ]);
  expect(await told(eventOf({ Message }))).toEqual([{ subject: undefined, message: Message }]);
});

test.each([
  ['a text', 'the disk is full'],
  ['an alert of another version', JSON.stringify({ ...sampleAlert(), version: 2 })],
  ['a damaged alert', JSON.stringify(sampleAlert()).slice(0, -9)],
  ['a JSON text that is no object', '[1]'],
])('%s is shown as a text, since chat leaves out what it does not know', async (_, Message) => {
  const [message] = await told(eventOf({ Message, Subject: 'Note' }));
  const { source, content } = JSON.parse(message?.message ?? '');
  expect([source, content.title]).toEqual(['custom', 'Note']);
  expect(content.description).not.toBe('');
});

test('first steps that are no list are left out, and the alert is told', async () => {
  const event = alertEvent();
  for (const { Sns } of event.Records) Sns.MessageAttributes.firstSteps = { Type: 'String', Value: '{"a"' };
  const [message] = await told(event);
  expect(JSON.parse(message?.message ?? '').content.nextSteps).toHaveLength(1);
});

test('a message that could not be published fails the call, so that Lambda tries it again', async () => {
  const fault = new Error('throttled');
  await expect(notifyChat(eventOf({ Message: ALARM }), () => Promise.reject(fault))).rejects.toMatchObject({
    message: 'the chat topic could not be told of message m0',
    cause: fault,
  });
});

test('a message is published to the chat topic as it is', async () => {
  const sns = mockClient(SNSClient).on(PublishCommand).resolves({ MessageId: '1' });
  await publishMessage(new SNSClient({}), 'arn:chat', { message: ALARM });
  expect(sns.call(0).args[0].input).toEqual({ TopicArn: 'arn:chat', Subject: undefined, Message: ALARM });
});
