import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { listPublicKeys } from '../../lambda/aws/trail/list-public-keys';
import type { ListedPublicKey } from '../../lib/core/digest/signature/public-keys';
import { requestOptions } from '../aws/s3-client';
import { sendingAgain } from '../aws/send-again';
import type { CommandIo } from '../cli/command-io';

/** The public keys of a Region, by credentials and addresses that only the AWS SDK finds. Times are in milliseconds since 1970. */
export async function listBySdk(
  region: string,
  { startMs, endMs, wait }: { readonly startMs: number; readonly endMs: number } & Pick<CommandIo, 'wait'>,
): Promise<readonly ListedPublicKey[]> {
  const client = new CloudTrailClient({ region, maxAttempts: 1, requestHandler: requestOptions() });
  try {
    return await listPublicKeys(
      sendingAgain(client, { needs: 'cloudtrail:ListPublicKeys', wait }),
      startMs,
      endMs,
    );
  } finally {
    client.destroy();
  }
}
