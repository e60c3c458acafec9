import { type OneOrMany, oneOrMany, type PolicyStatementData } from './policy-statement-data';
import {
  groupByOwner,
  type TrailCoordinates,
  type TrailOwner,
  type TrailSource,
  toSourceArns,
  toSources,
} from './trail-coordinates';

/**
 * The key policy statements that the trails need. No trail, no statement.
 *
 * A trail may encrypt on behalf of its own owner only: each owner has a separate statement, which binds the trails
 * to the encryption context of that account; its account is added to the Sid when there are several. The context
 * names no Region, because each Region's part of a multi-Region trail encrypts in its own name. Of trails of all accounts of an
 * organization it names no account, either: CloudTrail sets it, and the organization is that of the trail.
 *
 * Digest files need no statement of their own: the page below lists one permission, "to encrypt CloudTrail log and digest
 * files", with the encryption context `aws:cloudtrail:arn` (November 2026).
 *
 * `kms:Decrypt` is always included: with an S3 Bucket Key, CreateTrail and UpdateTrail fail without it. AWS's sample
 * leaves that one statement without a condition; here it is bound to the trails like its neighbours, since
 * CloudTrail's requests carry the trail's ARN whatever the action. `Resource` is `*`, which in a key policy means
 * only this key.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
export function toKeyStatements(trails: readonly TrailCoordinates[]): readonly PolicyStatementData[] {
  const sources = toSources(trails);
  return [
    ...groupByOwner(trails).map(toEncryptStatement),
    ...sources.filter(({ membersOf }) => membersOf !== undefined).map(toMembersEncryptStatement),
    ...sources.map(({ condition, sidEnd }) =>
      toServiceStatement(`AllowCloudTrailDecryptTrail${sidEnd}`, 'kms:Decrypt', condition),
    ),
    ...sources.map(({ condition, sidEnd }) =>
      toServiceStatement(`AllowCloudTrailAccess${sidEnd}`, 'kms:DescribeKey', condition),
    ),
  ];
}

function toMembersEncryptStatement({ condition, trails, sidEnd }: TrailSource): PolicyStatementData {
  const anyTrail = trails.map(({ partition }) => `arn:${partition}:cloudtrail:*:*:trail/*`);
  return toServiceStatement(`AllowCloudTrailEncryptLogs${sidEnd}`, 'kms:GenerateDataKey*', {
    ...condition,
    StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': oneOrMany(anyTrail) },
  });
}

function toEncryptStatement({ ownerAccount, trails, sidEnd }: TrailOwner): PolicyStatementData {
  const anyTrailOfOwner = trails.map(
    ({ partition }) => `arn:${partition}:cloudtrail:*:${ownerAccount}:trail/*`,
  );
  return toServiceStatement(`AllowCloudTrailEncryptLogs${sidEnd}`, 'kms:GenerateDataKey*', {
    StringEquals: { 'aws:SourceArn': toSourceArns(trails) },
    StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': oneOrMany(anyTrailOfOwner) },
  });
}

function toServiceStatement(
  sid: string,
  action: string,
  condition: PolicyStatementData['Condition'],
): PolicyStatementData {
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: action,
    Resource: '*',
    Condition: condition,
  };
}

/** A CloudWatch log group as KMS knows it. */
export interface EncryptedLogGroup {
  /** Without `:*` at its end. May be a CDK token, but no reference to a group that is encrypted with the key. */
  readonly logGroupArn: string;
  /** CloudWatch Logs in the group's Region: `logs.<Region>.amazonaws.com`, with the domain of the partition. */
  readonly logsService: string;
}

/**
 * Lets CloudWatch Logs use the key for one log group and no other.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function toLogGroupKeyStatement({ logGroupArn, logsService }: EncryptedLogGroup): PolicyStatementData {
  return {
    Effect: 'Allow',
    Principal: { Service: logsService },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    Resource: '*',
    Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
  };
}

/** A state machine whose definition and executions a key encrypts. */
export interface EncryptedMachine {
  readonly keyArn: string;
  /** Its ARN, or a pattern of it where CloudFormation names it. */
  readonly machineArn: string;
  /** The ARN pattern of CloudWatch Logs' resources in its account and Region. */
  readonly logs: string;
}

/**
 * Lets the role of a state machine encrypt and read the data of its executions, and encrypt the entries of its
 * log.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
 */
export function toMachineKeyStatements({
  keyArn,
  machineArn,
  logs,
}: EncryptedMachine): readonly PolicyStatementData[] {
  const Effect = 'Allow';
  return [
    {
      ...{ Effect, Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn },
      Condition: { StringLike: { 'kms:EncryptionContext:aws:states:stateMachineArn': machineArn } },
    },
    {
      ...{ Effect, Action: 'kms:GenerateDataKey', Resource: keyArn },
      Condition: { StringLike: { 'kms:EncryptionContext:SourceArn': logs } },
    },
  ];
}

/**
 * Lets the service that delivers logs read the entries that the role of a state machine encrypted for its log. Data that was
 * encrypted in a context can only be decrypted in the same context.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
 */
export function toLogDeliveryKeyStatement(logs: string): PolicyStatementData {
  return {
    ...{ Sid: 'AllowLogDelivery', Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' } },
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { StringLike: { 'kms:EncryptionContext:SourceArn': logs } },
  };
}

/**
 * Lets a caller of Step Functions start executions of a state machine that the key encrypts, and read their input and output.
 *
 * @param statesService Step Functions as KMS names it: `states.<Region>.amazonaws.com`, with the domain of the partition
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
 */
export function toMachineCallerStatement(keyArn: string, statesService: string): PolicyStatementData {
  return {
    ...{ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn },
    Condition: { StringEquals: { 'kms:ViaService': statesService } },
  };
}

/**
 * The account's permissions on a key. Computing a code is not included: an IAM policy alone, even an
 * administrator's, does not let a principal compute one. Changing this policy is, and is a guarded action.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
const ADMINISTRATION: readonly string[] = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:EnableKey',
  'kms:GetKeyPolicy',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

/** Lets the account of the key administer it, and verify codes, by IAM policies. */
export function toMacKeyAdministrationStatement(account: string): PolicyStatementData {
  return {
    Sid: 'AdministerAndVerify',
    Effect: 'Allow',
    Principal: { AWS: account },
    // a code that is verified reveals nothing of the key
    Action: [...ADMINISTRATION, 'kms:VerifyMac'],
    Resource: '*',
  };
}

/**
 * Lets the account of a signing key administer it, by IAM policies, and one role sign with it: no IAM policy lets another one sign. The
 * principal is the account, because KMS may not know a role yet that the same deployment creates.
 */
export function toSigningKeyStatements(account: string, roleArn: string): readonly PolicyStatementData[] {
  return [
    {
      Sid: 'AdministerAndGetPublicKey',
      Effect: 'Allow',
      Principal: { AWS: account },
      Action: [...ADMINISTRATION, 'kms:GetPublicKey'],
      Resource: '*',
    },
    {
      Sid: 'SignDigests',
      Effect: 'Allow',
      Principal: { AWS: account },
      Action: ['kms:GetPublicKey', 'kms:Sign'],
      Resource: '*',
      Condition: { ArnEquals: { 'aws:PrincipalArn': roleArn } },
    },
  ];
}

/**
 * Lets roles of an account compute codes. The account is the principal, because KMS refuses a role that does not exist,
 * and a role may be created later, in a stack that depends on the key.
 *
 * @param roleArns may be patterns, where the name of a role is not known
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/hmac-authz.html
 */
export function toMacKeyUseStatement(account: string, roleArns: OneOrMany): PolicyStatementData {
  return {
    Effect: 'Allow',
    Principal: { AWS: account },
    Action: 'kms:GenerateMac',
    Resource: '*',
    Condition: { ArnLike: { 'aws:PrincipalArn': roleArns } },
  };
}

/** Lets other accounts verify codes, each by its own IAM policies. */
export function toMacKeyVerifyStatement(accounts: OneOrMany): PolicyStatementData {
  return {
    Effect: 'Allow',
    Principal: { AWS: accounts },
    Action: 'kms:VerifyMac',
    Resource: '*',
  };
}
