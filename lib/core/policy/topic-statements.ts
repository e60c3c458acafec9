import { oneOrMany, type PolicyStatementData } from './policy-statement-data';
import { type TrailCoordinates, toSources } from './trail-coordinates';

/**
 * Lets the trails announce their deliveries on a topic.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
 */
export function toDeliveryTopicStatements(
  topicArn: string,
  trails: readonly TrailCoordinates[],
): readonly PolicyStatementData[] {
  return toSources(trails).map(({ condition, sidEnd }) => ({
    Sid: `AWSCloudTrailSNSPolicy20131101${sidEnd}`,
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 'SNS:Publish',
    Resource: topicArn,
    Condition: condition,
  }));
}

/** Lets the trails use the key of an encrypted delivery topic. */
export function toDeliveryTopicKeyStatements(
  trails: readonly TrailCoordinates[],
): readonly PolicyStatementData[] {
  return toSources(trails).map(({ condition, sidEnd }) => ({
    Sid: `AllowCloudTrailEncryptNotifications${sidEnd}`,
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
    Resource: '*',
    Condition: condition,
  }));
}

/**
 * Lets the CloudWatch alarms of one account publish alerts.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export function toAlertTopicStatement(topicArn: string, account: string): PolicyStatementData {
  return {
    Sid: 'PublishCloudWatchAlarms',
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition: { StringEquals: { 'aws:SourceAccount': account } },
  };
}

/**
 * Lets the same alarms use the key of the topic: without it, alarms on an encrypted topic fire and no message is delivered.
 *
 * EventBridge rules get no access: KMS gets no source from EventBridge, so a key that allows EventBridge allows the rules
 * of every account.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function toAlertKeyStatement(account: string): PolicyStatementData {
  return {
    Sid: 'EncryptCloudWatchAlarms',
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: { StringEquals: { 'aws:SourceAccount': account } },
  };
}

const BUDGETS = { Service: 'budgets.amazonaws.com' };

/**
 * Lets the budgets of one account notify the topic.
 *
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
 */
export function toBudgetTopicStatement(topicArn: string, account: string): PolicyStatementData {
  return { ...toAlertTopicStatement(topicArn, account), Sid: 'PublishBudgets', Principal: BUDGETS };
}

/** Lets the same budgets use the key of the topic. */
export function toBudgetKeyStatement(account: string): PolicyStatementData {
  return { ...toAlertKeyStatement(account), Sid: 'EncryptBudgets', Principal: BUDGETS };
}

/**
 * Lets what runs in other accounts publish alerts, and their CloudWatch alarms. Their own policies must allow it as well.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export function toForeignPublisherStatements(
  topicArn: string,
  accounts: readonly string[],
): readonly PolicyStatementData[] {
  const shared = { Effect: 'Allow', Action: 'sns:Publish', Resource: topicArn } as const;
  return [
    {
      Sid: 'PublishFromAccounts',
      ...shared,
      Principal: { AWS: '*' },
      Condition: { StringEquals: { 'aws:PrincipalAccount': oneOrMany(accounts) } },
    },
    {
      Sid: 'PublishAlarmsOfAccounts',
      ...shared,
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': oneOrMany(accounts) } },
    },
  ];
}

/**
 * Lets the same use the key of the topic, and through SNS of that Region only.
 *
 * @param snsService SNS as KMS names it: `sns.<Region>.amazonaws.com`, with the domain of the partition
 */
export function toForeignPublisherKeyStatements(
  snsService: string,
  accounts: readonly string[],
): readonly PolicyStatementData[] {
  const shared = { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' } as const;
  return [
    {
      Sid: 'EncryptFromAccounts',
      ...shared,
      Principal: { AWS: '*' },
      Condition: {
        StringEquals: { 'aws:PrincipalAccount': oneOrMany(accounts), 'kms:ViaService': snsService },
      },
    },
    {
      Sid: 'EncryptAlarmsOfAccounts',
      ...shared,
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': oneOrMany(accounts) } },
    },
  ];
}

/** The users and roles of an organization, but for one account. */
export interface OtherMembers {
  /** `o-…` */
  readonly organizationId: string;
  /** The account that owns the topic: a statement for everyone would admit its roles that no policy of theirs allows. */
  readonly ownAccount: string;
}

/**
 * Lets the users and roles of an organization's other accounts publish alerts, as far as their own policies allow it; those
 * of the topic's account need nothing but their own. CloudWatch alarms of the organization are not among them: a service
 * acts for them, and AWS does not document that it passes on their organization.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export function toOrganizationPublisherStatement(
  topicArn: string,
  { organizationId, ownAccount }: OtherMembers,
): PolicyStatementData {
  return {
    Sid: 'PublishFromOrganization',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition: {
      StringEquals: { 'aws:PrincipalOrgID': organizationId },
      StringNotEquals: { 'aws:PrincipalAccount': ownAccount },
    },
  };
}

/**
 * Lets the same use the key of the topic, and through SNS of that Region only.
 *
 * @param snsService SNS as KMS names it: `sns.<Region>.amazonaws.com`, with the domain of the partition
 */
export function toOrganizationPublisherKeyStatement(
  snsService: string,
  { organizationId, ownAccount }: OtherMembers,
): PolicyStatementData {
  return {
    Sid: 'EncryptFromOrganization',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:PrincipalOrgID': organizationId, 'kms:ViaService': snsService },
      StringNotEquals: { 'aws:PrincipalAccount': ownAccount },
    },
  };
}
