import { OWN, STRANGER, type Step, type Story, story } from './story';

const read = { readOnly: true };
const GETS_IT = `arn:aws:logs:eu-west-1:${STRANGER}:destination:collect`;
const KEEPS_IT = `arn:aws:logs:eu-west-1:${OWN}:destination:central`;

function blocks(count: number): readonly Step[] {
  const others = { ...read, eventCategory: 'Data', managementEvent: false };
  return Array.from(
    { length: count },
    (_, blockIndex): Step => [
      'ebs GetSnapshotBlock',
      { snapshotId: 'snap-0123456789abcdef0', blockIndex },
      { ...others, eventTime: '2026-11-20T03:05:00Z' },
    ],
  );
}

const inventory = (AccountId: string) => ({
  bucketName: 'data',
  InventoryConfiguration: {
    Destination: { S3BucketDestination: { AccountId, Bucket: 'arn:aws:s3:::list' } },
  },
});

const pipe = (account: string) => ({
  name: 'orders',
  source: `arn:aws:sqs:eu-west-1:${OWN}:orders`,
  target: `arn:aws:kinesis:eu-west-1:${account}:stream/orders`,
});

const shares = (account: string) => ({
  policyDetails: { schedules: [{ shareRules: [{ targetAccounts: [account] }] }] },
});

/** Data that leaves: what sends it, by whom, and the same between own resources or by what deploys. */
export const DATA_LEAVING: readonly Story[] = [
  story(
    'a log group is subscribed by a stranger',
    ['user', ['logs PutSubscriptionFilter', { logGroupName: '/app', destinationArn: GETS_IT }]],
    ['pipeline', ['logs PutSubscriptionFilter', { logGroupName: '/app', destinationArn: KEEPS_IT }]],
  ),
  story(
    'all log groups are subscribed by a stranger',
    ['role', ['logs PutAccountPolicy', { policyDocument: JSON.stringify({ DestinationArn: GETS_IT }) }]],
    ['stack', ['logs PutAccountPolicy', { policyDocument: JSON.stringify({ DestinationArn: KEEPS_IT }) }]],
  ),
  story(
    'deliveries of logs go to a stranger',
    [
      'function',
      [
        'logs PutDeliveryDestination',
        {
          name: 'lake',
          deliveryDestinationConfiguration: {
            destinationResourceArn: `arn:aws:firehose:eu-west-1:${STRANGER}:deliverystream/a`,
          },
        },
      ],
    ],
    [
      'stack',
      [
        'logs PutDeliveryDestination',
        { deliveryDestinationConfiguration: { destinationResourceArn: 'arn:aws:s3:::company-logs' } },
      ],
    ],
  ),
  story(
    'a pipe empties a queue into a stream of a stranger',
    ['instance', ['pipes CreatePipe', pipe(STRANGER)]],
    ['stack', ['pipes CreatePipe', pipe(OWN)]],
  ),
  story(
    'a bucket announces its objects to a queue of a stranger',
    [
      'user',
      [
        's3 PutBucketNotification',
        {
          bucketName: 'data',
          NotificationConfiguration: {
            QueueConfiguration: {
              Queue: `arn:aws:sqs:eu-west-1:${STRANGER}:collect`,
              Event: 's3:ObjectCreated:*',
            },
          },
        },
      ],
    ],
    [
      'stack',
      [
        's3 PutBucketNotification',
        { NotificationConfiguration: { QueueConfiguration: { Queue: `arn:aws:sqs:eu-west-1:${OWN}:a` } } },
      ],
    ],
  ),
  story(
    'an inventory of a bucket goes to a stranger',
    ['federated', ['s3 PutBucketInventoryConfiguration', inventory(STRANGER)]],
    ['pipeline', ['s3 PutBucketInventoryConfiguration', inventory(OWN)]],
  ),
  story(
    'replication to a bucket of which the account is not named',
    [
      'user',
      [
        's3 PutBucketReplication',
        {
          bucketName: 'data',
          ReplicationConfiguration: { Rule: { Destination: { Bucket: 'arn:aws:s3:::c' } } },
        },
      ],
    ],
    [
      'stack',
      [
        's3 PutBucketReplication',
        { ReplicationConfiguration: { Rule: { Destination: { Bucket: 'arn:aws:s3:::c' } } } },
      ],
    ],
  ),
  story(
    'changes of a table stream to a stranger',
    [
      'role',
      [
        'dynamodb EnableKinesisStreamingDestination',
        { tableName: 'orders', streamArn: `arn:aws:kinesis:eu-west-1:${STRANGER}:stream/c` },
      ],
    ],
    [
      'pipeline',
      [
        'dynamodb EnableKinesisStreamingDestination',
        { streamArn: `arn:aws:kinesis:eu-west-1:${OWN}:stream/c` },
      ],
    ],
  ),
  story(
    'backups are copied into a vault of a stranger',
    [
      'person',
      [
        'backup UpdateBackupPlan',
        {
          backupPlan: {
            rules: [
              {
                copyActions: [
                  { destinationBackupVaultArn: `arn:aws:backup:eu-west-1:${STRANGER}:backup-vault:c` },
                ],
              },
            ],
          },
        },
      ],
    ],
    [
      'pipeline',
      [
        'backup UpdateBackupPlan',
        {
          backupPlan: {
            rules: [
              {
                copyActions: [
                  { destinationBackupVaultArn: `arn:aws:backup:eu-west-1:${OWN}:backup-vault:c` },
                ],
              },
            ],
          },
        },
      ],
    ],
  ),
  story(
    'lifecycle rules share each new snapshot with a stranger',
    ['user', ['dlm CreateLifecyclePolicy', shares(STRANGER)]],
    ['pipeline', ['dlm CreateLifecyclePolicy', shares(OWN)]],
  ),
  story(
    'a stranger gets tables by Lake Formation',
    [
      'user',
      [
        'lakeformation BatchGrantPermissions',
        { entries: [{ principal: { dataLakePrincipalIdentifier: STRANGER } }] },
      ],
    ],
    [
      'pipeline',
      [
        'lakeformation BatchGrantPermissions',
        { entries: [{ principal: { dataLakePrincipalIdentifier: OWN } }] },
      ],
    ],
  ),
  story(
    'log events are exported to a bucket',
    ['user', ['logs CreateExportTask', { logGroupName: '/app', destination: 'collect' }]],
    ['function', ['logs CreateExportTask', { logGroupName: '/app', destination: 'company-logs' }]],
  ),
  story(
    'a cache is copied to a bucket',
    ['thiefOfInstance', ['elasticache CopySnapshot', { targetSnapshotName: 's', targetBucket: 'collect' }]],
    ['user', ['elasticache CopySnapshot', { sourceSnapshotName: 's', targetSnapshotName: 't' }]],
  ),
  story(
    'a serverless cache is exported',
    ['role', ['elasticache ExportServerlessCacheSnapshot', { s3BucketName: 'collect' }]],
    ['pipeline', ['elasticache ExportServerlessCacheSnapshot', { s3BucketName: 'company' }]],
  ),
  story(
    'a snapshot of a database is exported by a person',
    ['person', ['rds StartExportTask', { exportTaskIdentifier: 'e', s3BucketName: 'collect' }]],
    ['function', ['rds StartExportTask', { exportTaskIdentifier: 'nightly', s3BucketName: 'company-lake' }]],
  ),
  story(
    'a task of DataSync is made and started',
    [
      'user',
      ['datasync CreateLocationS3', { s3BucketArn: 'arn:aws:s3:::collect' }],
      ['datasync CreateTask', { sourceLocationArn: 'loc-1', destinationLocationArn: 'loc-2' }],
      ['datasync StartTaskExecution', { taskArn: 'task-1' }],
    ],
    ['stack', ['datasync CreateTask', { sourceLocationArn: 'loc-1', destinationLocationArn: 'loc-2' }]],
  ),
  story(
    'a flow of AppFlow is made and started',
    ['role', ['appflow CreateFlow', { flowName: 'copy' }], ['appflow StartFlow', { flowName: 'copy' }]],
    ['pipeline', ['appflow CreateFlow', { flowName: 'copy' }]],
  ),
  story(
    'a database is replicated to a server elsewhere',
    [
      'user',
      ['dms CreateEndpoint', { endpointType: 'target', engineName: 'postgres', serverName: '198.51.100.7' }],
      ['dms CreateReplicationTask', { migrationType: 'full-load' }],
    ],
    ['pipeline', ['dms CreateEndpoint', { endpointType: 'target', engineName: 's3' }]],
  ),
  story(
    'events go to a web address',
    ['user', ['events CreateApiDestination', { name: 'a', invocationEndpoint: 'https://collect.example' }]],
    ['stack', ['events CreateApiDestination', { name: 'a', invocationEndpoint: 'https://vendor.example' }]],
  ),
  story(
    'a stream delivers to a web address',
    [
      'instance',
      [
        'firehose UpdateDestination',
        { httpEndpointDestinationUpdate: { endpointConfiguration: { url: 'https://c.example' } } },
      ],
    ],
    ['user', ['firehose UpdateDestination', { extendedS3DestinationUpdate: { prefix: 'a/' } }]],
  ),
  story(
    'results of a query belong to the owner of the bucket',
    [
      'role',
      [
        'athena StartQueryExecution',
        { resultConfiguration: { aclConfiguration: { s3AclOption: 'BUCKET_OWNER_FULL_CONTROL' } } },
      ],
    ],
    ['role', ['athena StartQueryExecution', { resultConfiguration: { outputLocation: 's3://company/' } }]],
  ),
  story('a disk is read block by block', ['federated', ...blocks(120)], ['role', ...blocks(20)]),
  story(
    'blocks of a snapshot are listed with a long-term key',
    ['user', ['ebs ListSnapshotBlocks', { snapshotId: 'snap-0123456789abcdef0' }, read]],
    ['function', ['ebs ListSnapshotBlocks', { snapshotId: 'snap-0123456789abcdef0' }, read]],
  ),
];
