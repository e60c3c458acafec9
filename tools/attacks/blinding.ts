import { OWN, STRANGER, type Step, type Story, story } from './story';

const DATA = { eventCategory: 'Data', managementEvent: false };
const LOG_FILE = `AWSLogs/${OWN}/CloudTrail/eu-west-1/2026/11/20/a.json.gz`;

function bucketPolicy(statement: object, bucketName = 'company-logs'): Step {
  return ['s3 PutBucketPolicy', { bucketName, bucketPolicy: { Statement: [statement] } as never }];
}

const TO_SERVICES = {
  Effect: 'Deny',
  Principal: { Service: 'cloudtrail.amazonaws.com' },
  Action: 's3:PutObject',
};
const TLS = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

/** Blinding: what no longer records, keeps or tells, and the same as it is done every day. */
export const BLINDING: readonly Story[] = [
  story(
    'a log file is deleted',
    ['user', ['s3 DeleteObject', { bucketName: 'company-logs', key: LOG_FILE }, DATA]],
    ['user', ['s3 DeleteObject', { bucketName: 'data', key: 'logs/AWSLogs.csv' }, DATA]],
  ),
  story(
    'log files are deleted in a batch',
    [
      'role',
      [
        's3 DeleteObjects',
        { bucketName: 'company-logs', delete: '' },
        { ...DATA, resources: [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::company-logs/${LOG_FILE}` }] },
      ],
    ],
    ['role', ['s3 DeleteObjects', { bucketName: 'data', delete: '' }, DATA]],
  ),
  story(
    'a bucket denies CloudTrail',
    ['user', bucketPolicy(TO_SERVICES)],
    ['pipeline', bucketPolicy({ ...TO_SERVICES, Principal: '*', Action: 's3:*', ...TLS })],
  ),
  story(
    'a bucket denies everyone to write',
    ['federated', bucketPolicy({ Effect: 'Deny', Principal: '*', Action: ['s3:PutObject'], Resource: '*' })],
    [
      'pipeline',
      bucketPolicy({ Effect: 'Deny', Principal: '*', Action: ['s3:DeleteBucket'], Resource: '*' }),
    ],
  ),
  story(
    'a key denies to encrypt log files',
    [
      'instance',
      [
        'kms PutKeyPolicy',
        {
          policy: JSON.stringify({ Statement: { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'kms:*' } }),
        },
      ],
    ],
    [
      'pipeline',
      [
        'kms PutKeyPolicy',
        {
          policy: JSON.stringify({
            Statement: { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'kms:ScheduleKeyDeletion' },
          }),
        },
      ],
    ],
  ),
  story(
    'the policy of a log bucket is deleted',
    ['user', ['s3 DeleteBucketPolicy', { bucketName: 'company-cloudtrail' }]],
    ['user', ['s3 DeleteBucketPolicy', { bucketName: 'company-website' }]],
  ),
  story(
    'the policy of a log bucket no longer names CloudTrail',
    ['role', bucketPolicy({ Effect: 'Deny', Principal: '*', Action: 's3:*', ...TLS }, 'aws-cloudtrail-logs')],
    [
      'role',
      bucketPolicy(
        { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:PutObject' },
        'aws-cloudtrail-logs',
      ),
    ],
  ),
  story(
    'a trail gets a key of a stranger',
    ['user', ['cloudtrail UpdateTrail', { name: 'a', kmsKeyId: `arn:aws:kms:eu-west-1:${STRANGER}:key/1` }]],
    ['pipeline', ['cloudtrail UpdateTrail', { name: 'a', kmsKeyId: `arn:aws:kms:eu-west-1:${OWN}:key/1` }]],
  ),
  story(
    'a trail loses its data events',
    [
      'user',
      ['cloudtrail PutEventSelectors', { eventSelectors: [{ readWriteType: 'All', dataResources: [] }] }],
    ],
    [
      'user',
      [
        'cloudtrail PutEventSelectors',
        {
          eventSelectors: [
            { readWriteType: 'All', dataResources: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }] },
          ],
        },
      ],
    ],
  ),
  story(
    'advanced selectors name no data events',
    [
      'role',
      [
        'cloudtrail PutEventSelectors',
        {
          advancedEventSelectors: [{ fieldSelectors: [{ field: 'eventCategory', equals: ['Management'] }] }],
        },
      ],
    ],
    [
      'role',
      [
        'cloudtrail PutEventSelectors',
        {
          advancedEventSelectors: [
            { fieldSelectors: [{ field: 'eventCategory', equals: ['Management'] }] },
            { fieldSelectors: [{ field: 'eventCategory', equals: ['Data'] }] },
          ],
        },
      ],
    ],
  ),
  story(
    'flow logs are kept for a day',
    ['user', ['logs PutRetentionPolicy', { logGroupName: '/vpc/flow-logs', retentionInDays: 1 }]],
    ['user', ['logs PutRetentionPolicy', { logGroupName: '/aws/lambda/api', retentionInDays: 14 }]],
  ),
  story(
    'an event data store keeps a week',
    ['person', ['cloudtrail UpdateEventDataStore', { eventDataStore: 'a', retentionPeriod: 7 }]],
    ['person', ['cloudtrail UpdateEventDataStore', { eventDataStore: 'a', retentionPeriod: 2557 }]],
  ),
  story(
    'an event data store loses its protection',
    [
      'user',
      ['cloudtrail UpdateEventDataStore', { eventDataStore: 'a', terminationProtectionEnabled: false }],
    ],
    [
      'stack',
      ['cloudtrail UpdateEventDataStore', { eventDataStore: 'a', terminationProtectionEnabled: false }],
    ],
  ),
  story(
    'a delivery of logs is removed',
    ['thiefOfInstance', ['logs DeleteDelivery', { id: 'a' }], ['logs DeleteDeliverySource', { name: 'a' }]],
    ['stack', ['logs DeleteDelivery', { id: 'a' }]],
  ),
  story(
    'a load balancer writes no logs',
    [
      'user',
      [
        'elasticloadbalancing ModifyLoadBalancerAttributes',
        { attributes: [{ key: 'access_logs.s3.enabled', value: 'false' }] },
      ],
    ],
    [
      'user',
      [
        'elasticloadbalancing ModifyLoadBalancerAttributes',
        { attributes: [{ key: 'deletion_protection.enabled', value: 'true' }] },
      ],
    ],
  ),
  story(
    'the contact for security is someone else',
    ['root', ['account PutAlternateContact', { alternateContactType: 'SECURITY' }]],
    ['person', ['account PutAlternateContact', { alternateContactType: 'BILLING' }]],
  ),
  story(
    'a topic for alerts is deleted',
    ['user', ['sns DeleteTopic', { topicArn: `arn:aws:sns:eu-west-1:${OWN}:guardduty-findings` }]],
    ['user', ['sns DeleteTopic', { topicArn: `arn:aws:sns:eu-west-1:${OWN}:orders` }]],
  ),
];
