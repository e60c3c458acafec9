import { oneOrMany, type PolicyStatementData, type TrustStatementData } from './policy-statement-data';

/** Who may take a reader's role, and what has to be true when they do. Every text may be a CDK token. */
export interface ReaderTrust {
  /** ARNs of roles or users, or of an account (`…:root`), which then decides who of it. */
  readonly principalArns: readonly string[];
  /** The external ID of a third party, so that another customer cannot make it act for them. */
  readonly externalId?: string;
  readonly requireMfa: boolean;
  /** `o-…`: an account that has left the organization is no longer a reader. */
  readonly organizationId?: string;
  /** ISO 8601, in UTC. */
  readonly validUntil?: string;
}

/** What a reader may read: the statements of `reader-statements`. */
export interface ReaderAccess {
  readonly statements: readonly PolicyStatementData[];
  readonly validUntil?: string;
}

/**
 * The trust statement of a reader's role. When sharing is stopped it denies: a role must have a trust policy, and
 * a Deny holds against whatever is added to it by hand.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-sharing-logs.html
 */
export function toReaderTrustStatement(trust: ReaderTrust, enabled: boolean): TrustStatementData {
  if (!enabled) {
    return { Sid: 'SharingIsStopped', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };
  }
  const conditions = toTrustConditions(trust);
  return {
    Sid: 'LetReaderIn',
    Effect: 'Allow',
    Principal: { AWS: oneOrMany(trust.principalArns) },
    Action: 'sts:AssumeRole',
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}

/**
 * What the role may do. With an end, every statement ends, and not only the taking of the role: a session that
 * was begun in time reads no longer than the role may be taken. When sharing is stopped everything is denied, so
 * that sessions which are still running end with the change, and nothing that is granted elsewhere counts.
 */
export function toReaderRoleStatements(
  { statements, validUntil }: ReaderAccess,
  enabled: boolean,
): readonly PolicyStatementData[] {
  if (!enabled) return [{ Sid: 'SharingIsStopped', Effect: 'Deny', Action: '*', Resource: '*' }];
  if (validUntil === undefined) return statements;
  return statements.map((statement) => ({
    ...statement,
    Condition: { ...statement.Condition, ...untilThen(validUntil) },
  }));
}

/** What the reader's own account has to allow: to take the role. What it may read then, the role decides. */
export function toTakeRoleStatement(roleArn: string): PolicyStatementData {
  return { Sid: 'ReadSharedLogs', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roleArn };
}

function toTrustConditions(trust: ReaderTrust): NonNullable<PolicyStatementData['Condition']> {
  const { externalId, requireMfa, organizationId, validUntil } = trust;
  const equals = {
    ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
    ...(organizationId === undefined ? {} : { 'aws:PrincipalOrgID': organizationId }),
  };
  return {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(requireMfa ? { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } : {}),
    ...(validUntil === undefined ? {} : untilThen(validUntil)),
  };
}

function untilThen(validUntil: string): NonNullable<PolicyStatementData['Condition']> {
  return { DateLessThan: { 'aws:CurrentTime': validUntil } };
}
