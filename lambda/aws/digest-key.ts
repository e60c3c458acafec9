import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { fingerprintOf } from '../../lib/core/digest/signature/public-keys';

/** A key in KMS that signs digest files. */
export interface DigestKey {
  /** The signature of a text of at most 4,096 bytes, in hexadecimal: RSA PKCS#1 v1.5 over SHA-256, as CloudTrail signs. */
  readonly sign: (text: string) => Promise<string>;
  /** The fingerprint of the public key, requested once. */
  readonly fingerprint: () => Promise<string>;
}

/** Signs with a key in KMS. */
export function digestKeyOf(client: KMSClient, keyArn: string): DigestKey {
  let fingerprint: Promise<string> | undefined;
  return {
    sign: async (text) => {
      const command = new SignCommand({
        ...{ KeyId: keyArn, SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256', MessageType: 'RAW' },
        Message: Buffer.from(text),
      });
      const { Signature = new Uint8Array() } = await client.send(command);
      return Buffer.from(Signature).toString('hex');
    },
    fingerprint: () => {
      fingerprint ??= getPublicKey(client, keyArn).then(fingerprintOf, (error) => {
        fingerprint = undefined;
        throw error;
      });
      return fingerprint;
    },
  };
}

/** The public key of a key in KMS, in SPKI form. */
export async function getPublicKey(client: Pick<KMSClient, 'send'>, keyArn: string): Promise<Uint8Array> {
  const { PublicKey = new Uint8Array() } = await client.send(new GetPublicKeyCommand({ KeyId: keyArn }));
  return PublicKey;
}
