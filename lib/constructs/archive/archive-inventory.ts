import { Stack } from 'aws-cdk-lib';
import type { Bucket, CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { toInventoryStatement } from '../../core/policy/bucket-statements';
import { requireStatements } from '../statement/required-statements';

/**
 * Properties of the S3 Inventory of an archive.
 * @stability stable
 */
export interface ArchiveInventory {
  /**
   * Whether an inventory is created daily; otherwise weekly, on Sunday.
   *
   * @default false
   */
  readonly daily?: boolean;

  /**
   * The bucket for the inventory, in the archive's Region. Its encryption key must allow S3 to write.
   *
   * @default - the bucket of the server access logs
   */
  readonly destination?: IBucket;

  /**
   * Whether the policy of an imported destination already allows S3 to write the inventory.
   *
   * @default false
   */
  readonly policyManagedElsewhere?: boolean;
}

/** Below what the lists go. */
const PREFIX = 'inventory';

/** The fields that identify missing, unlocked, unencrypted or unreplicated files. */
const FIELDS = [
  'Size',
  'LastModifiedDate',
  'StorageClass',
  'EncryptionStatus',
  'BucketKeyStatus',
  'ObjectLockMode',
  'ObjectLockRetainUntilDate',
  'ReplicationStatus',
];

/** Configures S3 Inventory for every version of every file of the bucket. */
export function listFiles(
  scope: Construct,
  bucket: Bucket,
  { destination, daily, policyManagedElsewhere }: ArchiveInventory & { readonly destination: IBucket },
): void {
  const { account } = Stack.of(scope);
  (bucket.node.defaultChild as CfnBucket).inventoryConfigurations = [
    {
      id: 'EveryVersion',
      enabled: true,
      includedObjectVersions: 'All',
      scheduleFrequency: (daily ?? false) ? 'Daily' : 'Weekly',
      optionalFields: FIELDS,
      destination: {
        bucketArn: destination.bucketArn,
        bucketAccountId: destination.env.account,
        format: 'Parquet',
        prefix: PREFIX,
      },
    },
  ];
  requireStatements(
    {
      scope,
      noun: 'inventory destination',
      arn: destination.bucketArn,
      add: (statement) => destination.addToResourcePolicy(statement),
      managedElsewhere: policyManagedElsewhere ?? false,
      needer: 'S3',
      remedy: 'inventory.policyManagedElsewhere: true',
    },
    [toInventoryStatement(destination.bucketArn, { bucketArn: bucket.bucketArn, account, prefix: PREFIX })],
  );
}
