import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { listPublicKeys } from '../../lambda/aws/trail/list-public-keys';
import type { ListedPublicKey } from '../../lib/core/digest/signature/public-keys';
import { requestOptions } from '../aws/s3-client';

/** The public keys of a Region, by credentials and addresses that only the AWS SDK finds. Times are in milliseconds since 1970. */
export async function listBySdk(
  region: string,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): Promise<readonly ListedPublicKey[]> {
  const client = new CloudTrailClient({ region, requestHandler: requestOptions() });
  try {
    return await listPublicKeys(client, startMs, endMs);
  } finally {
    client.destroy();
  }
}
