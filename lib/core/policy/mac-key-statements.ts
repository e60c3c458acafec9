import { type OneOrMany, oneOrMany, type PolicyStatementData } from './policy-statement-data';

/**
 * What the account of a key may do with it. Computing a code is not among it: an IAM policy alone, even an
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
  // a code that is verified reveals nothing of the key
  'kms:VerifyMac',
];

/** Lets the account of the key administer it, and verify codes, by IAM policies. */
export function toMacKeyAdministrationStatement(account: string): PolicyStatementData {
  return {
    Sid: 'AdministerAndVerify',
    Effect: 'Allow',
    Principal: { AWS: account },
    Action: oneOrMany(ADMINISTRATION),
    Resource: '*',
  };
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
