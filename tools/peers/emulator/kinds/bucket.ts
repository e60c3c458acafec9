import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
  type OwnershipControls,
  type PublicAccessBlockConfiguration,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type ServerSideEncryptionByDefault,
  type ServerSideEncryptionRule,
  type Tag,
  type Transition,
  type VersioningConfiguration,
} from '@aws-sdk/client-s3';
import { type MadeResource, orAbsent, type Properties, type ResourceKind } from '../resource-kind';
import type { Emulator } from '../start-emulator';

/** `AWS::S3::Bucket` */
export const bucket: ResourceKind = {
  async read({ s3 }, { ref: Bucket }) {
    const encryption = await orAbsent(s3.send(new GetBucketEncryptionCommand({ Bucket })));
    const versioning = await s3.send(new GetBucketVersioningCommand({ Bucket }));
    const lifecycle = await orAbsent(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })));
    const { LoggingEnabled } = await s3.send(new GetBucketLoggingCommand({ Bucket }));
    const notification = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    const ownership = await orAbsent(s3.send(new GetBucketOwnershipControlsCommand({ Bucket })));
    const tagging = await orAbsent(s3.send(new GetBucketTaggingCommand({ Bucket })));
    const block = await orAbsent(s3.send(new GetPublicAccessBlockCommand({ Bucket })));
    return {
      BucketName: Bucket,
      BucketEncryption: {
        ServerSideEncryptionConfiguration:
          encryption?.ServerSideEncryptionConfiguration?.Rules?.map(toEncryptionRule),
      },
      VersioningConfiguration: { Status: versioning.Status },
      LifecycleConfiguration: { Rules: lifecycle?.Rules?.map(toTemplateRule) },
      LoggingConfiguration: {
        DestinationBucketName: LoggingEnabled?.TargetBucket,
        LogFilePrefix: LoggingEnabled?.TargetPrefix,
      },
      NotificationConfiguration: {
        EventBridgeConfiguration: {
          EventBridgeEnabled: notification.EventBridgeConfiguration !== undefined,
        },
      },
      OwnershipControls: ownership?.OwnershipControls,
      Tags: tagging?.TagSet,
      PublicAccessBlockConfiguration: block?.PublicAccessBlockConfiguration,
    };
  },
  put: {
    BucketEncryption: ({ s3 }, { ref: Bucket, properties }) => {
      const { ServerSideEncryptionConfiguration: rules } = properties.BucketEncryption as {
        readonly ServerSideEncryptionConfiguration: readonly Properties[];
      };
      const Rules = rules.map(({ BucketKeyEnabled, ServerSideEncryptionByDefault }) => ({
        BucketKeyEnabled: BucketKeyEnabled === true,
        ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault as ServerSideEncryptionByDefault,
      }));
      const ServerSideEncryptionConfiguration = { Rules };
      return s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    },
    VersioningConfiguration: ({ s3 }, { ref: Bucket, properties }) => {
      const VersioningConfiguration = properties.VersioningConfiguration as VersioningConfiguration;
      return s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    },
    LifecycleConfiguration: ({ s3 }, { ref: Bucket, properties }) => {
      const { Rules } = properties.LifecycleConfiguration as { readonly Rules: readonly Properties[] };
      const LifecycleConfiguration = { Rules: Rules.map(toServiceRule) };
      return s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
    },
    NotificationConfiguration: ({ s3 }, { ref: Bucket }) => {
      const NotificationConfiguration = { EventBridgeConfiguration: {} };
      return s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
    },
    Tags: ({ s3 }, { ref: Bucket, properties }) => {
      const TagSet = properties.Tags as Tag[];
      return s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    },
    OwnershipControls: ({ s3 }, { ref: Bucket, properties }) => {
      const OwnershipControls = properties.OwnershipControls as OwnershipControls;
      return s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    },
    PublicAccessBlockConfiguration: ({ s3 }, { ref: Bucket, properties }) => {
      const block = properties.PublicAccessBlockConfiguration as PublicAccessBlockConfiguration;
      return s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: block }));
    },
  },
  putLast: {
    LoggingConfiguration: {
      why: 'wants the destination to let the logs in already; S3 takes a policy that comes later',
      call: putLogging,
    },
  },
};

function putLogging({ s3 }: Emulator, { ref: Bucket, properties }: MadeResource): Promise<unknown> {
  const { DestinationBucketName, LogFilePrefix } = properties.LoggingConfiguration as Properties;
  const LoggingEnabled = { TargetBucket: String(DestinationBucketName), TargetPrefix: String(LogFilePrefix) };
  return s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }));
}

function toEncryptionRule(rule: ServerSideEncryptionRule): Properties {
  const { SSEAlgorithm, KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault ?? {};
  return {
    BucketKeyEnabled: rule.BucketKeyEnabled,
    ServerSideEncryptionByDefault: { SSEAlgorithm, KMSMasterKeyID },
  };
}

/** The template's lifecycle rules say the same as the service's, with other names for four of their members. */
function toTemplateRule({ ID, Expiration, ...rule }: LifecycleRule): Properties {
  return {
    ...rule,
    Id: ID,
    ExpirationInDays: Expiration?.Days,
    ExpiredObjectDeleteMarker: Expiration?.ExpiredObjectDeleteMarker,
    Transitions: rule.Transitions?.map(toTemplateTransition),
    NoncurrentVersionTransitions: rule.NoncurrentVersionTransitions?.map(
      ({ NoncurrentDays, ...transition }) => toTemplateTransition({ ...transition, Days: NoncurrentDays }),
    ),
  };
}

function toTemplateTransition({ Days, StorageClass }: Transition): Properties {
  return { TransitionInDays: Days, StorageClass };
}

function toServiceRule(properties: Properties): LifecycleRule {
  const { Id, Transitions, NoncurrentVersionTransitions, ...rule } = properties;
  return {
    ...rule,
    ID: String(Id),
    Status: rule.Status as LifecycleRule['Status'],
    Filter: { Prefix: '' },
    Expiration: toExpiration(rule),
    Transitions: toTransitions(Transitions)?.map(({ TransitionInDays, ...transition }) => ({
      ...transition,
      Days: Number(TransitionInDays),
    })),
    NoncurrentVersionTransitions: toTransitions(NoncurrentVersionTransitions)?.map(
      ({ TransitionInDays, ...transition }) => ({ ...transition, NoncurrentDays: Number(TransitionInDays) }),
    ),
  };
}

function toExpiration({
  ExpirationInDays,
  ExpiredObjectDeleteMarker,
}: Properties): LifecycleRule['Expiration'] {
  if (ExpirationInDays !== undefined) return { Days: Number(ExpirationInDays) };
  return ExpiredObjectDeleteMarker === true ? { ExpiredObjectDeleteMarker } : undefined;
}

function toTransitions(value: unknown): readonly Properties[] | undefined {
  return value as readonly Properties[] | undefined;
}
