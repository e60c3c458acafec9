import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { FoundResource } from '../../lib/core/delivery/drift/resource-drift';
import { toLifecycleProperties, toReplicationProperties } from './to-bucket-properties';
import { toJsonObject } from './to-json-object';
import { unlessMissing } from './unless-missing';

/** How a bucket keeps its files, and its policy. */
export async function getBucketSettings(
  client: Pick<S3Client, 'send'>,
  Bucket: string,
): Promise<FoundResource> {
  const [versioning, lock, access, encryption, policy, ownership, lifecycle, replication] = await Promise.all(
    [
      client.send(new GetBucketVersioningCommand({ Bucket })),
      unlessMissing('ObjectLockConfigurationNotFoundError', () =>
        client.send(new GetObjectLockConfigurationCommand({ Bucket })),
      ),
      unlessMissing('NoSuchPublicAccessBlockConfiguration', () =>
        client.send(new GetPublicAccessBlockCommand({ Bucket })),
      ),
      unlessMissing('ServerSideEncryptionConfigurationNotFoundError', () =>
        client.send(new GetBucketEncryptionCommand({ Bucket })),
      ),
      unlessMissing('NoSuchBucketPolicy', () => client.send(new GetBucketPolicyCommand({ Bucket }))),
      unlessMissing('OwnershipControlsNotFoundError', () =>
        client.send(new GetBucketOwnershipControlsCommand({ Bucket })),
      ),
      unlessMissing('NoSuchLifecycleConfiguration', () =>
        client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      ),
      unlessMissing('ReplicationConfigurationNotFoundError', () =>
        client.send(new GetBucketReplicationCommand({ Bucket })),
      ),
    ],
  );
  const rules = encryption?.ServerSideEncryptionConfiguration?.Rules ?? [];
  return {
    properties: toJsonObject({
      VersioningConfiguration: { Status: versioning.Status },
      ObjectLockConfiguration: lock?.ObjectLockConfiguration,
      PublicAccessBlockConfiguration: access?.PublicAccessBlockConfiguration,
      BucketEncryption: {
        ServerSideEncryptionConfiguration: rules.map(({ ApplyServerSideEncryptionByDefault }) => ({
          ServerSideEncryptionByDefault: ApplyServerSideEncryptionByDefault,
        })),
      },
      OwnershipControls: ownership?.OwnershipControls,
      LifecycleConfiguration: { Rules: lifecycle?.Rules?.map(toLifecycleProperties) },
      ReplicationConfiguration: {
        Role: replication?.ReplicationConfiguration?.Role,
        Rules: replication?.ReplicationConfiguration?.Rules?.map(toReplicationProperties),
      },
    }),
    policy: policy?.Policy,
    hasMfaDelete: versioning.MFADelete === 'Enabled',
  };
}
