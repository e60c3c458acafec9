import { FILES, GB, QUEUE, type Resources, type Row, trail, worker } from './row';

const S3 = 'https://aws.amazon.com/s3/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/';

/** A trail's bucket, with these properties. */
const archive = (properties: object = {}): Resources => ({
  Trail: trail({ S3BucketName: { Ref: 'Archive' } }),
  Archive: { Type: 'AWS::S3::Bucket', Properties: properties },
});

const movedTo = (storageClass: string) =>
  archive({
    LifecycleConfiguration: {
      Rules: [{ Status: 'Enabled', Transitions: [{ StorageClass: storageClass, TransitionInDays: 30 }] }],
    },
  });

/** What is kept in S3 and in tables, and what is asked of them. */
export const STORAGE_ROWS: readonly Row[] = [
  {
    what: '10 GB a month, kept for three months, a GB-month $0.023',
    ...{ price: 's3Standard', page: S3, usd: 30 * 0.023, resources: archive(), counts: FILES },
  },
  {
    what: '1,720 files written, 1,000 for $0.005',
    ...{ price: 's3Put', page: S3, usd: 1.72 * 0.005, resources: archive(), counts: FILES },
  },
  {
    what: '1,720 events of S3 to EventBridge, a million $1',
    ...{ price: 'customEvent', page: 'https://aws.amazon.com/eventbridge/pricing/', usd: 0.00172 },
    resources: archive({
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    }),
    counts: FILES,
  },
  // A rule that expires after a month, but not what CloudTrail writes: without tags, of any size, below AWSLogs.
  ...(
    [
      [{ TagFilters: [{ Key: 'tmp', Value: 'yes' }] }, 30],
      [{ ObjectSizeLessThan: 1000 }, 30],
      [{ Prefix: 'reports/' }, 30],
      [{ Prefix: '' }, 10],
      [{ Prefix: 'AWSLogs/' }, 10],
    ] as const
  ).map(
    ([rule, gb]): Row => ({
      what: `${gb} GB by a rule for ${JSON.stringify(rule)}`,
      ...{ price: 's3Standard', page: S3, usd: gb * 0.023, counts: FILES },
      resources: archive({
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 30, ...rule }] },
      }),
    }),
  ),
  // A month in Standard, then two of 10 GB each in the class, and the 1,720 files of a month move once.
  ...(
    [
      ['STANDARD_IA', 's3StandardIa', 0.0125, 's3ToIa', 0.01],
      ['ONEZONE_IA', 's3OneZoneIa', 0.01, 's3ToIa', 0.01],
      ['GLACIER_IR', 's3GlacierInstant', 0.004, 's3ToGlacierInstant', 0.02],
      ['GLACIER', 's3Glacier', 0.0036, 's3ToGlacier', 0.03],
      ['DEEP_ARCHIVE', 's3DeepArchive', 0.00099, 's3ToDeepArchive', 0.05],
    ] as const
  ).flatMap(([name, storage, gbMonth, move, thousand]): readonly Row[] => [
    {
      what: `two of three months in ${name}, a GB-month $${gbMonth}`,
      ...{ price: storage, page: S3, usd: 20 * gbMonth, resources: movedTo(name), counts: FILES },
    },
    {
      what: `1,720 files moved to ${name}, 1,000 for $${thousand}`,
      ...{ price: move, page: S3, usd: 1.72 * thousand, resources: movedTo(name), counts: FILES },
    },
  ]),
  ...(
    [
      ['transfer', 's3ReplicationTransfer', 0.02],
      ['time control', 's3ReplicationTimeControl', 0.015],
    ] as const
  ).map(
    ([what, price, gb]): Row => ({
      what: `${what} of 10 GB to a replica, a GB $${gb}`,
      ...{ price, page: S3, usd: 10 * gb, counts: FILES },
      resources: archive({
        ReplicationConfiguration: {
          Rules: [{ Status: 'Enabled', Destination: { ReplicationTime: { Status: 'Enabled' } } }],
        },
      }),
    }),
  ),
  {
    what: '30 inventories of the 5,160 files of three months, a million for $0.0025',
    ...{ price: 's3Inventory', page: S3, usd: 0.1548 * 0.0025, counts: FILES },
    resources: archive({ InventoryConfigurations: [{ ScheduleFrequency: 'Daily' }] }),
  },
  {
    what: '1,000 files that a worker reads, 1,000 for $0.0004',
    ...{ price: 's3Get', page: S3, usd: 0.0004, counts: FILES },
    resources: {
      ...QUEUE,
      ...worker({ Environment: { Variables: { TRAILWATCH_BUCKET_NAME: 'logs' } } }),
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
          FunctionName: { Ref: 'Worker' },
        },
      },
    },
  },
  ...(
    [
      ['2 million writes, a million $0.625', 'dynamoWrite', 1.25],
      ['8 million reads, a million $0.125', 'dynamoRead', 1],
      ['4 GB, a GB-month $0.25', 'dynamoStorage', 1],
      ['4 GB that can be recovered, a GB-month $0.20', 'dynamoRecovery', 0.8],
    ] as const
  ).map(
    ([what, price, usd]): Row => ({
      ...{ what, price, usd, page: DYNAMODB },
      resources: {
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            BillingMode: 'PAY_PER_REQUEST',
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        },
      },
      counts: { tableWrites: 2_000_000, tableReads: 8_000_000, tableBytes: 4 * GB },
    }),
  ),
];
