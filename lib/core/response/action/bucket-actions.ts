import { textAt } from '../../fact/text-at';
import type { PolicyStatementData } from '../../policy/policy-statement-data';
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

/** An action on one bucket of the account by a call that names it. */
interface BucketAction extends Pick<ResponseAction, 'done' | 'change'> {
  /** The calls that are answered. */
  readonly calls: readonly string[];
  /** Why any other is refused. */
  readonly refusal: string;
  /** The command that takes it back, without `aws s3api` and what comes after the bucket and its Region. */
  readonly undo: readonly [command: string, rest: string];
  readonly actions: PolicyStatementData['Action'];
}

/** An action on one bucket, which the record names and a role of the account changes. */
function bucketAction({ calls, refusal, undo, actions, ...titles }: BucketAction): ResponseAction {
  return {
    ...titles,
    ...{ isRegional: true, isInAccount: true },
    plan: (record, { partition, accountId, region }) => {
      if (!isCallOf(record, 's3.amazonaws.com', calls)) return refused(refusal);
      const bucket = textAt(record, 'requestParameters', 'bucketName') ?? '';
      if (!BUCKET_NAME.test(bucket)) return refused('the record names no bucket');
      const [command, rest] = undo;
      return {
        kind: 'act',
        resource: `arn:${partition}:s3:::${bucket}`,
        request: { bucket, accountId },
        undo: `aws s3api ${command} --bucket ${bucket} --region ${region}${rest}`,
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
        Action: actions,
        Resource: `arn:${partition}:s3:::*`,
        Condition: { StringEquals: { 's3:ResourceAccount': account } },
      },
    ],
  };
}

/** Public access to a bucket is blocked: its ACLs and policies stay, and what is public in them has no effect. */
export const blockPublicBucket = bucketAction({
  done: 'Public access to a bucket was blocked',
  change: 'public access to a bucket blocked',
  calls: CALLS,
  refusal: `only ${CALLS.join(', ')} are answered by blocking a bucket`,
  undo: ['put-public-access-block', ', with its earlier settings'],
  actions: ['s3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock'],
});

/**
 * The public statements of a bucket's policy are removed; all others stay. Where no statement is left, the policy is deleted.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export const removePublicStatements = bucketAction({
  done: 'Statements that allow public access were removed from a bucket policy',
  change: 'statements that allow public access removed from a bucket policy',
  calls: ['PutBucketPolicy'],
  refusal: 'only PutBucketPolicy is answered by removing statements',
  undo: ['put-bucket-policy', ', with the policy of the record, or of a later PutBucketPolicy'],
  actions: ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
});
