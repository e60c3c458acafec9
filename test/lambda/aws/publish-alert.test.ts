import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { publishAlert } from '../../../lambda/aws/publish-alert';
import type { Alert } from '../../../lib/core/alert/alert';
import { toAlert } from '../../../lib/core/alert/to-alert';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { record, ruleOn } from '../log-processor/log-files';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alerts';
const sns = mockClient(SNSClient).on(PublishCommand).resolves({ MessageId: '1' });

/** What the topic got. */
async function published(changes: Record<string, unknown>) {
  sns.resetHistory();
  const alert = toAlert(ruleOn('StopLogging'), record('e1', changes) as unknown as CloudTrailRecord, {
    route: 'log-file',
    source: { bucket: 'archive', key: 'key', index: 0 },
  });
  await publishAlert(new SNSClient({}), TOPIC, alert, 'stop-logging');
  const {
    Message = '',
    MessageAttributes = {},
    Subject,
    TopicArn,
  } = sns.call(0).args[0].input as PublishCommand['input'];
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
    bytes: Buffer.byteLength(Message) + attributesBytes,
  };
}

test('an alert is published whole, with its subject and its attributes', async () => {
  const { alert, Message, MessageAttributes, Subject, TopicArn } = await published({});
  expect(JSON.parse(Message)).toEqual(JSON.parse(JSON.stringify(alert)));
  expect(TopicArn).toBe(TOPIC);
  expect(Subject).toBe('[HIGH] StopLogging was called (111122223333, eu-west-1)');
  expect(MessageAttributes).toMatchObject({
    severity: { DataType: 'String', StringValue: 'high' },
    ruleName: { DataType: 'String', StringValue: 'stop-logging' },
    techniques: { DataType: 'String.Array', StringValue: '["T1562.008"]' },
  });
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
  const { Message, MessageAttributes } = await published({
    userAgent: 'odd \uffff\ufffe\ud800 agent',
    awsRegion: 'eu\uffff',
  });
  const refused = /[\ufffe\uffff\p{Cs}]/u;
  expect(refused.test(Message)).toBe(false);
  expect(refused.test(JSON.stringify(MessageAttributes))).toBe(false);
});
