import { WIDE_RANGE_ENDS } from '../../rule/ip-range';
import {
  BY_TIME,
  ERRORS,
  EVENT_LIST,
  eventList,
  isOneOf,
  type NamedQuery,
  OUTCOME,
  type QueryParameter,
  succeeded,
} from '../named-query';

const PUBLIC_CALLS =
  'PutBucketAcl PutBucketPolicy DeleteBucketPublicAccessBlock DeleteAccountPublicAccessBlock PutBucketPublicAccessBlock PutAccountPublicAccessBlock';

const SUBSCRIBING = [
  'AcceptAgreementRequest CreateAgreementRequest CreateFoundationModelAgreement',
  'CreateSubscription CreateAccountSubscription CreateSavingsPlan PurchaseCapacityBlock PurchaseHostReservation',
  'PurchaseReservedInstancesOffering PurchaseReservedDBInstancesOffering PurchaseReservedNodeOffering',
  'PurchaseReservedCacheNodesOffering PurchaseReservedInstanceOffering',
].join(' ');

const RESOURCE: QueryParameter = {
  name: 'resource',
  type: 'text',
  about: 'an ARN or a name, or a part of one',
  example: 'payroll',
};

/** Resources, their data, and how they are exposed. */
export const RESOURCE_QUERIES: readonly NamedQuery[] = [
  {
    name: 'resource-history',
    title: 'What happened to a resource',
    about: 'Events with the name in their resources or parameters, by time.',
    parameters: [RESOURCE],
    sql: ({ param, someContains, jsonText }) =>
      `SELECT ${EVENT_LIST} FROM events WHERE ${someContains('resource_arns', param('resource'))} OR strpos(${jsonText('request_parameters')}, ${param('resource')}) > 0 ${BY_TIME}`,
  },
  {
    name: 'resource-changes',
    title: 'Changes to a resource',
    about: 'Like resource-history, without read-only calls and calls that failed.',
    parameters: [RESOURCE],
    sql: ({ param, someContains, jsonText }) =>
      `SELECT ${EVENT_LIST} FROM events WHERE COALESCE(read_only, FALSE) = FALSE AND outcome = 'succeeded' AND (${someContains('resource_arns', param('resource'))} OR strpos(${jsonText('request_parameters')}, ${param('resource')}) > 0) ${BY_TIME}`,
  },
  {
    name: 'object-readers',
    title: 'Who read an object',
    about:
      'GetObject and similar calls, and copies out of the bucket, which trails log only with data events of the bucket.',
    parameters: [
      { name: 'bucket', type: 'text', about: 'the name of the bucket', example: 'payroll' },
      { name: 'object', type: 'text', about: 'the beginning of the key', default: '', example: '2026/' },
    ],
    sql: ({ param, json }) => {
      const [bucket, key] = [json('request_parameters', 'bucketName'), json('request_parameters', 'key')];
      // A copy is logged with the bucket that it is written to; what it reads is `bucket/key`, with or without a slash before.
      const source = json('request_parameters', 'x-amz-copy-source');
      const copies = ["''", "'/'"].map(
        (start) => `strpos(${source}, concat(${start}, ${param('bucket')}, '/', ${param('object')})) = 1`,
      );
      return `SELECT event_time, event_name, actor, COALESCE(${source}, ${key}) AS object_key, source_ip_address, ${OUTCOME}, event_id FROM events WHERE ${isOneOf('event_name', 'GetObject SelectObjectContent GetObjectTorrent HeadObject')} AND ${bucket} = ${param('bucket')} AND (${param('object')} = '' OR strpos(${key}, ${param('object')}) = 1) OR ${isOneOf('event_name', 'CopyObject UploadPartCopy')} AND (${copies.join(' OR ')}) ${BY_TIME}`;
    },
  },
  {
    name: 'secret-readers',
    title: 'Who read a secret',
    about: 'Secrets Manager and Parameter Store, by the name or ARN that was asked for.',
    parameters: [
      {
        name: 'secret',
        type: 'text',
        about: 'the name of the secret, or a part of it',
        example: 'db/password',
      },
    ],
    sql: ({ param, json, jsonText }) =>
      `SELECT event_time, event_name, actor, COALESCE(${json('request_parameters', 'secretId')}, ${json('request_parameters', 'name')}, ${json('request_parameters', 'path')}) AS secret, source_ip_address, ${OUTCOME}, event_id FROM events WHERE ${isOneOf('event_name', 'GetSecretValue BatchGetSecretValue GetParameter GetParameters GetParametersByPath GetParameterHistory')} AND strpos(${jsonText('request_parameters')}, ${param('secret')}) > 0 ${BY_TIME}`,
  },
  {
    name: 'public-buckets',
    title: 'Buckets that were made public',
    about:
      'ACLs for everyone, bucket policies with any principal, and block public access that was deleted or turned off.',
    parameters: [],
    sql: ({ json, jsonText }) =>
      `SELECT event_time, event_name, ${json('request_parameters', 'bucketName')} AS bucket_name, actor, source_ip_address, recipient_account_id, event_id FROM events WHERE ${succeeded('s3', PUBLIC_CALLS)} AND (event_name = 'PutBucketAcl' AND (strpos(${jsonText('request_parameters')}, 'global/AllUsers') > 0 OR strpos(${jsonText('request_parameters')}, 'global/AuthenticatedUsers') > 0 OR strpos(${jsonText('request_parameters')}, '"public-read') > 0) OR event_name = 'PutBucketPolicy' AND (strpos(${jsonText('request_parameters')}, '"Principal":"*"') > 0 OR strpos(${jsonText('request_parameters')}, '"AWS":"*"') > 0 OR strpos(${jsonText('request_parameters')}, '"AWS":["*"') > 0 OR strpos(${jsonText('request_parameters')}, ',"*"') > 0) OR event_name IN ('DeleteBucketPublicAccessBlock', 'DeleteAccountPublicAccessBlock') OR event_name IN ('PutBucketPublicAccessBlock', 'PutAccountPublicAccessBlock') AND (strpos(${jsonText('request_parameters')}, ':false') > 0 OR strpos(${jsonText('request_parameters')}, ':"false"') > 0)) ${BY_TIME}`,
  },
  eventList(
    {
      name: 'bucket-access-changes',
      title: 'Changes of who may use a bucket',
      about: 'Policies, ACLs, block public access and replication.',
    },
    () =>
      isOneOf(
        'event_name',
        `PutBucketPolicy DeleteBucketPolicy PutBucketAcl PutBucketPublicAccessBlock
        DeleteBucketPublicAccessBlock PutBucketReplication PutBucketOwnershipControls`,
      ),
    ({ json }) => [`${json('request_parameters', 'bucketName')} AS bucket_name`],
  ),
  eventList(
    {
      name: 'open-security-groups',
      title: 'Security groups that were opened to every address',
      about:
        'AuthorizeSecurityGroupIngress and ModifySecurityGroupRules with a range of /7 or wider, such as 0.0.0.0/0 or ::/0.',
    },
    ({ jsonText }) =>
      `${succeeded('ec2', 'AuthorizeSecurityGroupIngress ModifySecurityGroupRules')} AND (${WIDE_RANGE_ENDS.map((end) => `strpos(${jsonText('request_parameters')}, '${end}"') > 0`).join(' OR ')})`,
    ({ json }) => [`${json('request_parameters', 'groupId')} AS group_id`],
  ),
  eventList(
    {
      name: 'shared-snapshots',
      title: 'Snapshots and images that were shared',
      about: 'With other accounts or with everyone.',
    },
    () =>
      isOneOf(
        'event_name',
        `ModifySnapshotAttribute ModifyImageAttribute ModifyDBSnapshotAttribute
        ModifyDBClusterSnapshotAttribute`,
      ),
  ),
  eventList(
    {
      name: 'kms-keys-deleted',
      title: 'KMS keys that were disabled or scheduled for deletion',
      about: 'What they encrypted can no longer be read.',
    },
    () => isOneOf('event_name', 'ScheduleKeyDeletion DisableKey DeleteImportedKeyMaterial PutKeyPolicy'),
    ({ json }) => [`${json('request_parameters', 'keyId')} AS key_id`],
  ),
  {
    name: 'instances-launched',
    title: 'Instances that were launched',
    about: 'By actor, Region and type. Large types in new Regions can be a sign of cryptocurrency mining.',
    parameters: [],
    sql: ({ json }) =>
      `SELECT actor, recipient_account_id, aws_region, ${json('request_parameters', 'instanceType')} AS instance_type, count(*) AS calls, ${ERRORS}, min(event_time) AS first_time, max(event_time) AS last_time FROM events WHERE event_name = 'RunInstances' GROUP BY 1, 2, 3, 4 ORDER BY calls DESC, 1, 2, 3, 4`,
  },
  eventList(
    {
      name: 'code-changes',
      title: 'Changes of Lambda code and permissions',
      about: 'Code, layers, environment, resource policies and function URLs.',
    },
    () =>
      `event_source = 'lambda.amazonaws.com' AND (event_name LIKE 'UpdateFunctionCode%' OR event_name LIKE 'UpdateFunctionConfiguration%' OR event_name LIKE 'CreateFunction%' OR event_name LIKE 'AddPermission%' OR event_name LIKE 'CreateFunctionUrlConfig%' OR event_name LIKE 'UpdateFunctionUrlConfig%' OR event_name LIKE 'PublishLayerVersion%' OR event_name LIKE 'AddLayerVersionPermission%')`,
    ({ json }) => [`${json('request_parameters', 'functionName')} AS function_name`],
  ),
  eventList(
    {
      name: 'subscriptions',
      title: 'Who subscribed to services, and bought capacity',
      about:
        'Agreements of AWS Marketplace and of models, subscriptions of Shield and Quick, savings plans and reservations. Each costs from then on.',
    },
    () => isOneOf('event_name', SUBSCRIBING),
  ),
];
