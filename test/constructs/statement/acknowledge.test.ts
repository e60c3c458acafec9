import { App, Aspects, type CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag-2';
import { acknowledge } from '../../../lib/constructs/statement/acknowledge';

const WILDCARD = { id: 'AwsSolutions-IAM5[Resource::*]', reason: 'every file is read' };
const CONTROL = { id: 'AwsSolutions-S1', reason: 'it is the log bucket itself' };

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
