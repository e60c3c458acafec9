import { App, Stack, Tags } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { UnifiedTables, type UnifiedTablesProps } from '../../../lib/index';
import { ACCOUNT, newStack, REGION, resourceOf, synthError } from '../synthesize';

const INTEGRATION = 'AWS::ObservabilityAdmin::S3TableIntegration';

function stackWith(props?: UnifiedTablesProps, stack = newStack()): Stack {
  new UnifiedTables(stack, 'Tables', props);
  return stack;
}

test('events of CloudTrail are written to tables, once the role may write them', () => {
  const stack = newStack();
  const tables = new UnifiedTables(stack, 'Tables');
  Tags.of(stack).add('team', 'security');
  const { Properties, DependsOn } = resourceOf(stack, INTEGRATION);
  expect(Properties).toEqual({
    RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^TablesRole/), 'Arn'] },
    Encryption: { SseAlgorithm: 'AES256' },
    LogSources: [
      { Name: 'aws_cloudtrail', Type: 'management' },
      { Name: 'aws_cloudtrail', Type: 'data' },
    ],
    Tags: [{ Key: 'team', Value: 'security' }],
  });
  expect(DependsOn).toContainEqual(expect.stringMatching(/^TablesRoleDefaultPolicy/));
  expect(stack.resolve(tables.integrationArn)).toEqual({
    'Fn::GetAtt': [expect.stringMatching(/^Tables/), 'Arn'],
  });
});

test.each<[string, UnifiedTablesProps, readonly string[]]>([
  ['of CloudTrail', {}, ['aws/cloudtrail/*']],
  [
    'that a centralization rule named',
    { logGroupNames: ['central/*', 'aws/cloudtrail/*'] },
    ['central/*', 'aws/cloudtrail/*'],
  ],
])('the role is for log groups %s', (_, props, names) => {
  const stack = stackWith(props);
  const logGroup = (name: string) => ({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:logs:${REGION}:${ACCOUNT}:log-group:${name}`]],
  });
  const arns = names.length === 1 ? logGroup(names[0] ?? '') : names.map(logGroup);
  expect(resourceOf(stack, 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument.Statement).toEqual([
    {
      ...{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'logs.amazonaws.com' } },
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT }, ArnLike: { 'aws:SourceArn': arns } },
    },
  ]);
  expect(resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement).toEqual([
    {
      ...{ Effect: 'Allow', Action: 'logs:IntegrateWithS3Table', Resource: arns },
      Condition: { StringEquals: { 'aws:ResourceAccount': ACCOUNT } },
    },
  ]);
});

test('tables are encrypted with a key that CloudWatch and S3 Tables may use', () => {
  const stack = newStack();
  stackWith({ encryptionKey: new Key(stack, 'Key') }, stack);
  expect(resourceOf(stack, INTEGRATION).Properties.Encryption).toEqual({
    SseAlgorithm: 'aws:kms',
    KmsKeyArn: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
  });
});

test('fails with the statements where the key is imported, unless they are there', () => {
  const arn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`;
  const withKey = (keyPolicyManagedElsewhere: boolean) => {
    const stack = newStack();
    return stackWith({ encryptionKey: Key.fromKeyArn(stack, 'Key', arn), keyPolicyManagedElsewhere }, stack);
  };
  expect(synthError(withKey(false))).toMatch(
    /CloudWatch needs these statements[\s\S]*maintenance\.s3tables\.amazonaws\.com/,
  );
  expect(resourceOf(withKey(true), INTEGRATION).Properties.Encryption.KmsKeyArn).toBe(arn);
});

test('fails on no log group, and on a second integration in one account and Region', () => {
  expect(() => stackWith({ logGroupNames: [] })).toThrow('logGroupNames is empty');
  const stack = stackWith();
  new UnifiedTables(stack, 'Second');
  expect(synthError(stack)).toContain("'Stack/Tables' and 'Stack/Second' are in one account and Region");
  const app = new App();
  for (const region of [REGION, 'us-east-1']) {
    stackWith({}, new Stack(app, region, { env: { account: ACCOUNT, region } }));
  }
  expect(() => app.synth()).not.toThrow();
});

test('warns where CloudFormation has no type for it', () => {
  const stack = stackWith({}, newStack({ env: { account: ACCOUNT, region: 'cn-north-1' } }));
  // not synthesized: CDK's own validation knows, too, that the type is not there
  const warnings = stack.node.findAll().flatMap(({ node }) => node.metadata.map(({ data }) => String(data)));
  expect(warnings.filter((text) => text.includes('unifiedPartition'))).toHaveLength(1);
});
