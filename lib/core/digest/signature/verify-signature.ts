import { type KeyObject, verify } from 'node:crypto';
import type { Digest } from '../digest';
import { SIGNATURE } from '../read-member';

/** Whether one of the keys made the signature of a digest file. */
export function verifySignature(digest: Digest, signature: string, keys: readonly KeyObject[]): boolean {
  return isSignatureOf(signedText(digest), signature, keys);
}

/** Whether one of the keys made the signature, given in hexadecimal: RSA PKCS#1 v1.5 over SHA-256. */
export function isSignatureOf(text: string, signature: string, keys: readonly KeyObject[]): boolean {
  if (!SIGNATURE.test(signature)) return false;
  const bytes = Buffer.from(signature, 'hex');
  return keys.some((key) => verify('RSA-SHA256', Buffer.from(text), key, bytes));
}

/**
 * What CloudTrail signs:
 *
 *     digestEndTime \n bucket/key \n hash of the unpacked text \n previous signature, or the word null
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
 */
export function signedText({ endTime, bucket, key, hash, previous }: Omit<Digest, 'logs'>): string {
  return [endTime, `${bucket}/${key}`, hash, previous?.signature ?? 'null'].join('\n');
}
