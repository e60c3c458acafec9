import { CancelKeyDeletionCommand, type KMSClient, KMSInvalidStateException } from '@aws-sdk/client-kms';

/** What KMS says of a key whose deletion was cancelled before. Other states are problems. */
const NOT_PENDING = /is not pending deletion/;

/**
 * Cancels the deletion of a key, which is disabled then. A key that is to be deleted no longer is left as it is.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
 */
export async function cancelDeletion(client: KMSClient, keyArn: string): Promise<void> {
  // the client is of the account and Region that the ARN names
  const KeyId = keyArn.slice(keyArn.lastIndexOf('/') + 1);
  try {
    await client.send(new CancelKeyDeletionCommand({ KeyId }));
  } catch (error) {
    if (!(error instanceof KMSInvalidStateException && NOT_PENDING.test(error.message))) throw error;
  }
}
