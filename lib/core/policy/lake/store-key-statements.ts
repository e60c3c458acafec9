import { toLogGroupKeyStatement } from '../log-group-statements';
import type { PolicyStatementData } from '../policy-statement-data';

/** Where queues, tables and log groups are that one key encrypts. */
export interface EncryptedStores {
  readonly account: string;
  /** The service principal of CloudWatch Logs in their Region. */
  readonly logsService: string;
  /** The pattern of the ARNs of the log groups of their account and Region. */
  readonly logGroups: string;
}

/**
 * What the policy of a key that encrypts queues and log groups must allow: EventBridge and SNS put messages on queues, including
 * those that they could not deliver, and CloudWatch Logs encrypts log groups. DynamoDB needs nothing: it uses the key on behalf
 * of its caller.
 *
 * A policy that named the rules would be circular: the rules name the queues, and those the key.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#compatibility-with-aws-services
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function toStoreKeyStatements({
  account,
  logsService,
  logGroups,
}: EncryptedStores): readonly PolicyStatementData[] {
  return [
    toQueueSenderStatement('AllowEventBridgeToSend', 'events.amazonaws.com', account),
    toQueueSenderStatement('AllowSnsToSend', 'sns.amazonaws.com', account),
    // another statement of the key may be on one log group, with the name that this one would have
    { ...toLogGroupKeyStatement(logsService, logGroups), Sid: 'AllowLogGroups' },
  ];
}

/** The statement that lets a service put messages of an account's resources on encrypted queues. */
export function toQueueSenderStatement(Sid: string, Service: string, account: string): PolicyStatementData {
  return {
    ...{ Sid, Effect: 'Allow', Principal: { Service } },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: { StringEquals: { 'aws:SourceAccount': account } },
  };
}

/**
 * What the policy of a key that encrypts event buses of an account must allow in addition. A policy that named a bus would be
 * circular.
 *
 * @param buses the pattern of the ARNs of the buses of the account and Region
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
 */
export function toBusKeyStatements(account: string, buses: string): readonly PolicyStatementData[] {
  const Principal = { Service: 'events.amazonaws.com' };
  const ofAccount = { 'aws:SourceAccount': account };
  return [
    {
      ...{ Sid: 'AllowEventBridgeToDescribe', Effect: 'Allow', Principal, Action: 'kms:DescribeKey' },
      ...{ Resource: '*', Condition: { StringEquals: ofAccount } },
    },
    {
      ...{
        Sid: 'AllowEventBuses',
        Effect: 'Allow',
        Principal,
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      },
      Resource: '*',
      Condition: {
        StringEquals: ofAccount,
        ArnLike: { 'kms:EncryptionContext:aws:events:event-bus:arn': buses },
      },
    },
  ];
}
