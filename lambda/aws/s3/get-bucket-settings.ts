import {
  GetBucketEncryptionCommand,
  type GetBucketEncryptionOutput,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
  type ReplicationRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { FoundResource } from '../../../lib/core/delivery/drift/resource-drift';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { toJsonObject, unlessMissing } from '../answers';

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
  return {
    properties: toJsonObject({
      VersioningConfiguration: { Status: versioning.Status },
      ObjectLockConfiguration: lock?.ObjectLockConfiguration,
      PublicAccessBlockConfiguration: access?.PublicAccessBlockConfiguration,
      BucketEncryption: toEncryptionProperties(encryption),
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

/** The encryption of a bucket under the names of CloudFormation. */
export function toEncryptionProperties(answer: GetBucketEncryptionOutput | undefined): JsonObject {
  const rules = answer?.ServerSideEncryptionConfiguration?.Rules ?? [];
  const properties = {
    ServerSideEncryptionConfiguration: rules.map(({ ApplyServerSideEncryptionByDefault, ...rule }) => ({
      ServerSideEncryptionByDefault: ApplyServerSideEncryptionByDefault,
      BucketKeyEnabled: rule.BucketKeyEnabled,
      BlockedEncryptionTypes: rule.BlockedEncryptionTypes,
    })),
  };
  return toJsonObject(properties);
}

/** A lifecycle rule of S3 under the names that CloudFormation gives it. */
export function toLifecycleProperties(rule: LifecycleRule): object {
  const { And, ...alone } = rule.Filter ?? {};
  const filter = And ?? alone;
  return {
    Id: rule.ID,
    Status: rule.Status,
    Prefix: rule.Prefix ?? filter.Prefix,
    TagFilters: And?.Tags ?? (alone.Tag === undefined ? [] : [alone.Tag]),
    ObjectSizeGreaterThan: filter.ObjectSizeGreaterThan,
    ObjectSizeLessThan: filter.ObjectSizeLessThan,
    ExpirationInDays: rule.Expiration?.Days,
    ExpirationDate: rule.Expiration?.Date,
    ExpiredObjectDeleteMarker: rule.Expiration?.ExpiredObjectDeleteMarker,
    Transitions: rule.Transitions?.map(({ Days, Date: TransitionDate, StorageClass }) => ({
      ...{ TransitionInDays: Days, TransitionDate, StorageClass },
    })),
    NoncurrentVersionTransitions: rule.NoncurrentVersionTransitions?.map(({ NoncurrentDays, ...rest }) => ({
      ...rest,
      TransitionInDays: NoncurrentDays,
    })),
    NoncurrentVersionExpiration: rule.NoncurrentVersionExpiration,
    AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
  };
}

/** A replication rule of S3 under the names that CloudFormation gives it. */
export function toReplicationProperties({ ID, Filter, ...rule }: ReplicationRule): object {
  const { Prefix, Tag, And } = Filter ?? {};
  return {
    ...rule,
    Id: ID,
    Filter: {
      ...{ Prefix, TagFilter: Tag },
      And: And === undefined ? undefined : { Prefix: And.Prefix, TagFilters: And.Tags },
    },
  };
}
