import { type CfnResource, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { acknowledge } from '../../../lib/constructs/statement/acknowledge';
import { newStack } from '../synthesize';

const WILDCARD = { id: 'AwsSolutions-IAM5[Resource::*]', reason: 'every file is read' };
const CONTROL = { id: 'AwsSolutions-S1', reason: 'it is the log bucket itself' };

function metadataOf(bucket: Bucket): unknown {
  return (bucket.node.defaultChild as CfnResource).getMetadata('cdk_nag');
}

test('a finding is acknowledged with the validations of the CDK, and the template stays as it is', () => {
  const bucket = new Bucket(newStack(), 'Bucket');
  acknowledge(bucket, CONTROL);
  expect(metadataOf(bucket)).toBeUndefined();
  expect(bucket.node.metadata.map(({ type }) => type)).toContain(Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
});

describe('in a CDK that has no acknowledgements', () => {
  const { acknowledge: known } = Validations.prototype;

  beforeAll(() => Reflect.deleteProperty(Validations.prototype, 'acknowledge'));
  afterAll(() => {
    Validations.prototype.acknowledge = known;
  });

  test('the findings are in the metadata that cdk-nag 2 reads', () => {
    const bucket = new Bucket(newStack(), 'Bucket');
    acknowledge(bucket, CONTROL);
    acknowledge(bucket, WILDCARD);
    expect(metadataOf(bucket)).toEqual({
      rules_to_suppress: [
        CONTROL,
        { id: 'AwsSolutions-IAM5', reason: WILDCARD.reason, applies_to: ['Resource::*'] },
      ],
    });
  });
});
