import type { KMSClient } from '@aws-sdk/client-kms';
import { KMSInvalidMacException, VerifyMacCommand } from '@aws-sdk/client-kms';

/** A code, and the text that it may be of. */
export interface MacClaim {
  readonly text: string;
  readonly mac: Uint8Array;
}

/**
 * Whether a code was computed with a key. Throws when KMS does not answer.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html
 */
export async function verifyMac(
  client: KMSClient,
  keyArn: string,
  { text, mac }: MacClaim,
): Promise<boolean> {
  const command = new VerifyMacCommand({
    KeyId: keyArn,
    MacAlgorithm: 'HMAC_SHA_256',
    Message: Buffer.from(text),
    Mac: mac,
  });
  try {
    const { MacValid } = await client.send(command);
    return MacValid === true;
  } catch (error) {
    if (error instanceof KMSInvalidMacException) return false;
    throw error;
  }
}
