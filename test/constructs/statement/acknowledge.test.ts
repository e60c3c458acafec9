import { App, Aspects, type CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag-2';
import { acknowledge } from '../../../lib/constructs/statement/acknowledge';

const WILDCARD = { id: 'AwsSolutions-IAM5[Resource::*]', reason: 'every file is read' };
const CONTROL = { id: 'AwsSolutions-S1', reason: 'it is the log bucket itself' };

afterEach(() => jest.restoreAllMocks());

function bucketOf(app: App): Bucket {
  const bucket = new Bucket(new Stack(app, 'Stack'), 'Bucket');
  acknowledge(bucket, CONTROL);
  acknowledge(bucket, WILDCARD);
  return bucket;
}

function metadataOf(bucket: Bucket): unknown {
  return (bucket.node.defaultChild as CfnResource).getMetadata('cdk_nag');
}

test('a finding is acknowledged with the validations of the CDK, and the template stays as it is', () => {
  const app = new App();
  const bucket = bucketOf(app);
  app.synth();
  expect(metadataOf(bucket)).toBeUndefined();
  // Undefined in versions of the CDK that the types do not describe.
  const { ACKNOWLEDGED_RULES_METADATA_KEY } = (Validations as typeof Validations | undefined) ?? {};
  const acknowledged = ACKNOWLEDGED_RULES_METADATA_KEY === undefined ? [] : [ACKNOWLEDGED_RULES_METADATA_KEY];
  expect(bucket.node.metadata.map(({ type }) => type)).toEqual(expect.arrayContaining(acknowledged));
});

test('the findings are in the metadata that cdk-nag 2 reads where one of its packs is applied, even later', () => {
  const app = new App();
  const bucket = bucketOf(app);
  Aspects.of(app).add(new AwsSolutionsChecks({ reports: false }));
  app.synth();
  expect(metadataOf(bucket)).toEqual({
    rules_to_suppress: [
      CONTROL,
      { id: 'AwsSolutions-IAM5', reason: WILDCARD.reason, applies_to: ['Resource::*'] },
    ],
  });
});

/** As in version 2.263 of the CDK. Older ones have no validations, or none that are acknowledged. */
function refuseIds(): void {
  const { prototype } = (Validations as typeof Validations | undefined) ?? {};
  if (prototype?.acknowledge === undefined) return;
  jest.spyOn(prototype, 'acknowledge').mockImplementation((...findings) => {
    const refused = findings.find(({ id }) => id.split('::').length > 2 || id.startsWith('::'));
    if (refused !== undefined) throw new Error(`Invalid validation rule ID '${refused.id}'`);
  });
}

test('a finding with the ARN of the partition in its id is left alone by a CDK that refuses such an id', () => {
  refuseIds();
  const id = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::logs/*]';
  expect(() =>
    acknowledge(new Stack(new App(), 'Stack'), { id, reason: 'every file is read' }),
  ).not.toThrow();
});

test('fails where the CDK refuses an id for another reason', () => {
  refuseIds();
  const refuse = () => acknowledge(new Stack(new App(), 'Stack'), { id: '::S1', reason: 'it has no name' });
  if ((Validations as typeof Validations | undefined)?.prototype.acknowledge === undefined) return;
  expect(refuse).toThrow("Invalid validation rule ID '::S1'");
});
