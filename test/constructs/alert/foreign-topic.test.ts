import { App, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlertResponse, AlertTopic, ChatTopic, Responder, RuleSet } from '../../../lib/index';

test.each([
  [
    'responder',
    (stack: Stack, alertTopic: ReturnType<typeof AlertTopic.fromTopic>) =>
      new Responder(stack, 'It', {
        alertTopic,
        responses: [
          AlertResponse.startLogging({ rules: RuleSet.builtIn().only('trail-stopped-or-deleted') }),
        ],
      }),
  ],
  [
    'chat topic',
    (stack: Stack, alertTopic: ReturnType<typeof AlertTopic.fromTopic>) =>
      new ChatTopic(stack, 'It', { alertTopic }),
  ],
])('a %s of another account than the topic is refused', (noun, create) => {
  const env = { account: '444455556666', region: 'eu-west-1' };
  const stack = new Stack(new App(), 'Other', { env });
  const topic = Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alerts');
  const alertTopic = AlertTopic.fromTopic(stack, 'Alerts', topic);
  expect(() => create(stack, alertTopic)).toThrow(`the ${noun} would be in '444455556666'`);
});
