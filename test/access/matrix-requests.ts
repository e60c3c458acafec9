import type { Request } from '../../lib/core/policy/evaluation/request';
import { MEMBER_ID, STRANGER } from './matrix-callers';
import type { Scenario } from './reference-stacks';

/** A column of the access matrix: what is asked for, of which resource, and with what. */
export interface Wish {
  readonly action: string;
  readonly arn: string;
  readonly context?: Request['context'];
}

const FULL_CONTROL = { 's3:x-amz-acl': 'bucket-owner-full-control' };
const FILE = 'CloudTrail/eu-central-1/2026/06/01/file.json.gz';
const DIGEST = 'CloudTrail-Digest/eu-central-1/2026/06/01/digest.json.gz';

/** Everything that might be asked for, by the words that the matrix has for it. */
export function wishesOf(scenario: Scenario) {
  return { ...bucketWishes(scenario), ...keyWishes(scenario), ...alertWishes(scenario) };
}

/** The name of a column. */
export type What = keyof ReturnType<typeof wishesOf>;

function bucketWishes(scenario: Scenario) {
  const { bucketArn, accessLogsArn, folder } = scenario;
  const ownFolder = folder.startsWith('o-') ? `${folder}/${MEMBER_ID}` : folder;
  const own = `${bucketArn}/AWSLogs/${ownFolder}`;
  const put = (key: string, context: Request['context'] = FULL_CONTROL): Wish => ({
    action: 's3:PutObject',
    arn: `${bucketArn}/${key}`,
    context,
  });
  return {
    'read the ACL of the archive': { action: 's3:GetBucketAcl', arn: bucketArn },
    'put a log file into the folder of the trail': put(`AWSLogs/${ownFolder}/${FILE}`),
    'put a digest into the folder of the trail': put(`AWSLogs/${ownFolder}/${DIGEST}`),
    'put a log file without giving the owner full control': put(`AWSLogs/${ownFolder}/${FILE}`, {}),
    'put a log file into the folder of a stranger': put(`AWSLogs/${STRANGER.id}/${FILE}`),
    'put a log file into the folder of another organization': put(
      `AWSLogs/${STRANGER.organization?.id}/${STRANGER.id}/${FILE}`,
    ),
    'put a log file under a prefix': put(`prefix/AWSLogs/${ownFolder}/${FILE}`),
    'get a log file': { action: 's3:GetObject', arn: `${own}/${FILE}` },
    'get an older version of a log file': { action: 's3:GetObjectVersion', arn: `${own}/${FILE}` },
    'get a digest': { action: 's3:GetObject', arn: `${own}/${DIGEST}` },
    'list the archive': { action: 's3:ListBucket', arn: bucketArn, context: { 's3:prefix': 'AWSLogs/' } },
    'delete a log file': { action: 's3:DeleteObject', arn: `${own}/${FILE}` },
    'delete a version of a log file': { action: 's3:DeleteObjectVersion', arn: `${own}/${FILE}` },
    'bypass a lock': { action: 's3:BypassGovernanceRetention', arn: `${own}/${FILE}` },
    'change the policy of the archive': { action: 's3:PutBucketPolicy', arn: bucketArn },
    'delete the policy of the archive': { action: 's3:DeleteBucketPolicy', arn: bucketArn },
    'change the lifecycle of the archive': { action: 's3:PutLifecycleConfiguration', arn: bucketArn },
    'suspend the versions of the archive': { action: 's3:PutBucketVersioning', arn: bucketArn },
    'redirect the notices of the archive': { action: 's3:PutBucketNotification', arn: bucketArn },
    'delete the archive': { action: 's3:DeleteBucket', arn: bucketArn },
    'get an access log': { action: 's3:GetObject', arn: `${accessLogsArn}/archive/log` },
    'put an access log': { action: 's3:PutObject', arn: `${accessLogsArn}/archive/log` },
  } satisfies Record<string, Wish>;
}

function keyWishes({ keyArn, bucketArn, trailArn, trailOwner }: Scenario) {
  const ofArchive = { 'kms:EncryptionContext:aws:s3:arn': bucketArn };
  const ofTrail = { ...ofArchive, 'kms:EncryptionContext:aws:cloudtrail:arn': trailArn };
  const strangers = trailArn.replace(trailOwner.id, STRANGER.id);
  const ofStranger = { ...ofArchive, 'kms:EncryptionContext:aws:cloudtrail:arn': strangers };
  const ofOther = { 'kms:EncryptionContext:aws:s3:arn': `${bucketArn}-2` };
  return {
    'make a data key for files of the trail': {
      action: 'kms:GenerateDataKey',
      arn: keyArn,
      context: ofTrail,
    },
    'make a data key for files of a stranger': {
      action: 'kms:GenerateDataKey',
      arn: keyArn,
      context: ofStranger,
    },
    'decrypt a file of the archive': { action: 'kms:Decrypt', arn: keyArn, context: ofTrail },
    'decrypt a file of another bucket': { action: 'kms:Decrypt', arn: keyArn, context: ofOther },
    'describe the key': { action: 'kms:DescribeKey', arn: keyArn },
    'disable the key': { action: 'kms:DisableKey', arn: keyArn },
    'schedule the deletion of the key': { action: 'kms:ScheduleKeyDeletion', arn: keyArn },
    'change the policy of the key': { action: 'kms:PutKeyPolicy', arn: keyArn },
    'grant the key to others': { action: 'kms:CreateGrant', arn: keyArn },
  } satisfies Record<string, Wish>;
}

function alertWishes(scenario: Scenario) {
  const { topicArn, topicKeyArn, macKeyArn, queueArn, deadLettersArn, tableArn, processorRoleArn } = scenario;
  const ofTopic = { 'kms:EncryptionContext:aws:sns:topicArn': topicArn };
  return {
    'publish an alert': { action: 'sns:Publish', arn: topicArn },
    'subscribe to alerts': { action: 'sns:Subscribe', arn: topicArn },
    'encrypt an alert': { action: 'kms:GenerateDataKey', arn: topicKeyArn, context: ofTopic },
    'send a notice': { action: 'sqs:SendMessage', arn: queueArn },
    'receive a notice': { action: 'sqs:ReceiveMessage', arn: queueArn },
    'purge the notices': { action: 'sqs:PurgeQueue', arn: queueArn },
    'send a dead letter': { action: 'sqs:SendMessage', arn: deadLettersArn },
    'receive a dead letter': { action: 'sqs:ReceiveMessage', arn: deadLettersArn },
    'claim an alert': { action: 'dynamodb:PutItem', arn: tableArn },
    'forget a claim': { action: 'dynamodb:DeleteItem', arn: tableArn },
    'compute a code that proves a claim': { action: 'kms:GenerateMac', arn: macKeyArn },
    'verify a code': { action: 'kms:VerifyMac', arn: macKeyArn },
    'assume the role of the log processor': { action: 'sts:AssumeRole', arn: processorRoleArn },
  } satisfies Record<string, Wish>;
}
