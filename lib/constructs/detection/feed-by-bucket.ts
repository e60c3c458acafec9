import type { Construct } from 'constructs';
import { toBucketNotificationStatement } from '../../core/policy/bucket-notification-statement';
import type { ILogArchive } from '../archive/log-archive-interface';
import { letSenderUse } from '../platform/store-key';
import { toPolicyStatement } from '../statement/to-policy-statement';
import type { WorkerQueues } from '../worker/worker-queue';
import { checkBucketRegion } from './check-bucket-region';

/**
 * Lets the archive's bucket put its S3 event notifications on the queue. The bucket's owner names the queue in the bucket's settings;
 * S3 then sends a test event, which the function ignores.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
 */
export function letBucketSend(
  scope: Construct,
  { archive, queue }: Pick<WorkerQueues, 'queue'> & { readonly archive: ILogArchive },
): void {
  checkBucketRegion(scope, archive);
  const { bucketArn, env } = archive.bucket;
  const sender = { bucketArn, account: env.account, queueArn: queue.queueArn };
  queue.addToResourcePolicy(toPolicyStatement(toBucketNotificationStatement(sender)));
  const { encryptionMasterKey: key } = queue;
  if (key !== undefined) letSenderUse(scope, key, { service: 's3.amazonaws.com', account: env.account });
}
