import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { fingerprintOf, type ListedPublicKey } from '../../../lib/core/digest/signature/public-keys';
import { CLIENT_OPTIONS } from '../client-options';
import { confirming } from '../confirming';
import { getPublicKey } from '../digest-key';
import { kmsClientOf } from '../mac-keys';
import { listPublicKeys } from './list-public-keys';

/** The public keys with which digest files of a Region were signed between two times. */
export type ListSigningKeys = (
  region: string,
  startMs: number,
  endMs: number,
) => Promise<readonly ListedPublicKey[]>;

/** Those of CloudTrail. */
export const listKeysOfCloudTrail: ListSigningKeys = async (region, startMs, endMs) => {
  const client = confirming(new CloudTrailClient({ ...CLIENT_OPTIONS, region }));
  try {
    return await listPublicKeys(client, startMs, endMs);
  } finally {
    client.destroy();
  }
};

/** That of a key in KMS, which signs in its own Region. */
export function listKeyOfKms(keyArn: string): ListSigningKeys {
  const client = kmsClientOf(keyArn, CLIENT_OPTIONS);
  const [, , , keyRegion] = keyArn.split(':');
  return async (region) => {
    if (region !== keyRegion) return [];
    const Value = await getPublicKey(client, keyArn);
    return [{ Fingerprint: fingerprintOf(Value), Value }];
  };
}
