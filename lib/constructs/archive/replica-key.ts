import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ILogArchiveReplica } from './log-archive-replica-interface';

/** How an archive names the key of its replica. */
export interface ReplicaKeyName {
  /** What the replication configuration says: the key's ARN, or its alias's. */
  readonly keyId: string;
  /** What the role's policy says: the key's ARN, or any key of the replica's account and Region. */
  readonly keyArnPattern: string;
}

/**
 * How resources of the scope's stack name the key of a replica, whose ARN only the replica's own account and Region
 * can refer to.
 *
 * @param keyArn what the user says that it is
 */
export function nameReplicaKey(
  scope: Construct,
  replica: ILogArchiveReplica,
  keyArn: string | undefined,
): ReplicaKeyName {
  const known = keyArn ?? knownArn(scope, replica);
  if (known !== undefined) return { keyId: known, keyArnPattern: known };
  const own = Stack.of(scope);
  const { account, region } = replica.encryptionKey.env;
  if (own.account !== account || replica.keyAliasArn === undefined) throw new Error(keyArnNeeded(replica));
  const keyArnPattern = own.formatArn({
    service: 'kms',
    account,
    region,
    resource: 'key',
    resourceName: '*',
  });
  return { keyId: replica.keyAliasArn, keyArnPattern };
}

function knownArn(scope: Construct, { encryptionKey }: ILogArchiveReplica): string | undefined {
  const own = Stack.of(scope);
  const { account, region } = encryptionKey.env;
  const canRefer = own.account === account && own.region === region;
  return canRefer || !Token.isUnresolved(encryptionKey.keyArn) ? encryptionKey.keyArn : undefined;
}

function keyArnNeeded({ node }: ILogArchiveReplica): string {
  return (
    `replication.keyArn is needed: the key of '${node.path}' is in another account, no reference can carry its ARN here, and S3 ` +
    "would look up its alias in the archive's own account; deploy the replica's stack first, then give keyArn the value of " +
    'its output KeyArn'
  );
}
