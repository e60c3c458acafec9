import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { AccountClient } from '@aws-sdk/client-account';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { RulesInUse } from '../../lib/core/cost/savings/rules-in-use';
import { decodeRules } from '../../lib/core/rule/rule-document';
import { decodeDeliverySettings, NONE } from '../../lib/core/settings/delivery-settings';
import { expectEvent, SQS_EVENT, STACK_EVENT } from '../../lib/core/settings/expected-event';
import { answerStack, type StackEvent, type StackRequest } from '../aws/change/answer-stack';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { outOfTimeSignal } from '../aws/time-budget';
import { makeRaiseClients } from '../raise/ports/raise-clients';
import { runInvocation } from '../raise/run-invocation';
import { processBatch } from './delivery-health';
import { makePorts } from './make-ports';
import { beginInvocation, type Container } from './ports';
import { takeDeployed } from './take-deployed';

/** What is kept of the time for what is under way: calls with their retries, and the answer to Lambda. */
const RESERVE_MS = 15_000;

const settings = decodeDeliverySettings(process.env);
const logger = new Logger({ serviceName: settings.monitorName });
const metrics = new Metrics({ namespace: settings.metricsNamespace, serviceName: settings.monitorName });
let rules: RulesInUse | undefined;
const container: Container = {
  settings,
  ports: makePorts(
    {
      ...makeRaiseClients(settings, logger),
      s3: confirming(new S3Client(CLIENT_OPTIONS)),
      account: confirming(new AccountClient(CLIENT_OPTIONS)),
      kms: confirming(new KMSClient(CLIENT_OPTIONS)),
      cloudTrail: CLIENT_OPTIONS,
      cloudFormation: confirming(new CloudFormationClient(CLIENT_OPTIONS)),
      events: confirming(new EventBridgeClient(CLIENT_OPTIONS)),
      lambda: confirming(new LambdaClient(CLIENT_OPTIONS)),
      cloudWatch: confirming(new CloudWatchClient(CLIENT_OPTIONS)),
    },
    settings,
  ),
  rules: rulesInUse,
  log: logger,
  storms: new Map(),
  newOwner: randomUUID,
};

/** What Lambda calls with every batch of messages, and CloudFormation while the stack is deployed. */
export async function handler(
  event: SQSEvent | (StackEvent & StackRequest),
  context: Context,
): Promise<SQSBatchResponse | undefined> {
  expectEvent(event, SQS_EVENT, STACK_EVENT);
  logger.addContext(context);
  const outOfTime = outOfTimeSignal(context, RESERVE_MS);
  const begin = () => beginInvocation(container, outOfTime);
  if ('Records' in event) {
    return runInvocation({
      begin,
      process: (invocation) => processBatch(event, invocation),
      metrics: () => metrics,
    });
  }
  const answer = await runInvocation({
    begin,
    process: (invocation) => takeDeployed(event, invocation),
    metrics: () => metrics,
  });
  await answerStack(event, answer);
  return undefined;
}

/** Decoded for the first report of a day's volume: nothing else asks for rules. */
function rulesInUse(): RulesInUse {
  const { rulesFile } = settings;
  rules ??= new RulesInUse(
    rulesFile === NONE ? { rules: [], correlations: [] } : decodeRules(readFileSync(rulesFile, 'utf8')),
  );
  return rules;
}
