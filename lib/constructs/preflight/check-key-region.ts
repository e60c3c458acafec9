import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { errorAt } from './construct-error';
import { isKnownDifference } from './preflight-check';

/**
 * Throws if a key is in another Region than the resource that it encrypts: services use keys of their own Region only. A key in
 * another account may allow this one in its policy.
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
