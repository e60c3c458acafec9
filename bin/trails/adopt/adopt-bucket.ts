import {
  type AliasListEntry,
  type KeyMetadata,
  KMSClient,
  ListAliasesCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import {
  GetBucketOwnershipControlsCommand,
  GetBucketReplicationCommand,
  GetBucketTaggingCommand,
  type LoggingEnabled,
} from '@aws-sdk/client-s3';
import { unlessMissing } from '../../../lambda/aws/answers';
import {
  toEncryptionProperties,
  toLifecycleProperties,
  toReplicationProperties,
} from '../../../lambda/aws/s3/get-bucket-settings';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { makeS3Client, withClient } from '../../aws/s3-client';
import { type Known, learn } from '../../places/ask-place';
import type { BucketSettings, LiveBucket, LiveKey } from '../posture/live-estate';
import {
  type AdoptedResource,
  type Adopter,
  NotAdopted,
  need,
  toProperties,
  toTags,
} from './adopted-resource';

/** A bucket that is there, and its policy. */
export async function adoptBucket(
  { name, account, region, exists, settings }: LiveBucket,
  adopter: Adopter,
): Promise<readonly AdoptedResource[]> {
  if (!need(exists) || settings === undefined) throw new NotAdopted('the bucket does not exist');
  const rest = await readRest({ name, region }, adopter);
  const replication = need(rest.replication)?.ReplicationConfiguration;
  const properties = {
    BucketName: name,
    ...toSettings(settings),
    ...toProperties({
      BucketEncryption: toEncryptionProperties(need(settings.encryption)),
      OwnershipControls: need(rest.ownership)?.OwnershipControls,
      ReplicationConfiguration: {
        Role: replication?.Role,
        Rules: replication?.Rules?.map(toReplicationProperties),
      },
      Tags: toTags(need(rest.tags)?.TagSet ?? []),
    }),
  };
  const policy = need(settings.policy);
  const place = { account, region };
  return [
    { type: 'AWS::S3::Bucket', name: `Bucket-${name}`, ...place, identifier: name, properties },
    ...(policy === undefined
      ? []
      : [
          {
            ...{ type: 'AWS::S3::BucketPolicy' as const, name: `BucketPolicy-${name}`, ...place },
            ...{ identifier: name, properties: { Bucket: name, PolicyDocument: JSON.parse(policy) } },
          },
        ]),
  ];
}

async function readRest(
  { name: Bucket, region }: Pick<LiveBucket, 'name' | 'region'>,
  { session, wait, environment }: Adopter,
) {
  const client = makeS3Client(environment, region, {
    ...{ credentials: session.credentials, followRegionRedirects: true },
  });
  const ask = <T>(needs: string, missing: string, send: () => Promise<T>): Promise<Known<T | undefined>> =>
    learn(`bucket ${Bucket}`, { send: () => unlessMissing(missing, send), needs: `s3:${needs}`, wait });
  try {
    const [ownership, replication, tags] = await Promise.all([
      ask('GetBucketOwnershipControls', 'OwnershipControlsNotFoundError', () =>
        client.send(new GetBucketOwnershipControlsCommand({ Bucket })),
      ),
      ask('GetReplicationConfiguration', 'ReplicationConfigurationNotFoundError', () =>
        client.send(new GetBucketReplicationCommand({ Bucket })),
      ),
      ask('GetBucketTagging', 'NoSuchTagSet', () => client.send(new GetBucketTaggingCommand({ Bucket }))),
    ]);
    return { ownership, replication, tags };
  } finally {
    client.destroy();
  }
}

function toSettings({ publicAccess, versioning, lock, lifecycle, logging }: BucketSettings): JsonObject {
  const locked = need(lock)?.ObjectLockConfiguration;
  const { Rules, TransitionDefaultMinimumObjectSize } = need(lifecycle) ?? {};
  const settings = toProperties({
    PublicAccessBlockConfiguration: need(publicAccess)?.PublicAccessBlockConfiguration,
    VersioningConfiguration: { Status: need(versioning).Status },
    ObjectLockEnabled: locked?.ObjectLockEnabled === 'Enabled' ? true : undefined,
    ObjectLockConfiguration: locked?.Rule === undefined ? undefined : locked,
    LifecycleConfiguration:
      Rules === undefined
        ? undefined
        : { Rules: Rules.map(toLifecycleProperties), TransitionDefaultMinimumObjectSize },
  });
  const logs = need(logging).LoggingEnabled;
  return logs === undefined ? settings : { ...settings, LoggingConfiguration: toLogging(logs) };
}

/** An empty `SimplePrefix` is a setting, so that nothing is left out here for being empty. */
function toLogging({ TargetBucket, TargetPrefix, TargetObjectKeyFormat }: LoggingEnabled): JsonObject {
  return JSON.parse(
    JSON.stringify({
      ...{ DestinationBucketName: TargetBucket, LogFilePrefix: TargetPrefix || undefined },
      TargetObjectKeyFormat,
    }),
  );
}

/** A key of a customer, and its aliases. */
export async function adoptKey(
  { arn, account, region, metadata, rotation, policy }: LiveKey,
  { session, wait }: Adopter,
): Promise<readonly AdoptedResource[]> {
  const key = need(metadata);
  refuseKey(key);
  return withClient(KMSClient, { region, credentials: session.credentials }, async (client) => {
    const ask = <T>(needs: string, send: () => Promise<T>) =>
      learn(`key ${arn}`, { send, needs: `kms:${needs}`, wait });
    const [tags, aliases] = await Promise.all([
      ask('ListResourceTags', () => client.send(new ListResourceTagsCommand({ KeyId: arn }))),
      ask('ListAliases', () => client.send(new ListAliasesCommand({ KeyId: arn }))),
    ]);
    const isOwn = (key.Origin ?? 'AWS_KMS') === 'AWS_KMS';
    const { KeyRotationEnabled, RotationPeriodInDays } = isOwn ? need(rotation) : {};
    const { KeyPolicy, ...properties } = {
      ...toProperties({
        Description: key.Description || undefined,
        Enabled: key.KeyState === 'Enabled',
        EnableKeyRotation: KeyRotationEnabled,
        RotationPeriodInDays: KeyRotationEnabled === true ? RotationPeriodInDays : undefined,
        ...{ KeySpec: key.KeySpec, KeyUsage: key.KeyUsage, MultiRegion: key.MultiRegion },
        Origin: key.Origin === 'EXTERNAL' ? key.Origin : undefined,
        Tags: toTags(need(tags).Tags ?? []),
      }),
      KeyPolicy: JSON.parse(need(policy)),
    };
    const id = arn.split('/')[1] ?? '';
    const place = { account, region };
    return [
      {
        ...{ type: 'AWS::KMS::Key', name: `Key-${id}`, ...place, identifier: id },
        properties: { KeyPolicy, ...properties },
      },
      ...(need(aliases).Aliases ?? []).flatMap((alias) => toAlias(alias, id, place)),
    ];
  });
}

/** @throws {@link NotAdopted} if CloudFormation cannot take over the key */
function refuseKey({ KeyManager, KeyState, MultiRegionConfiguration }: KeyMetadata): void {
  if (KeyManager === 'AWS') throw new NotAdopted('AWS manages it');
  if (MultiRegionConfiguration?.MultiRegionKeyType === 'REPLICA')
    throw new NotAdopted('it is the replica of a multi-Region key, which AWS::KMS::Key is not');
  if (KeyState !== 'Enabled' && KeyState !== 'Disabled') throw new NotAdopted(`its state is ${KeyState}`);
}

function toAlias(
  { AliasName = '' }: AliasListEntry,
  keyId: string,
  place: Pick<AdoptedResource, 'account' | 'region'>,
): readonly AdoptedResource[] {
  if (AliasName.startsWith('alias/aws/')) return [];
  return [
    {
      ...{ type: 'AWS::KMS::Alias', name: AliasName.replace('/', '-'), ...place, identifier: AliasName },
      properties: { AliasName, TargetKeyId: keyId },
    },
  ];
}
