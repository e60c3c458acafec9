import { textAt } from '../../alert/from-record/text-at';
import { isCallOf, type ResponseAction, refused } from '../response-action';
import { BUCKET_NAME } from './block-public-bucket';

/**
 * The statements of a bucket's policy that let everybody in are removed; all others stay. Where no statement is left, the policy is
 * deleted.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export const removePublicStatements: ResponseAction = {
  done: 'Statements that let everybody in were removed from the policy of a bucket',
  change: 'statements that let everybody in removed from the policy of a bucket',
  isRegional: true,
  isInAccount: true,
  plan: (record, { partition, accountId, region }) => {
    if (!isCallOf(record, 's3.amazonaws.com', ['PutBucketPolicy']))
      return refused('only PutBucketPolicy is answered by removing statements');
    const bucket = textAt(record, 'requestParameters', 'bucketName') ?? '';
    if (!BUCKET_NAME.test(bucket)) return refused('the record names no bucket');
    return {
      kind: 'act',
      resource: `arn:${partition}:s3:::${bucket}`,
      request: { bucket, accountId },
      undo: `aws s3api put-bucket-policy --bucket ${bucket} --region ${region}, with the policy of the record`,
    };
  },
  parameters: {
    'Bucket.$': '$.request.bucket',
    // A record may name a bucket of another account: S3 refuses the call then.
    'ExpectedBucketOwner.$': '$.request.accountId',
  },
  already: [],
  statements: ({ partition, account }) => [
    {
      Effect: 'Allow',
      Action: ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
      Resource: `arn:${partition}:s3:::*`,
      Condition: { StringEquals: { 's3:ResourceAccount': account } },
    },
  ],
};
