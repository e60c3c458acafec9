import { oneOrMany, type PolicyStatementData } from './policy-statement-data';
import { type TrailCoordinates, toTrailArn } from './trail-coordinates';

/**
 * Lets the trails announce their deliveries on a topic.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
 */
export function toDeliveryTopicStatement(
  topicArn: string,
  trails: readonly TrailCoordinates[],
): PolicyStatementData {
  return {
    Sid: 'AWSCloudTrailSNSPolicy20131101',
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 'SNS:Publish',
    Resource: topicArn,
    Condition: { StringEquals: { 'aws:SourceArn': oneOrMany(trails.map(toTrailArn)) } },
  };
}

/** Lets the trails use the key of an encrypted delivery topic. */
export function toDeliveryTopicKeyStatement(trails: readonly TrailCoordinates[]): PolicyStatementData {
  return {
    Sid: 'AllowCloudTrailEncryptNotifications',
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
    Resource: '*',
    Condition: { StringEquals: { 'aws:SourceArn': oneOrMany(trails.map(toTrailArn)) } },
  };
}

/** AWS services that publish alerts of an account: CloudWatch alarms, and EventBridge rules. */
const ALERT_SOURCES = [
  { word: 'CloudWatchAlarms', service: 'cloudwatch.amazonaws.com' },
  { word: 'EventBridgeRules', service: 'events.amazonaws.com' },
] as const;

/**
 * Lets the alarms and the EventBridge rules of one account publish alerts.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export function toAlertTopicStatements(topicArn: string, account: string): readonly PolicyStatementData[] {
  return ALERT_SOURCES.map(({ word, service }) => ({
    Sid: `Publish${word}`,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition: { StringEquals: { 'aws:SourceAccount': account } },
  }));
}

/**
 * Lets the same services use the key of the topic: without it, alarms on an encrypted topic fire and nobody is
 * told.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function toAlertKeyStatements(account: string): readonly PolicyStatementData[] {
  return ALERT_SOURCES.map(({ word, service }) => ({
    Sid: `Encrypt${word}`,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: { StringEquals: { 'aws:SourceAccount': account } },
  }));
}
