import type { Account } from '../../lib/core/policy/evaluation/request';
import { REGION } from '../constructs/synthesize';
import { REPLICA_ACCOUNT, REPLICA_REGION } from '../scenarios/replicated';
import { LONER } from './archive-callers';
import type { ArchiveParts, Find } from './archive-parts';
import { type DeliveringTrail, inOrganization } from './archive-settings';
import type { Wish } from './matrix-requests';

const FULL_CONTROL = { 's3:x-amz-acl': 'bucket-owner-full-control' };
const FILE = 'CloudTrail/eu-central-1/2026/06/01/file.json.gz';

/** A wish; of the archive's account where it names no other. */
export type ArchiveWish = Wish & { readonly owner?: Account };

/** Everything that might be asked for of an archive, by the words that the matrix has for it. */
export function archiveWishesOf(archive: ArchiveParts): Readonly<Record<string, ArchiveWish>> {
  const { find } = archive;
  return { ...bucketWishes(archive), ...keyWishes(archive), ...topicWishes(find), ...replicaWishes(find) };
}

/** Puts a log file into the folder of a trail. */
export function putFor(archive: ArchiveParts, { folder }: DeliveringTrail): Wish {
  return putInto(archive, `AWSLogs/${folder}`);
}

/** Makes a data key for a file of a trail. */
export function encryptFor({ keyArn = '', bucketArn }: ArchiveParts, trail: DeliveringTrail): Wish {
  const context = {
    'kms:EncryptionContext:aws:s3:arn': bucketArn,
    'kms:EncryptionContext:aws:cloudtrail:arn': trail.arn,
  };
  return { action: 'kms:GenerateDataKey', arn: keyArn, context };
}

function bucketWishes(archive: ArchiveParts) {
  const { bucketArn: arn, first, last } = archive;
  const file = putFor(archive, first).arn;
  return {
    'read the ACL of the archive': { action: 's3:GetBucketAcl', arn },
    'put into the folder of the first trail': putFor(archive, first),
    ...(last === undefined ? {} : { 'put into the folder of the last trail': putFor(archive, last) }),
    'put into the folder of a stranger': putInto(archive, `AWSLogs/${LONER.id}`),
    'put under a further prefix': putInto(archive, `further/AWSLogs/${first.folder}`),
    'get a log file': { action: 's3:GetObject', arn: file },
    'list the archive': { action: 's3:ListBucket', arn, context: { 's3:prefix': 'AWSLogs/' } },
    'delete a log file': { action: 's3:DeleteObject', arn: file },
    'delete a version': { action: 's3:DeleteObjectVersion', arn: file },
    'bypass a governance lock': { action: 's3:BypassGovernanceRetention', arn: file },
    'change the lifecycle': { action: 's3:PutLifecycleConfiguration', arn },
    'change the bucket policy': { action: 's3:PutBucketPolicy', arn },
  };
}

function keyWishes(archive: ArchiveParts) {
  const { keyArn: arn, first, last } = archive;
  if (arn === undefined) return {};
  const decrypt: Wish = { action: 'kms:Decrypt', arn, context: encryptFor(archive, first).context };
  return {
    'make a data key for the first trail': encryptFor(archive, first),
    ...(last === undefined ? {} : { 'make a data key for the last trail': encryptFor(archive, last) }),
    'make a data key for a stranger': encryptFor(archive, {
      ...first,
      arn: first.arn.replace(first.owner.id, LONER.id),
    }),
    'decrypt a log file': decrypt,
    'decrypt a log file through S3': {
      ...decrypt,
      context: { ...decrypt.context, 'kms:ViaService': `s3.${REGION}.amazonaws.com` },
    },
    'schedule the deletion of the key': { action: 'kms:ScheduleKeyDeletion', arn },
    'change the key policy': { action: 'kms:PutKeyPolicy', arn },
  };
}

function topicWishes(find: Find): Readonly<Record<string, Wish>> {
  const alerts = find('AWS::SNS::Topic', /Alerts/);
  const deliveries = find('AWS::SNS::Topic', /Deliveries/);
  const key = find('AWS::KMS::Key', /Deliveries/);
  return {
    ...(alerts === undefined ? {} : { 'publish an alert': { action: 'sns:Publish', arn: alerts } }),
    ...(deliveries === undefined
      ? {}
      : { 'announce a delivery': { action: 'sns:Publish', arn: deliveries } }),
    ...(key === undefined ? {} : { 'encrypt an announcement': { action: 'kms:GenerateDataKey', arn: key } }),
  };
}

/** What may be asked for where the second copy is. */
function replicaWishes(find: Find): Readonly<Record<string, Wish & { readonly owner: Account }>> {
  const bucket = find('AWS::S3::Bucket', /ReplicaBucket/);
  const key = find('AWS::KMS::Key', /ReplicaKey/);
  if (bucket === undefined || key === undefined) return {};
  const owner = inOrganization(REPLICA_ACCOUNT);
  const file = `${bucket}/AWSLogs/file.json.gz`;
  const ofReplica = { 'kms:EncryptionContext:aws:s3:arn': bucket };
  const throughS3 = { ...ofReplica, 'kms:ViaService': `s3.${REPLICA_REGION}.amazonaws.com` };
  return {
    'replicate a log file': { action: 's3:ReplicateObject', arn: file, owner },
    'replicate a deletion': { action: 's3:ReplicateDelete', arn: file, owner },
    'put into the replica': { action: 's3:PutObject', arn: file, context: FULL_CONTROL, owner },
    'get from the replica': { action: 's3:GetObject', arn: file, owner },
    'delete a version in the replica': { action: 's3:DeleteObjectVersion', arn: file, owner },
    'bypass a governance lock in the replica': { action: 's3:BypassGovernanceRetention', arn: file, owner },
    'change the bucket policy of the replica': { action: 's3:PutBucketPolicy', arn: bucket, owner },
    'encrypt for the replica through S3': {
      ...{ action: 'kms:GenerateDataKey', arn: key, context: throughS3, owner },
    },
    'encrypt for the replica by oneself': {
      ...{ action: 'kms:GenerateDataKey', arn: key, context: ofReplica, owner },
    },
    'decrypt in the replica': { action: 'kms:Decrypt', arn: key, context: throughS3, owner },
    'schedule the deletion of the key of the replica': {
      ...{ action: 'kms:ScheduleKeyDeletion', arn: key, owner },
    },
  };
}

function putInto({ bucketArn, keyStart }: ArchiveParts, folder: string): Wish {
  return { action: 's3:PutObject', arn: `${bucketArn}/${keyStart}${folder}/${FILE}`, context: FULL_CONTROL };
}
