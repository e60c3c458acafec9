import { RemovalPolicy } from 'aws-cdk-lib';
import { AlertTopic, LogArchive, LogProcessor } from '../../../lib/index';
import { newStack, oneRule, resourceOf, TRAIL } from '../synthesize';

function tableWith(props: { readonly removalPolicy?: RemovalPolicy; readonly sharedTableName?: string }) {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const alertTopic = new AlertTopic(stack, 'Alerts');
  new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule(), ...props });
  return resourceOf(stack, 'AWS::DynamoDB::Table');
}

test('a table that is retained is protected from deletion, and can be restored to any point in time', () => {
  const { Properties, DeletionPolicy } = tableWith({});
  expect([DeletionPolicy, Properties.DeletionProtectionEnabled]).toEqual(['Retain', true]);
  expect(Properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
});

test.each([
  ['of an environment for a test', { removalPolicy: RemovalPolicy.DESTROY }],
  ['with a name that another stack would need again', { sharedTableName: 'claims' }],
])('a table %s is deleted with its stack, so it is not protected', (_which, props) => {
  const { Properties, DeletionPolicy } = tableWith(props);
  expect([DeletionPolicy, Properties.DeletionProtectionEnabled]).toEqual(['Delete', undefined]);
});
