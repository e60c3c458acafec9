import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { CREATED_CONSTRUCTS } from './created-constructs';
import { CREATE, Parts } from './every-construct';
import { ACCOUNT, REGION, synthError } from './synthesize';

test('every construct that the package exports is tried', () => {
  expect(Object.keys(CREATE).sort()).toEqual(CREATED_CONSTRUCTS.map(([name]) => name).sort());
});

test.each(Object.entries(CREATE))('a template with null fails with %s alone in its stack', (_, create) => {
  const app = new App();
  const alone = new Stack(app, 'Alone', { env: { account: ACCOUNT, region: REGION } });
  create(alone, new Parts(app));
  const handle = new CfnResource(alone, 'Handle', { type: 'AWS::CloudFormation::WaitConditionHandle' });
  handle.addPropertyOverride('Pattern', [null]);
  expect(synthError(alone)).toContain(
    "the template of the stack 'Alone' has null at Resources.Handle.Properties.Pattern.0",
  );
});
