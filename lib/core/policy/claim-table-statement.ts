import { CLAIM_TABLE_ACTIONS } from '../settings/claim-table';
import { oneOrMany, type PolicyStatementData } from './policy-statement-data';

/** A function's role of another account, and that account's id. */
export interface ForeignRole {
  readonly account: string;
  readonly roleArn: string;
}

/**
 * Lets one role of another account claim alerts. The account is the principal, because the role may be created later, and
 * DynamoDB refuses a principal that does not exist.
 *
 * @param tableArn not a reference to the table, which would be circular
 * @param partition such as `aws`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-cross-account-access.html
 */
export function toClaimTableStatement(
  tableArn: string,
  partition: string,
  { account, roleArn }: ForeignRole,
): PolicyStatementData {
  return {
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: oneOrMany(CLAIM_TABLE_ACTIONS),
    Resource: tableArn,
    Condition: { ArnEquals: { 'aws:PrincipalArn': roleArn } },
  };
}
