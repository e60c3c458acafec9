import { textAt } from '../../alert/from-record/text-at';
import { isCallOf, type ResponseAction, refused } from '../response-action';

/** Calls on one bucket that can make it public. Those on the settings of a whole account name no bucket. */
const CALLS: readonly string[] = [
  'CreateBucket',
  'DeleteBucketPublicAccessBlock',
  'PutBucketAcl',
  'PutBucketPolicy',
  'PutBucketPublicAccessBlock',
];

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Public access to a bucket is blocked: its ACLs and policies stay, and what is public in them has no effect. */
export const blockPublicBucket: ResponseAction = {
  done: 'Public access to a bucket was blocked',
  change: 'public access to a bucket blocked',
  isRegional: true,
  isInAccount: true,
  plan: (record, { partition, accountId, region }) => {
    if (!isCallOf(record, 's3.amazonaws.com', CALLS))
      return refused(`only ${CALLS.join(', ')} are answered by blocking a bucket`);
    const bucket = textAt(record, 'requestParameters', 'bucketName') ?? '';
    if (!BUCKET_NAME.test(bucket)) return refused('the record names no bucket');
    return {
      kind: 'act',
      resource: `arn:${partition}:s3:::${bucket}`,
      request: { bucket, accountId },
      undo: `aws s3api delete-public-access-block --bucket ${bucket} --region ${region}`,
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
      Action: 's3:PutBucketPublicAccessBlock',
      Resource: `arn:${partition}:s3:::*`,
      Condition: { StringEquals: { 's3:ResourceAccount': account } },
    },
  ],
};
