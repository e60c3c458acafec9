import { ACCOUNT, BUCKET, KEY, KEY_ARN, LIVE, type LiveAnswers, STORE_ARN, TRAIL } from './live-account';

/** Advanced selectors with every operator. */
export const ADVANCED = [
  {
    Name: 'writes "here"',
    FieldSelectors: [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      { Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::a/'], NotEndsWith: ['.tmp'] },
      {
        Field: 'eventName',
        NotEquals: ['HeadObject'],
        NotStartsWith: ['List'],
        EndsWith: ['Object'],
      },
    ],
  },
];

/** Basic selectors. */
export const BASIC = [
  {
    ...{ ReadWriteType: 'All', IncludeManagementEvents: true },
    DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
    ExcludeManagementEventSources: ['kms.amazonaws.com'],
  },
];

/** An account with a value in every setting that is adopted. */
export const FULL: LiveAnswers = {
  ...LIVE,
  trails: [
    {
      ...TRAIL,
      described: {
        ...TRAIL.described,
        ...{ S3KeyPrefix: 'audit', SnsTopicARN: `arn:aws:sns:eu-west-1:${ACCOUNT}:delivered` },
      },
      selectors: {
        AdvancedEventSelectors: ADVANCED,
      },
      insights: [{ InsightType: 'ApiCallRateInsight', EventCategories: ['Management', 'Data'] }],
    },
    {
      ...TRAIL,
      described: {
        ...{ ...TRAIL.described, Name: 'basic', HomeRegion: 'us-east-1', S3BucketName: 'plain' },
        TrailARN: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/basic`,
        ...{ KmsKeyId: undefined, CloudWatchLogsLogGroupArn: undefined, CloudWatchLogsRoleArn: undefined },
      },
      status: { IsLogging: false },
      selectors: {
        EventSelectors: BASIC,
        AdvancedEventSelectors: [],
      },
      ...{ insights: [], tags: [] },
    },
  ],
  buckets: {
    plain: {
      owner: ACCOUNT,
      ...{ acl: BUCKET.acl, versioning: '<VersioningConfiguration/>' },
      logging: '<BucketLoggingStatus/>',
    },
    logs: {
      ...BUCKET,
      logging:
        '<BucketLoggingStatus><LoggingEnabled><TargetBucket>access</TargetBucket><TargetPrefix>logs/</TargetPrefix><TargetObjectKeyFormat><SimplePrefix/></TargetObjectKeyFormat></LoggingEnabled></BucketLoggingStatus>',
      'object-lock':
        '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>COMPLIANCE</Mode><Days>30</Days></DefaultRetention></Rule></ObjectLockConfiguration>',
      lifecycle:
        '<LifecycleConfiguration><Rule><ID>old</ID><Filter><And><Prefix>AWSLogs/</Prefix><Tag><Key>a</Key><Value>b</Value></Tag><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></And></Filter><Status>Enabled</Status><Expiration><Days>2555</Days></Expiration><Transition><Days>90</Days><StorageClass>GLACIER_IR</StorageClass></Transition><NoncurrentVersionTransition><NoncurrentDays>3</NoncurrentDays><StorageClass>GLACIER</StorageClass></NoncurrentVersionTransition><NoncurrentVersionExpiration><NoncurrentDays>30</NoncurrentDays><NewerNoncurrentVersions>2</NewerNoncurrentVersions></NoncurrentVersionExpiration><AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule></LifecycleConfiguration>',
      encryption: `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>${KEY_ARN}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
      ownershipControls:
        '<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>',
      replication:
        '<ReplicationConfiguration><Role>arn:aws:iam::111122223333:role/replication</Role><Rule><ID>all</ID><Priority>1</Priority><Status>Enabled</Status><Filter><Prefix></Prefix></Filter><DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication><Destination><Bucket>arn:aws:s3:::copy</Bucket><Account>222222222222</Account><EncryptionConfiguration><ReplicaKmsKeyID>arn:aws:kms:us-east-1:222222222222:key/k</ReplicaKmsKeyID></EncryptionConfiguration></Destination><SourceSelectionCriteria><SseKmsEncryptedObjects><Status>Enabled</Status></SseKmsEncryptedObjects></SourceSelectionCriteria></Rule></ReplicationConfiguration>',
      tagging:
        '<Tagging><TagSet><Tag><Key>owner</Key><Value>security</Value></Tag><Tag><Key>aws:x</Key><Value>y</Value></Tag></TagSet></Tagging>',
    },
  },
  keys: {
    [KEY_ARN]: {
      ...KEY,
      metadata: {
        ...{ ...KEY.metadata, Description: 'of the trail', KeySpec: 'SYMMETRIC_DEFAULT' },
        ...{ KeyUsage: 'ENCRYPT_DECRYPT', MultiRegion: false, KeyManager: 'CUSTOMER' },
      },
      tags: [{ TagKey: 'owner', TagValue: 'security' }],
      aliases: ['alias/trail', 'alias/aws/s3'],
    },
  },
  stores: [
    {
      ...{ EventDataStoreArn: STORE_ARN, Name: 'audit store', KmsKeyId: KEY_ARN, RetentionPeriod: 2557 },
      ...{ TerminationProtectionEnabled: true, MultiRegionEnabled: true, OrganizationEnabled: false },
      ...{ BillingMode: 'FIXED_RETENTION_PRICING', Status: 'STOPPED_INGESTION' },
      AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }],
    },
  ],
};
