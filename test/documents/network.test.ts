import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Trailwatch } from '../../lib/index';
import { ROOT } from './code-blocks';

/** The services of the page, by the prefixes of their actions. Lambda itself writes logs. */
const SERVICES: Readonly<Record<string, string>> = {
  account: 'Account Management',
  cloudformation: 'CloudFormation',
  cloudtrail: 'CloudTrail',
  cloudwatch: 'CloudWatch',
  dynamodb: 'DynamoDB',
  events: 'EventBridge',
  kms: 'KMS',
  lambda: 'Lambda',
  s3: 'S3',
  sns: 'SNS',
  sqs: 'SQS',
  ssm: 'Systems Manager',
};

const PARTS = {
  Processor: 'LogProcessor',
  Integrity: 'IntegrityMonitor',
  Realtime: 'RealtimeAlerts',
  Delivery: 'DeliveryMonitor',
};

const stack = new Stack(new App(), 'S', { env: { account: '111122223333', region: 'eu-west-1' } });
new Trailwatch(stack, 'T', { emails: ['a@example.com'], silences: {}, realtime: {}, deliveryMonitor: {} });
const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));

test.each(Object.entries(PARTS))('the page of the network has every service that %s may call', (id, name) => {
  const actions = policies
    .filter(([logicalId]) => logicalId.startsWith(`T${id}Role`))
    .flatMap(([, { Properties }]) =>
      Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: unknown }) => Action),
    );
  const prefixes = new Set(actions.map((action: string) => action.split(':')[0] ?? ''));
  prefixes.delete('logs');
  expect(prefixes.size).toBeGreaterThan(4);
  const page = readFileSync(join(ROOT, 'docs/deploy/network.md'), 'utf8');
  const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
  expect([...prefixes].filter((prefix) => !row.includes(SERVICES[prefix] ?? prefix))).toEqual([]);
});

test('the aspect of the page gives every function FIPS endpoints, and takes nothing from its environment', () => {
  const environments = (withFips: boolean) => {
    const audit = new Stack(new App(), 'S', { env: { account: '111122223333', region: 'us-east-1' } });
    new Trailwatch(audit, 'T', { emails: ['a@example.com'], realtime: {}, deliveryMonitor: {} });
    if (withFips)
      Aspects.of(audit).add({
        visit: (node) => {
          if (node instanceof LambdaFunction) node.addEnvironment('AWS_USE_FIPS_ENDPOINT', 'true');
        },
      });
    const functions = Template.fromStack(audit).findResources('AWS::Lambda::Function');
    return Object.entries(functions).map(([id, { Properties }]) => [id, Properties.Environment.Variables]);
  };
  const without = environments(false);
  expect(without.length).toBeGreaterThan(3);
  expect(environments(true)).toEqual(
    without.map(([id, variables]) => [id, { ...variables, AWS_USE_FIPS_ENDPOINT: 'true' }]),
  );
});
