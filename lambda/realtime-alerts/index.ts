import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { AllowedMatcher } from '../../lib/core/compile/predicate/allowed-matcher';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import { decodeRules } from '../../lib/core/rule/rule-document';
import { decodeRealtimeAlertsSettings } from '../../lib/core/settings/realtime-alerts-settings';
import { OWN_KEYS_VARIABLE, withOwnKeys } from '../../lib/core/tampering/own-keys';
import { lateCalls } from '../aws/late-calls';
import { outOfTimeSignal } from '../aws/time-budget';
import { ForeignItems } from '../raise/foreign-items';
import { lateRaisePorts } from '../raise/late-raise-ports';
import { runInvocation } from '../raise/run-invocation';
import { beginInvocation, type Container } from './invocation';
import { processBatch } from './realtime-alerts';

/** What is kept of the time for what is under way: a call with its retries, and the answer to Lambda. */
const RESERVE_MS = 5_000;

const settings = decodeRealtimeAlertsSettings(process.env);
const logger = new Logger({ serviceName: settings.realtimeName });
const metrics = new Metrics({ namespace: settings.metricsNamespace, serviceName: settings.realtimeName });
const { rules } = decodeRules(readFileSync(settings.rulesFile, 'utf8'));
const matched = withOwnKeys(rules, process.env[OWN_KEYS_VARIABLE]);
const foreignItems = new ForeignItems();
const late = lateCalls(async () => {
  const { makePorts } = await import('./make-ports');
  return makePorts(settings, logger, foreignItems);
});
const container: Container = {
  settings,
  ports: {
    ...lateRaisePorts(late, foreignItems),
    putHeartbeat: late('putHeartbeat'),
    readHeartbeats: late('readHeartbeats'),
  },
  matcher: RuleMatcher.of(matched),
  allowedMatcher: AllowedMatcher.of(matched),
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
