import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { Detections } from '../../lib/core/correlation/detections';
import { decodeRules } from '../../lib/core/rule/rule-document';
import { decodeLogProcessorSettings } from '../../lib/core/settings/log-processor-settings';
import { OWN_KEYS_VARIABLE, withOwnKeys } from '../../lib/core/tampering/own-keys';
import { CLIENT_OPTIONS, makeRaiseClients } from '../raise/raise-clients';
import { beginInvocation, type Container } from './begin-invocation';
import { emitMetrics } from './emit-metrics';
import { processBatch } from './log-processor';
import { makePorts } from './make-ports';
import { workingTimeMs } from './time-budget';

const settings = decodeLogProcessorSettings(process.env);
const logger = new Logger({ serviceName: settings.processorName });
const metrics = new Metrics({ namespace: settings.metricsNamespace, serviceName: settings.processorName });
const { rules, correlations } = decodeRules(readFileSync(settings.rulesFile, 'utf8'));
const container: Container = {
  settings,
  ports: makePorts(
    {
      s3: new S3Client(CLIENT_OPTIONS),
      ...makeRaiseClients(settings),
    },
    settings,
  ),
  detections: Detections.of(withOwnKeys(rules, process.env[OWN_KEYS_VARIABLE]), correlations),
  log: logger,
  storms: new Map(),
  raisedPeriods: new Set(),
  evaluations: new Map(),
  newOwner: randomUUID,
};

/** What Lambda calls with every batch of messages. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const outOfTime = AbortSignal.timeout(workingTimeMs(context.getRemainingTimeInMillis()));
  const invocation = beginInvocation(container, outOfTime);
  try {
    return await processBatch(event, invocation);
  } finally {
    emitMetrics(metrics, invocation.counts);
  }
}
