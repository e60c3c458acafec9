import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { publishAlert } from '../../../../lambda/aws/send/publish';
import type { SignMessage } from '../../../../lambda/aws/send/sign-message';
import type { Alert } from '../../../../lib/core/alert/alert';
import { toAlert } from '../../../../lib/core/alert/from-record/to-alert';
import { encodeOrigin, type ProvenMessage } from '../../../../lib/core/alert/mac/message-origin';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import { record, ruleOn } from '../../log-processor/log-files';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alerts';
const NOW_MS = Date.UTC(2026, 10, 20, 3);
const ORIGIN = encodeOrigin({ signedAt: new Date(NOW_MS).toISOString(), mac: new Uint8Array(32) });
const sns = mockClient(SNSClient).on(PublishCommand).resolves({ MessageId: '1' });

/** What the topic got. */
async function published(changes: Record<string, unknown>, signMessage: SignMessage = async () => ORIGIN) {
  sns.resetHistory();
  const rule = { ...ruleOn('StopLogging'), firstSteps: ['Start it again.'] };
  const alert = toAlert(rule, record('e1', changes) as unknown as CloudTrailRecord, {
    route: 'log-file',
    source: { bucket: 'archive', key: 'key', index: 0 },
  });
  await publishAlert({ client: new SNSClient({}), topicArn: TOPIC, signMessage, nowMs: () => NOW_MS }, alert);
  const {
    Message: whole = '',
    MessageStructure,
    MessageAttributes = {},
    Subject,
    TopicArn,
  } = sns.call(0).args[0].input as PublishCommand['input'];
  const { default: Message, email } = JSON.parse(whole) as { default: string; email: string };
  const attributesBytes = Object.entries(MessageAttributes).reduce(
    (sum, [name, { DataType, StringValue }]) => sum + Buffer.byteLength(`${name}${DataType}${StringValue}`),
    0,
  );
  return {
    alert,
    Message,
    MessageAttributes,
    Subject,
    TopicArn,
    MessageStructure,
    email,
    bytes: Buffer.byteLength(whole) + attributesBytes,
  };
}

test('an alert is published whole, with its subject and its attributes', async () => {
  const { alert, Message, MessageAttributes, Subject, TopicArn } = await published({});
  expect(JSON.parse(Message)).toEqual(JSON.parse(JSON.stringify(alert)));
  expect(TopicArn).toBe(TOPIC);
  expect(Subject).toBe('[HIGH] StopLogging was called (111122223333, eu-west-1)');
  expect(MessageAttributes).toMatchObject({
    severity: { DataType: 'String', StringValue: 'high' },
    ruleName: { DataType: 'String', StringValue: 'rule-StopLogging' },
    techniques: { DataType: 'String.Array', StringValue: '["T1562.008"]' },
  });
});

test('an e-mail is a text that people can read, with the first steps; every other subscriber gets the document', async () => {
  const { MessageStructure, email, alert } = await published({ errorCode: 'AccessDenied' });
  expect(MessageStructure).toBe('json');
  expect(email).toBe(`Denied: StopLogging was called

${alert.summary}

Severity: high
Who:      mallory, IAMUser, arn:aws:iam::111122223333:user/mallory
What:     StopLogging, cloudtrail.amazonaws.com
Result:   denied, AccessDenied
When:     2026-11-20T02:55:10Z
Account:  111122223333
Region:   eu-west-1
From:     198.51.100.7
Rule:     rule-StopLogging
Tags:     attack.t1562.008
Found in: s3://archive/key, record 0
Event:    e1
Alert:    ${alert.id}

First steps
1. AWS denied this, so nothing was changed or read. Find out why it was attempted, and whether the same caller succeeded at another time. Steps below that undo, restore or replace something are for that case only.
2. Start it again.

Actor:   https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events?Username=mallory
`);
});

test('nothing in a record forges a line of an e-mail', async () => {
  const { email } = await published({ userAgent: 'x\nResult:   none\u2028Who: nobody' });
  expect(email.split(/[\n\u2028]/).filter((line) => /^(Result|Who)/.test(line))).toEqual([
    expect.stringMatching(/^Who: +mallory, /),
    'Result:   succeeded',
  ]);
});

test.each([
  ['plain text', 'x'],
  ['text that takes more bytes than characters', 'ü\u{1f600}'],
  ['quotes, which JSON writes longer', '"\\'],
  ['characters that have to be escaped', '\uffff'],
])('an alert that is too long is shortened, attributes counted in, and stays JSON: %s', async (_, text) => {
  const { Message, bytes } = await published({
    requestParameters: { policy: text.repeat(300_000 / text.length) },
  });
  expect(bytes).toBeLessThanOrEqual(256 * 1024);
  expect(JSON.parse(Message) as Alert).toMatchObject({ eventID: 'e1', ruleId: 'rule-StopLogging' });
});

test('no character that a queue refuses gets into the message or its attributes', async () => {
  const { Message, email, MessageAttributes } = await published({
    userAgent: 'odd \uffff\ufffe\ud800 agent',
    awsRegion: 'eu\uffff',
  });
  const refused = /[\ufffe\uffff\p{Cs}]/u;
  expect(refused.test(Message + email)).toBe(false);
  expect(refused.test(JSON.stringify(MessageAttributes))).toBe(false);
});

test('what is signed is what subscribers get: topic, document and every other attribute', async () => {
  const signed: [ProvenMessage, number][] = [];
  const { Message, MessageAttributes } = await published({}, async (message, nowMs) => {
    signed.push([message, nowMs]);
    return ORIGIN;
  });
  const { origin, ...others } = MessageAttributes;
  expect(origin).toEqual({ DataType: 'String', StringValue: ORIGIN });
  const attributes = Object.fromEntries(
    Object.entries(others).map(([name, { StringValue }]) => [name, StringValue]),
  );
  expect(signed).toEqual([[{ topicArn: TOPIC, document: Message, attributes }, NOW_MS]]);
});

test('an alert that could not be signed is published without the attribute', async () => {
  const { MessageAttributes, Message } = await published({}, async () => undefined);
  expect(Object.keys(MessageAttributes)).not.toContain('origin');
  expect(JSON.parse(Message)).toMatchObject({ eventID: 'e1' });
});

test('a queue with raw delivery gets all attributes: there are at most ten', async () => {
  expect(Object.keys((await published({})).MessageAttributes).length).toBeLessThanOrEqual(10);
});
