import { type App, NestedStack, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  AlertResponse,
  AlertTopic,
  ChatTopic,
  LogArchive,
  LogProcessor,
  Responder,
  SecurityHubSink,
} from '../../../lib/index';
import { newStack, oneRule, TRAIL } from '../synthesize';

test.each<[string, (nested: Stack, alertTopic: AlertTopic) => void]>([
  [
    'LogProcessor',
    (nested, alertTopic) => {
      const archive = new LogArchive(nested, 'Archive', { trails: [TRAIL] });
      new LogProcessor(nested, 'It', { archive, alertTopic, rules: oneRule() });
    },
  ],
  ['SecurityHubSink', (nested, alertTopic) => new SecurityHubSink(nested, 'It', { alertTopic })],
  ['ChatTopic', (nested, alertTopic) => new ChatTopic(nested, 'It', { alertTopic })],
  [
    'Responder',
    (nested, alertTopic) =>
      new Responder(nested, 'It', {
        alertTopic,
        responses: [AlertResponse.startLogging({ rules: oneRule() })],
      }),
  ],
  ['a queue', (nested, alertTopic) => alertTopic.addQueue(new Queue(nested, 'It'))],
])('%s may be in a nested stack of the stack of the alert topic', (_, create) => {
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const nested = new NestedStack(stack, 'Nested');
  create(nested, alertTopic);
  (stack.node.root as App).synth();
  const [subscription] = Object.values(Template.fromStack(nested).findResources('AWS::SNS::Subscription'));
  expect(JSON.stringify(subscription?.Properties.TopicArn)).toMatch(/^\{"Ref":"reference/);
});
