import { type EstateStack, resourceName, resourcesOf } from '../../../lib/core/estate/estate';

const STACK: EstateStack = {
  ...{ name: 'Audit', account: '111122223333', region: 'eu-west-1', partition: 'aws' },
  file: 'cdk.out/Audit.template.json',
  template: {
    Resources: {
      Bucket83908E77: {
        Type: 'AWS::S3::Bucket',
        Metadata: { 'aws:cdk:path': 'Audit/LogArchive/Bucket/Resource' },
      },
      Trail: { Type: 'AWS::CloudTrail::Trail' },
    },
  },
};

describe('a stack of an estate', () => {
  it('gives its resources, all or of one type', () => {
    expect(resourcesOf([STACK]).map(({ logicalId }) => logicalId)).toEqual(['Bucket83908E77', 'Trail']);
    expect(resourcesOf([STACK], 'AWS::CloudTrail::Trail').map(({ logicalId }) => logicalId)).toEqual([
      'Trail',
    ]);
  });

  it('calls a resource by the path of its construct, or by stack and logical id', () => {
    expect(resourcesOf([STACK]).map(resourceName)).toEqual(['Audit/LogArchive/Bucket', 'Audit/Trail']);
  });
});
