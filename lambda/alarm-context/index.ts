import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ALARM_CONTEXT_ENVIRONMENT, decodeAlarms } from '../../lib/core/settings/alarm-context-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { filterLogEvents } from '../aws/filter-log-events';
import { LateLog } from '../raise/log';
import { makeRaiseClients, makeRaisePorts } from '../raise/ports/make-raise-ports';
import { lateMetrics, queueHandler } from '../raise/raising';
import { processBatch } from './alarm-context';
import { beginInvocation, type Container, type Ports } from './ports';

/** CloudWatch Logs limits searches per second for the whole account, and a search takes time. */
const SEARCHING_CLIENT = {
  ...CLIENT_OPTIONS,
  maxAttempts: 5,
  requestHandler: { ...CLIENT_OPTIONS.requestHandler, requestTimeout: 10_000, socketTimeout: 10_000 },
};

/** The time that is reserved to finish work in progress: a call with its retries, and the response to Lambda. */
const RESERVE_MS = 10_000;

const settings = ALARM_CONTEXT_ENVIRONMENT.decode(process.env);
const serviceName = settings.contextName;
const log = new LateLog(() => new Logger({ serviceName }));
const container: Container = {
  settings,
  ports: makePorts(),
  alarms: decodeAlarms(readFileSync(settings.alarmsFile, 'utf8')),
  log,
  storms: new Map(),
  newOwner: () => randomUUID(),
};

/** The handler, called by Lambda with every batch of messages. */
export const handler = queueHandler({
  ...{ log, metrics: lateMetrics(settings.metricsNamespace, serviceName), reserveMs: RESERVE_MS },
  begin: (outOfTime) => beginInvocation(container, outOfTime),
  process: processBatch,
});

/** The production ports: AWS, with the names in the settings. */
function makePorts(): Ports {
  const logs = confirming(new CloudWatchLogsClient(SEARCHING_CLIENT));
  return {
    ...makeRaisePorts(makeRaiseClients(settings, log), settings),
    filterLogEvents: (query) => filterLogEvents(logs, query),
  };
}
