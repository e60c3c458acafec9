import { join } from 'node:path';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { SQSEvent } from 'aws-lambda';
import { AlertTopic, ChatTopic } from '../../lib/index';
import { sampleAlert } from '../core/alert/sample-alert';
import { AlertMailbox } from './alert-mailbox';
import { FunctionContainer } from './function-container';
import { type LocalAws, startLocalAws } from './start-local-aws';

let aws: LocalAws;
let mailbox: AlertMailbox;
let container: FunctionContainer;

beforeAll(async () => {
  aws = await startLocalAws();
  const { TopicArn = '' } = await aws.sns.send(new CreateTopicCommand({ Name: 'chat' }));
  mailbox = await AlertMailbox.subscribe(aws, TopicArn);
  container = await FunctionContainer.start({
    aws,
    source: {
      functionId: 'Chat',
      queueUrl: '',
      deadLetterQueueUrl: undefined,
      batchSize: 1,
      ...functionOf(TopicArn),
    },
  });
}, 60_000);

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
  const environment = Object.keys(Environment.Variables).map((name) => [name, topicArn]);
  return {
    codeFolder: join(__dirname, '../../dist/lambda/notify-chat'),
    handler: Handler as string,
    timeoutSeconds: Timeout as number,
    environment: Object.fromEntries(environment) as Record<string, string>,
  };
}

test('the shipped function makes a notification of an alert, and passes an alarm on', async () => {
  const alarm = { AlarmName: 'trail/CloudWatch.1', NewStateValue: 'ALARM' };
  for (const [index, message] of [sampleAlert(), alarm].entries()) {
    const Sns = {
      MessageId: `m${index}`,
      Subject: null,
      Message: JSON.stringify(message),
      MessageAttributes: {},
    };
    // The container takes the events of queues; what it is given it passes on as it is.
    await container.invoke({ Records: [{ Sns }] } as unknown as SQSEvent);
  }
  const told = (await mailbox.take(5)).map(({ alert }) => alert as unknown);
  expect(told).toEqual([
    expect.objectContaining({ version: '1.0', source: 'custom', id: sampleAlert().id }),
    alarm,
  ]);
}, 60_000);
