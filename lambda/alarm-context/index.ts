import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  type AlarmContextSettings,
  decodeAlarmContextSettings,
  decodeAlarms,
} from '../../lib/core/settings/alarm-context-settings';
import { expectEvent, SQS_EVENT } from '../../lib/core/settings/expected-event';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { filterLogEvents } from '../aws/filter-log-events';
import { outOfTimeSignal } from '../aws/time-budget';
import { makeRaiseClients, makeRaisePorts, type RaiseClients } from '../raise/ports/make-raise-ports';
import { runInvocation } from '../raise/raising';
import { processBatch } from './alarm-context';
import { beginInvocation, type Container, type Ports } from './ports';

/** The clients that this function works with. */
interface Clients extends RaiseClients {
  readonly logs: CloudWatchLogsClient;
}

/** CloudWatch Logs limits searches per second for the whole account, and a search takes time. */
const SEARCHING_CLIENT = {
  ...CLIENT_OPTIONS,
  maxAttempts: 5,
  requestHandler: { ...CLIENT_OPTIONS.requestHandler, requestTimeout: 10_000, socketTimeout: 10_000 },
};

/** The time that is reserved to finish work in progress: a call with its retries, and the response to Lambda. */
const RESERVE_MS = 10_000;

const settings = decodeAlarmContextSettings(process.env);
const logger = new Logger({ serviceName: settings.contextName });
const metrics = new Metrics({ namespace: settings.metricsNamespace, serviceName: settings.contextName });
const container: Container = {
  settings,
  ports: makePorts(
    {
      logs: confirming(new CloudWatchLogsClient(SEARCHING_CLIENT)),
      ...makeRaiseClients(settings, logger),
    },
    settings,
  ),
  alarms: decodeAlarms(readFileSync(settings.alarmsFile, 'utf8')),
  log: logger,
  storms: new Map(),
  newOwner: randomUUID,
};

/** The handler, called by Lambda with every batch of messages. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  expectEvent(event, SQS_EVENT);
  logger.addContext(context);
  const outOfTime = outOfTimeSignal(context, RESERVE_MS);
  return runInvocation({
    begin: () => beginInvocation(container, outOfTime),
    process: (invocation) => processBatch(event, invocation),
    metrics: () => metrics,
  });
}

/** The production ports: AWS, through these clients, with the names in the settings. */
function makePorts(clients: Clients, settings: AlarmContextSettings): Ports {
  return {
    ...makeRaisePorts(clients, settings),
    filterLogEvents: (query) => filterLogEvents(clients.logs, query),
  };
}
