import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ILogArchive } from '../archive/log-archive-interface';
import { isKnownDifference } from '../preflight/preflight-check';

/** Throws where the bucket is in another Region: the function's client reads the Region that it runs in, and S3 sends to queues of its own. */
export function checkBucketRegion(scope: Construct, { bucket }: ILogArchive): void {
  const { region } = Stack.of(scope);
  if (!isKnownDifference(region, bucket.env.region)) return;
  throw new Error(
    `archive: the processor is in Region '${region}', the bucket in '${bucket.env.region}'; ` +
      'put the processor into a stack of the same Region',
  );
}
