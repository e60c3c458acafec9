import { CfnParameter } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AlertTopic } from '../../../lib/index';
import { newStack } from '../synthesize';

/** The logical ids of subscriptions, by their endpoints. */
function idsOf(subscribe: (topic: AlertTopic, value: string) => void, names: readonly string[]) {
  const stack = newStack();
  const topic = new AlertTopic(stack, 'Alerts');
  const values = ['First', 'Second'].map((id) => [id, new CfnParameter(stack, id).valueAsString] as const);
  const known = new Map(values);
  for (const name of names) subscribe(topic, known.get(name)!);
  return Object.fromEntries(
    Object.entries(Template.fromStack(stack).findResources('AWS::SNS::Subscription')).map(
      ([id, { Properties }]) => [Properties.Endpoint.Ref, id],
    ),
  );
}

test.each([
  ['addHttps', (topic: AlertTopic, value: string) => topic.addHttps(value)],
  ['addEmail', (topic: AlertTopic, value: string) => topic.addEmail(value)],
])('%s: an address that only the deployment knows keeps its id when another goes', (_, subscribe) => {
  const both = idsOf(subscribe, ['First', 'Second']);
  expect(idsOf(subscribe, ['Second', 'First'])).toEqual(both);
  expect(idsOf(subscribe, ['Second'])).toEqual({ Second: both.Second });
});

test('an endpoint that is given twice is one sentence', () => {
  const stack = newStack();
  const topic = new AlertTopic(stack, 'Alerts');
  const queue = new Queue(stack, 'Pager');
  const target = new LambdaFunction(stack, 'Own', {
    ...{
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = () => {}'),
    },
  });
  const twice = (add: () => void) => () => {
    add();
    add();
  };
  const once = 'is given twice, and SNS subscribes an address once; give it once';
  expect(twice(() => topic.addHttps('https://a.example.com/x'))).toThrow(
    `url 'https://a.example.com/x' ${once}`,
  );
  expect(twice(() => topic.addQueue(queue))).toThrow(`queue 'Stack/Pager' ${once}`);
  expect(twice(() => topic.addFunction(target))).toThrow(`target 'Stack/Own' ${once}`);
});
