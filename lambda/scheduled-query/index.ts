import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { AthenaClient } from '@aws-sdk/client-athena';
import { decodeQuery, SCHEDULED_QUERY_ENVIRONMENT } from '../../lib/core/settings/scheduled-query-settings';
import { getQuery, getRows, startQuery, stopQuery } from '../aws/athena-queries';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { LateLog } from '../raise/log';
import { makeRaiseClients, makeRaisePorts } from '../raise/ports/make-raise-ports';
import { lateMetrics, queueHandler } from '../raise/raising';
import { beginInvocation, type Container, type Ports } from './ports';
import { processBatch } from './scheduled-query';

/** The time that is reserved to finish work in progress: a call with its retries, and the response to Lambda. */
const RESERVE_MS = 10_000;

const settings = SCHEDULED_QUERY_ENVIRONMENT.decode(process.env);
const serviceName = settings.queryWorkerName;
const log = new LateLog(() => new Logger({ serviceName }));
const container: Container = {
  settings,
  ports: makePorts(),
  query: decodeQuery(readFileSync(settings.queryFile, 'utf8')),
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
  const athena = confirming(new AthenaClient(CLIENT_OPTIONS));
  return {
    ...makeRaisePorts(makeRaiseClients(settings, log), settings),
    startQuery: (start) => startQuery(athena, start),
    getQuery: (executionId) => getQuery(athena, executionId),
    stopQuery: (executionId) => stopQuery(athena, executionId),
    getRows: (result) => getRows(athena, result),
  };
}
