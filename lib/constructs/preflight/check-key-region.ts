import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { errorAt } from './construct-error';
import { isKnownDifference } from './preflight-check';

/**
 * Throws where a key is of another Region than what it encrypts: services use keys of their own Region only. A key of another account
 * may admit this one by its policy.
 *
 * @param noun what is encrypted, such as `topic`
 */
export function checkKeyRegion(scope: IConstruct, key: IKey | undefined, noun: string): void {
  const { region } = Stack.of(scope);
  if (key === undefined || !isKnownDifference(key.env.region, region)) return;
  throw errorAt(
    scope,
    `encryptionKey is in Region '${key.env.region}', the ${noun} in '${region}'; give it a key of that Region`,
  );
}
