import { Names, RemovalPolicy } from 'aws-cdk-lib';
import { Key, type KeyProps } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

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
