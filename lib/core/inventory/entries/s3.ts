import { defaultEncryption, lockMode, lockPeriod, objectOwnership } from '../judges/bucket-settings';
import { expirations } from '../judges/expirations';
import { guests, list } from '../judges/lists';
import { listBy } from '../judges/named-items';
import { flow, ref, text } from '../judges/references';
import { on, rank } from '../judges/words';
import { COST_ONLY, type InventoryEntry, type Link, SHOWN, TAGS, worksAs } from '../model';

const PUBLIC = 'the bucket can be opened to everyone';
const UNNOTICED = 'new log files are not searched';

/** Buckets of log files, of results, and of copies. */
export const S3: Readonly<Record<string, InventoryEntry>> = {
  'AWS::S3::Bucket': {
    ...{ noun: 'bucket', roles: ['keeps'], holds: 'evidence' },
    kinds: ['bucket', 'logFile', 'replica', 'accessPoint'],
    fixed: {
      replacedBy: ['BucketName', 'BucketNamePrefix', 'BucketNamespace', 'ObjectLockEnabled'],
      name: 'BucketName',
    },
    ...{ gone: 'weaker', goneWords: 'log files are lost, and new ones are not delivered' },
    decides: {
      'NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled': {
        ...{ area: 'pipeline', says: 'events of new objects', judge: on },
        weaker: UNNOTICED,
      },
      'NotificationConfiguration.QueueConfigurations': {
        area: 'pipeline',
        says: 'queues of new objects',
        judge: list,
        weaker: UNNOTICED,
      },
      'NotificationConfiguration.TopicConfigurations': {
        area: 'pipeline',
        says: 'topics of new objects',
        judge: list,
        weaker: UNNOTICED,
      },
      'NotificationConfiguration.LambdaConfigurations': {
        area: 'pipeline',
        says: 'functions of new objects',
        judge: list,
        weaker: UNNOTICED,
      },
      ObjectLockConfiguration: {
        ...{ area: 'integrity', says: 'Object Lock', judge: lockMode },
        weaker: 'objects can be deleted before their retention ends',
      },
      'ObjectLockConfiguration.Rule.DefaultRetention': {
        ...{ area: 'retention', says: 'Object Lock', judge: lockPeriod },
        weaker: 'objects can be deleted sooner',
      },
      'VersioningConfiguration.Status': {
        ...{ area: 'integrity', says: 'versioning', judge: on },
        weaker: 'what is overwritten or deleted is gone',
      },
      LifecycleConfiguration: {
        ...{ area: 'retention', says: 'expiration', judge: expirations },
        weaker: 'objects are deleted sooner, or cannot be read without a restore',
      },
      IntelligentTieringConfigurations: {
        ...{ area: 'retention', says: 'archive tiers', judge: guests },
        weaker: 'objects cannot be read without a restore',
      },
      BucketEncryption: {
        ...{ area: 'encryption', says: 'default encryption', judge: defaultEncryption },
        weaker: 'whoever may read the bucket can read objects',
      },
      'PublicAccessBlockConfiguration.BlockPublicAcls': {
        area: 'access',
        says: 'block of public ACLs',
        judge: on,
        weaker: PUBLIC,
      },
      'PublicAccessBlockConfiguration.BlockPublicPolicy': {
        area: 'access',
        says: 'block of public policies',
        judge: on,
        weaker: PUBLIC,
      },
      'PublicAccessBlockConfiguration.IgnorePublicAcls': {
        area: 'access',
        says: 'disregard of public ACLs',
        judge: on,
        weaker: PUBLIC,
      },
      'PublicAccessBlockConfiguration.RestrictPublicBuckets': {
        area: 'access',
        says: 'block of public access',
        judge: on,
        weaker: PUBLIC,
      },
      OwnershipControls: {
        ...{ area: 'access', says: 'object ownership', judge: objectOwnership },
        weaker: 'ACLs give access to objects, too',
      },
      AccessControl: {
        ...{ area: 'access', says: 'canned ACL' },
        judge: rank([
          'Private',
          'BucketOwnerFullControl',
          'BucketOwnerRead',
          'LogDeliveryWrite',
          'AwsExecRead',
          'AuthenticatedRead',
          'PublicRead',
          'PublicReadWrite',
        ]),
        weaker: 'ACLs give access to objects, too',
      },
      'ReplicationConfiguration.Role': { area: 'delivery', says: 'role of the replication', judge: ref },
      'ReplicationConfiguration.Rules': {
        ...{ area: 'delivery', says: 'replication', judge: listBy('Destination', 'Bucket') },
        weaker: 'objects are no longer copied',
      },
      'LoggingConfiguration.DestinationBucketName': {
        ...{ area: 'delivery', says: 'access logs', judge: ref },
        weaker: 'requests to the bucket are no longer logged',
      },
      'LoggingConfiguration.LogFilePrefix': { area: 'delivery', says: 'prefix of access logs', judge: text },
      InventoryConfigurations: {
        ...{ area: 'delivery', says: 'inventory lists', judge: listBy('Id') },
        weaker: 'the objects of the bucket are no longer listed',
      },
      WebsiteConfiguration: { area: 'access', says: 'website', judge: guests, weaker: PUBLIC },
    },
    neutral: {
      'LoggingConfiguration.TargetObjectKeyFormat': 'the names of access logs',
      CorsConfiguration: 'browsers still need access',
      AccelerateConfiguration: COST_ONLY,
      AnalyticsConfigurations: SHOWN,
      MetricsConfigurations: SHOWN,
      Tags: TAGS,
    },
    links: [
      ...[
        'QueueConfigurations[].Queue',
        'TopicConfigurations[].Topic',
        'LambdaConfigurations[].Function',
      ].map(
        (path): Link => ({
          path: `NotificationConfiguration.${path}`,
          to: 'evidence',
          sends: true,
          needs: [],
        }),
      ),
      {
        ...{ path: 'LoggingConfiguration.DestinationBucketName', to: 'evidence', sends: true },
        needs: [
          {
            ...{ who: 'logging.s3.amazonaws.com', actions: ['s3:PutObject'], inside: true },
            prefix: { property: 'LoggingConfiguration.LogFilePrefix', follows: '' },
            refused: 'requests to the bucket are no longer logged',
          },
        ],
      },
      {
        path: 'BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault.KMSMasterKeyID',
        to: 'evidence',
        needs: [],
      },
      {
        ...{ path: 'InventoryConfigurations[].Destination.BucketArn', to: 'evidence', sends: true },
        needs: [
          {
            ...{ who: 's3.amazonaws.com', actions: ['s3:PutObject'], inside: true },
            refused: 'the objects of the bucket are no longer listed',
          },
        ],
      },
      {
        ...{ path: 'ReplicationConfiguration.Role', to: 'works-as' },
        needs: worksAs('s3.amazonaws.com', 'log files are no longer replicated'),
      },
      {
        ...{ path: 'ReplicationConfiguration.Rules[].Destination.Bucket', to: 'evidence', sends: true },
        needs: [
          {
            ...{ who: 'role', actions: ['s3:ReplicateObject'], inside: true },
            refused: 'objects are no longer copied',
          },
        ],
      },
    ],
  },
  'AWS::S3::BucketPolicy': {
    ...{ noun: 'bucket policy', roles: ['permits'] },
    kinds: ['bucket'],
    fixed: { replacedBy: ['Bucket'] },
    ...{
      gone: 'weaker',
      goneWords: 'services that write to the bucket are refused, and what it denied is allowed',
    },
    decides: {
      Bucket: { area: 'access', says: 'bucket', judge: ref },
      PolicyDocument: { area: 'access', says: 'policy', judge: flow },
    },
    neutral: {},
    links: [{ path: 'Bucket', to: 'works-as', needs: [] }],
  },
  'AWS::S3Tables::TableBucket': {
    ...{ noun: 'table bucket', roles: ['keeps'], holds: 'evidence' },
    fixed: { replacedBy: ['TableBucketName'], name: 'TableBucketName' },
    ...{ gone: 'weaker', goneWords: 'tables of events are lost' },
    decides: {
      'EncryptionConfiguration.SSEAlgorithm': {
        ...{ area: 'encryption', says: 'default encryption', judge: rank(['aws:kms', 'AES256']) },
        weaker: 'whoever may read the table bucket can read tables',
      },
      'EncryptionConfiguration.KMSKeyArn': { area: 'encryption', says: 'key', judge: ref },
      'ReplicationConfiguration.Role': { area: 'delivery', says: 'role of the replication', judge: ref },
      'ReplicationConfiguration.Rules': { area: 'delivery', says: 'replication', judge: list },
    },
    neutral: {
      UnreferencedFileRemoval: 'only files that no table refers to are removed',
      MetricsConfiguration: SHOWN,
      StorageClassConfiguration: COST_ONLY,
      Tags: TAGS,
    },
    links: [{ path: 'EncryptionConfiguration.KMSKeyArn', to: 'evidence', needs: [] }],
  },
};
