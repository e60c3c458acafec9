import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AlertTopic } from '../../../lib/index';
import { newStack } from '../synthesize';

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
  const once = 'is given twice, but SNS subscribes an address only once; remove one';
  expect(twice(() => topic.addHttps('https://a.example.com/x'))).toThrow(
    `url 'https://a.example.com/x' ${once}`,
  );
  expect(twice(() => topic.addQueue(queue))).toThrow(`queue 'Stack/Pager' ${once}`);
  expect(twice(() => topic.addFunction(target))).toThrow(`target 'Stack/Own' ${once}`);
});
