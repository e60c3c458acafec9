import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { FoundResource } from '../../lib/core/delivery/drift/resource-drift';
import { toJsonObject } from './to-json-object';
import { unlessMissing } from './unless-missing';

/** How a bucket keeps its files, and its policy. */
export async function getBucketSettings(
  client: Pick<S3Client, 'send'>,
  Bucket: string,
): Promise<FoundResource> {
  const [versioning, lock, access, encryption, policy] = await Promise.all([
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
  ]);
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
    }),
    policy: policy?.Policy,
    hasMfaDelete: versioning.MFADelete === 'Enabled',
  };
}
