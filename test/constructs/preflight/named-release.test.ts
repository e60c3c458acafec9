import { App, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AlertTopic } from '../../../lib/index';
import { version } from '../../../package.json';

test('the template of a stack names the release beside what its user wrote, and those in it do not', () => {
  const stack = new Stack(new App(), 'Audit');
  const nested = new NestedStack(stack, 'Nested');
  for (const scope of [stack, nested]) new AlertTopic(scope, 'Alerts', { emails: ['soc@example.com'] });
  stack.templateOptions.metadata = { Owner: 'platform' };
  expect(Template.fromStack(stack).toJSON().Metadata).toEqual({
    Owner: 'platform',
    Trailwatch: { Version: version },
  });
  expect(Template.fromStack(nested).toJSON()).not.toHaveProperty('Metadata');
});

test('a stack without a construct of the package names none', () => {
  const stack = new Stack(new App(), 'Shop');
  new CfnResource(stack, 'Handle', { type: 'AWS::CloudFormation::WaitConditionHandle' });
  expect(Template.fromStack(stack).toJSON()).not.toHaveProperty('Metadata');
});
