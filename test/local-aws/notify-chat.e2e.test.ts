import { join } from 'node:path';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { SNSMessage, SQSEvent } from 'aws-lambda';
import type { ChatNotification } from '../../lib/core/alert/message/chat-notification';
import { AlertTopic, ChatTopic } from '../../lib/index';
import { sampleAlert } from '../core/alert/sample-alert';
import { AlertMailbox } from './alert-mailbox';
import { FunctionContainer } from './function-container';
import { messageOf, signedMessage } from './signed-message';
import { LOCAL_REGION, type LocalAws, startLocalAws } from './start-local-aws';

const KEY_ARN = `arn:aws:kms:${LOCAL_REGION}:000000000000:key/alerts`;
const TOPIC_ARN = `arn:aws:sns:${LOCAL_REGION}:000000000000:alerts`;
const SENT_AT_MS = Date.UTC(2026, 10, 20, 3);

let aws: LocalAws;
let mailbox: AlertMailbox;
let container: FunctionContainer;

beforeAll(async () => {
  aws = await startLocalAws();
  const { TopicArn = '' } = await aws.sns.send(new CreateTopicCommand({ Name: 'chat' }));
  mailbox = await AlertMailbox.subscribe(aws, TopicArn);
  container = await FunctionContainer.start({
    aws,
    // there is no CloudWatch: what asks for an alarm fails at once
    environment: { AWS_ENDPOINT_URL_CLOUDWATCH: 'http://127.0.0.1:1' },
    source: {
      functionId: 'Chat',
      ...functionOf(TopicArn),
    },
  });
});

afterAll(async () => {
  await container?.stop();
  await aws?.stop();
});

/** The function as the construct makes it, with the topic's ARN for its reference. */
function functionOf(topicArn: string) {
  const stack = new Stack(new App(), 'Chat');
  new ChatTopic(stack, 'Chat', { alertTopic: new AlertTopic(stack, 'Alerts') });
  const [found] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const { Handler, Timeout, Environment } = found?.Properties ?? {};
  const environment = { TRAILWATCH_CHAT_TOPIC_ARN: topicArn, TRAILWATCH_ORIGIN_KEY_ARNS: KEY_ARN };
  expect(Object.keys(Environment.Variables).sort()).toEqual(Object.keys(environment).sort());
  return {
    codeFolder: join(__dirname, '../../dist/lambda/notify-chat'),
    handler: Handler as string,
    timeoutSeconds: Timeout as number,
    environment,
  };
}

const publishedAlert = (keyArn: string) =>
  signedMessage({ aws, keyArn, alert: sampleAlert(), topicArn: TOPIC_ARN, sentAtMs: SENT_AT_MS });

/** What chat is told of a message. */
async function told(Sns: SNSMessage): Promise<ChatNotification> {
  // The container takes the events of queues; what it is given it passes on as it is.
  await container.invoke({ Records: [{ Sns }] } as unknown as SQSEvent);
  const [message] = await mailbox.take(5);
  return message?.alert as unknown as ChatNotification;
}

test('the shipped function verifies what the shipped functions sign, and tells of the alert', async () => {
  expect(await told(await publishedAlert(KEY_ARN))).toMatchObject({
    version: '1.0',
    source: 'custom',
    id: sampleAlert().id,
    content: { title: '[HIGH] CloudTrail logging stopped (111122223333, eu-west-1)' },
  });
});

test('an alert with the code of another key is marked, and so is one that was changed', async () => {
  const { content } = await told(await publishedAlert(`${KEY_ARN}-of-others`));
  expect(content.title).toMatch(/^\[UNVERIFIED SENDER\] \[HIGH\] CloudTrail/);
  const signed = await publishedAlert(KEY_ARN);
  const changed = await told({ ...signed, Message: signed.Message.replace('alice', 'bob') });
  expect(changed.content.description).toContain('its signature is for another message or key');
});

test('an alarm that cannot be looked up is marked, and told', async () => {
  const Message = JSON.stringify({ AlarmName: 'trail/CloudWatch.1', NewStateValue: 'ALARM' });
  const { content } = await told(messageOf({ Message }, { topicArn: TOPIC_ARN, sentAtMs: SENT_AT_MS }));
  expect(content.title).toBe('[UNVERIFIED SENDER] Message on the alert topic');
  expect(content.description).toContain('the check failed');
});
