import type { Value } from '../../estate/values/value';
import { defaultEncryption, lockMode, lockPeriod, objectOwnership } from '../judges/bucket-settings';
import { expirations } from '../judges/expirations';
import { guests, list } from '../judges/lists';
import { listBy } from '../judges/named-items';
import { flow, ref, text } from '../judges/references';
import { on, rank } from '../judges/words';
import {
  access,
  COST_ONLY,
  delivery,
  encryption,
  type InventoryEntry,
  integrity,
  type Link,
  pipeline,
  type Refusal,
  retention,
  SHOWN,
  TAGS,
  worksAs,
} from '../model';
import { valueAt } from '../property-path';

const PUBLIC = 'the bucket can be opened to everyone';
const UNNOTICED = 'new log files are not searched';

const ON_OR_OFF = rank(['Enabled', 'Disabled'], 'Disabled');

/** Parts of a rule of replication by which more is copied, or sooner; S3 has only one time, of 15 minutes. */
export const copies = listBy(['Destination', 'Bucket'], {
  'Destination.ReplicationTime.Status': ON_OR_OFF,
  'Destination.ReplicationTime.Time': flow,
  'Destination.Metrics.Status': ON_OR_OFF,
  'Destination.Metrics.EventThreshold': flow,
  'DeleteMarkerReplication.Status': ON_OR_OFF,
});

/**
 * What Object Lock does not allow.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html
 */
const LOCK_REFUSALS: readonly Refusal[] = [
  {
    path: 'VersioningConfiguration.Status',
    isRefused: (before, after, all) =>
      before === 'Enabled' && after === 'Suspended' && isOn(valueAt(all, 'ObjectLockEnabled')),
    why: 'versioning of a bucket with Object Lock cannot be suspended',
  },
];

function isOn(value: Value | undefined): boolean {
  return value === true || value === 'true';
}

/** Buckets of log files, of results, and of copies. */
export const S3: Readonly<Record<string, InventoryEntry>> = {
  'AWS::S3::Bucket': {
    ...{ noun: 'bucket', roles: ['keeps'], holds: 'evidence' },
    kinds: ['bucket', 'logFile', 'replica', 'accessPoint'],
    fixed: {
      replacedBy: ['BucketName', 'BucketNamePrefix', 'BucketNamespace', 'ObjectLockEnabled'],
      name: 'BucketName',
      refused: LOCK_REFUSALS,
    },
    ...{ gone: 'weaker', goneWords: 'log files are lost, and new ones are not delivered' },
    decides: {
      'NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled': pipeline(
        'events of new objects',
        on,
        { weaker: UNNOTICED },
      ),
      'NotificationConfiguration.QueueConfigurations': pipeline('queues of new objects', list, {
        weaker: UNNOTICED,
      }),
      'NotificationConfiguration.TopicConfigurations': pipeline('topics of new objects', list, {
        weaker: UNNOTICED,
      }),
      'NotificationConfiguration.LambdaConfigurations': pipeline('functions of new objects', list, {
        weaker: UNNOTICED,
      }),
      ObjectLockConfiguration: integrity('Object Lock', lockMode, {
        weaker: 'objects can be deleted before their retention ends',
      }),
      'ObjectLockConfiguration.Rule.DefaultRetention': retention('Object Lock', lockPeriod, {
        weaker: 'objects can be deleted sooner',
      }),
      'VersioningConfiguration.Status': integrity('versioning', on, {
        weaker: 'overwritten or deleted objects are lost',
      }),
      LifecycleConfiguration: retention('expiration', expirations, {
        weaker: 'objects are deleted sooner, or cannot be read without a restore',
      }),
      IntelligentTieringConfigurations: retention('archive tiers', guests, {
        weaker: 'objects cannot be read without a restore',
      }),
      BucketEncryption: encryption('default encryption', defaultEncryption, {
        weaker: 'anyone who may read the bucket can read objects',
      }),
      'PublicAccessBlockConfiguration.BlockPublicAcls': access('block of public ACLs', on, {
        weaker: PUBLIC,
      }),
      'PublicAccessBlockConfiguration.BlockPublicPolicy': access('block of public policies', on, {
        weaker: PUBLIC,
      }),
      'PublicAccessBlockConfiguration.IgnorePublicAcls': access('disregard of public ACLs', on, {
        weaker: PUBLIC,
      }),
      'PublicAccessBlockConfiguration.RestrictPublicBuckets': access('block of public access', on, {
        weaker: PUBLIC,
      }),
      OwnershipControls: access('object ownership', objectOwnership, {
        weaker: 'ACLs can also give access to objects',
      }),
      AccessControl: access(
        'canned ACL',
        rank([
          'Private',
          'BucketOwnerFullControl',
          'BucketOwnerRead',
          'LogDeliveryWrite',
          'AwsExecRead',
          'AuthenticatedRead',
          'PublicRead',
          'PublicReadWrite',
        ]),
        { weaker: 'ACLs can also give access to objects' },
      ),
      'ReplicationConfiguration.Role': delivery('role of the replication', ref),
      'ReplicationConfiguration.Rules': delivery('replication', copies, {
        weaker: 'objects are no longer copied',
      }),
      'LoggingConfiguration.DestinationBucketName': delivery('access logs', ref, {
        weaker: 'requests to the bucket are no longer logged',
      }),
      'LoggingConfiguration.LogFilePrefix': delivery('prefix of access logs', text),
      InventoryConfigurations: delivery('inventory lists', listBy(['Id']), {
        weaker: 'the objects of the bucket are no longer listed',
      }),
      WebsiteConfiguration: access('website', guests, { weaker: PUBLIC }),
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
      worksAs('ReplicationConfiguration.Role', 's3.amazonaws.com', 'log files are no longer replicated'),
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
      goneWords: 'services can no longer write to the bucket, and what it denied is allowed',
    },
    decides: {
      Bucket: access('bucket', ref),
      PolicyDocument: access('policy', flow),
    },
    neutral: {},
    links: [{ path: 'Bucket', to: 'works-as', needs: [] }],
  },
  'AWS::S3Tables::TableBucket': {
    ...{ noun: 'table bucket', roles: ['keeps'], holds: 'evidence' },
    fixed: { replacedBy: ['TableBucketName'], name: 'TableBucketName' },
    ...{ gone: 'weaker', goneWords: 'tables of events are lost' },
    decides: {
      'EncryptionConfiguration.SSEAlgorithm': encryption('default encryption', rank(['aws:kms', 'AES256']), {
        weaker: 'anyone who may read the table bucket can read tables',
      }),
      'EncryptionConfiguration.KMSKeyArn': encryption('key', ref),
      'ReplicationConfiguration.Role': delivery('role of the replication', ref),
      'ReplicationConfiguration.Rules': delivery('replication', list),
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
