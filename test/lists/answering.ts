import { AccountClient } from '@aws-sdk/client-account';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { S3Client } from '@aws-sdk/client-s3';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';

/** What AWS answers, or is asked. */
export type Answer = Readonly<Record<string, unknown>>;

const CLIENTS = [
  ...[AccountClient, AthenaClient, CloudFormationClient, CloudTrailClient, CloudWatchClient],
  ...[CloudWatchLogsClient, DynamoDBClient, EC2Client, EventBridgeClient, IAMClient, LambdaClient],
  ...[OrganizationsClient, S3Client, SecurityHubClient, SNSClient, SQSClient, STSClient],
] as unknown as (typeof S3Client)[];

/** Answers one operation, and the others always alike; the inputs are what was asked. */
export function answering(
  operation: string,
  answerTo: (input: Answer) => Answer,
  others: Readonly<Record<string, Answer>> = {},
): readonly Answer[] {
  const inputs: Answer[] = [];
  for (const client of CLIENTS) {
    const mock = mockClient(client);
    mock.send.callsFake(async (command) => {
      const name = command.constructor.name.replace(/Command$/, '');
      if (name !== operation) return (others[name] ?? {}) as never;
      if (inputs.push(command.input as Answer) > 100) throw new Error(`${operation} is asked without end`);
      return answerTo(command.input as Answer) as never;
    });
  }
  return inputs;
}

/** The answers in turn, the last one for good. */
export function inTurn(answers: readonly Answer[]): () => Answer {
  let times = 0;
  return () => {
    times += 1;
    return answers[Math.min(times, answers.length) - 1] ?? {};
  };
}
