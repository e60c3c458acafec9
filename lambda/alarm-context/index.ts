import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { decodeAlarmContextSettings } from '../../lib/core/settings/alarm-context-settings';
import { decodeAlarms } from '../../lib/core/settings/alarm-document';
import { processBatch } from './alarm-context';
import { beginInvocation, type Container } from './invocation';
import { makeEdges } from './make-edges';

/** A call that hangs is tried again well before the function's own time is up. */
const CLIENT = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    socketTimeout: 5_000,
    throwOnRequestTimeout: true,
  },
};

/** CloudWatch Logs takes few searches a second, of all who search in the account, and a search takes its time. */
const SEARCHING_CLIENT = {
  ...CLIENT,
  maxAttempts: 5,
  requestHandler: { ...CLIENT.requestHandler, requestTimeout: 10_000, socketTimeout: 10_000 },
};

/** What is kept of the time for what is under way: a call with its retries, and the answer to Lambda. */
const RESERVE_MS = 10_000;

const settings = decodeAlarmContextSettings(process.env);
const logger = new Logger({ serviceName: settings.contextName });
const container: Container = {
  settings,
  edges: makeEdges(
    {
      logs: new CloudWatchLogsClient(SEARCHING_CLIENT),
      // The queue is the function's own: its URL names it, and the Region's endpoint is where it is.
      sqs: new SQSClient({ ...CLIENT, useQueueUrlAsEndpoint: false }),
      sns: new SNSClient(CLIENT),
      dynamodb: new DynamoDBClient(CLIENT),
    },
    settings,
  ),
  alarms: decodeAlarms(readFileSync(settings.alarmsFile, 'utf8')),
  log: logger,
  storms: new Map(),
  newOwner: randomUUID,
};

/** What Lambda calls with every batch of messages. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const outOfTime = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
  return processBatch(event, beginInvocation(container, outOfTime));
}
