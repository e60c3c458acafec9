import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IKey, Key, type KeyProps } from 'aws-cdk-lib/aws-kms';
import type { Construct, IConstruct } from 'constructs';
import { errorAt } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';

/**
 * The key that a construct creates for its data: rotated, retained unless the properties say otherwise, and with an alias named
 * after the construct, because guardrails identify a key by its alias. A construct has at most one.
 */
export function createOwnKey(scope: Construct, id: string, props: KeyProps): Key {
  return new Key(scope, id, {
    alias: `trailwatch/${Names.uniqueResourceName(scope, { maxLength: 128 })}`,
    enableKeyRotation: true,
    ...props,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
  });
}

/** What a new key is for. */
interface OwnKeyUse {
  readonly id?: string;
  /** What it encrypts, such as `topic`. */
  readonly noun: string;
  readonly description: string;
}

/** The key that a construct is given, which must be of its Region, or a new one. */
export function givenOrOwnKey(
  scope: Construct,
  { encryptionKey, removalPolicy }: { readonly encryptionKey?: IKey; readonly removalPolicy?: RemovalPolicy },
  { id = 'Key', noun, description }: OwnKeyUse,
): IKey {
  checkKeyRegion(scope, encryptionKey, noun);
  return encryptionKey ?? createOwnKey(scope, id, { description, removalPolicy });
}

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
    `encryptionKey is in Region '${key.env.region}', but the ${noun} is in '${region}'; use a key in that Region`,
  );
}
