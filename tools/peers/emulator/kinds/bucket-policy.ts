import { GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { parseDocument, type ResourceKind } from '../resource-kind';

/** `AWS::S3::BucketPolicy` */
export const bucketPolicy: ResourceKind = {
  async read({ s3 }, { ref: Bucket }) {
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    return { Bucket, PolicyDocument: parseDocument(Policy) };
  },
  async create({ s3 }, { properties }) {
    const Bucket = String(properties.Bucket);
    const Policy = JSON.stringify(properties.PolicyDocument);
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    return { ref: Bucket, attributes: {} };
  },
};
