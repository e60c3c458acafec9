import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { AccountClient } from '@aws-sdk/client-account';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { decodeDeliverySettings } from '../../lib/core/settings/delivery-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { outOfTimeSignal } from '../aws/time-budget';
import { makeRaiseClients } from '../raise/raise-clients';
import { runInvocation } from '../raise/run-invocation';
import { processBatch } from './delivery-health';
import { beginInvocation, type Container } from './invocation';
import { makePorts } from './make-ports';

/** What is kept of the time for what is under way: calls with their retries, and the answer to Lambda. */
const RESERVE_MS = 15_000;

const settings = decodeDeliverySettings(process.env);
const logger = new Logger({ serviceName: settings.monitorName });
const metrics = new Metrics({ namespace: settings.metricsNamespace, serviceName: settings.monitorName });
const container: Container = {
  settings,
  ports: makePorts(
    {
      ...makeRaiseClients(settings, logger),
      s3: new S3Client(CLIENT_OPTIONS),
      account: new AccountClient(CLIENT_OPTIONS),
      cloudTrail: CLIENT_OPTIONS,
    },
    settings,
  ),
  log: logger,
  storms: new Map(),
  newOwner: randomUUID,
};

/** What Lambda calls with every batch of messages. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const outOfTime = outOfTimeSignal(context, RESERVE_MS);
  return runInvocation({
    begin: () => beginInvocation(container, outOfTime),
    process: (invocation) => processBatch(event, invocation),
    metrics,
  });
}
