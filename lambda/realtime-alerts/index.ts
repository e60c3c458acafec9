import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { RuleMatcher } from '../../lib/core/compile/rule-matcher';
import { decodeRules } from '../../lib/core/rule/rule-document';
import { decodeRealtimeAlertsSettings } from '../../lib/core/settings/realtime-alerts-settings';
import { makeRaiseEdges } from '../raise/make-raise-edges';
import { beginInvocation, type Container } from './invocation';
import { processBatch } from './realtime-alerts';

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

/** What is kept of the time for what is under way: a call with its retries, and the answer to Lambda. */
const RESERVE_MS = 5_000;

const settings = decodeRealtimeAlertsSettings(process.env);
const logger = new Logger({ serviceName: settings.realtimeName });
const { rules } = decodeRules(readFileSync(settings.rulesFile, 'utf8'));
const container: Container = {
  settings,
  edges: makeRaiseEdges(
    {
      // The queue is the function's own: its URL names it, and the Region's endpoint is where it is.
      sqs: new SQSClient({ ...CLIENT, useQueueUrlAsEndpoint: false }),
      sns: new SNSClient(CLIENT),
      dynamodb: new DynamoDBClient(CLIENT),
    },
    settings,
  ),
  matcher: RuleMatcher.of(rules),
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
