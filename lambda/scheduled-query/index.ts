import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { decodeQuery, SCHEDULED_QUERY_ENVIRONMENT } from '../../lib/core/settings/scheduled-query-settings';
import { getQuery, getRows, startQuery, stopQuery } from '../aws/athena-queries';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { getLogsQuery, getLogsRows, startLogsQuery, stopLogsQuery } from '../aws/logs-queries';
import { LateLog } from '../raise/log';
import { makeRaiseClients, makeRaisePorts } from '../raise/ports/make-raise-ports';
import type { RaisePorts } from '../raise/ports/raise-ports';
import { lateMetrics, queueHandler } from '../raise/raising';
import { beginInvocation, type Container, type Ports } from './ports';
import { processBatch } from './scheduled-query';

/** The time that is reserved to finish work in progress: a call with its retries, and the response to Lambda. */
const RESERVE_MS = 10_000;

const settings = SCHEDULED_QUERY_ENVIRONMENT.decode(process.env);
const serviceName = settings.queryWorkerName;
const log = new LateLog(() => new Logger({ serviceName }));
const query = decodeQuery(readFileSync(settings.queryFile, 'utf8'));
const container: Container = {
  ...{ settings, query },
  ports: { ...makeRaisePorts(makeRaiseClients(settings, log), settings), ...makeQueryPorts() },
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

/** The engine of the query: AWS, with the names in the settings. */
function makeQueryPorts(): Omit<Ports, keyof RaisePorts> {
  if (query.logs !== undefined) {
    const logs = confirming(new CloudWatchLogsClient(CLIENT_OPTIONS));
    return {
      startQuery: (start) => startLogsQuery(logs, start),
      getQuery: (queryId) => getLogsQuery(logs, queryId),
      stopQuery: (queryId) => stopLogsQuery(logs, queryId),
      getRows: (result) => getLogsRows(logs, result),
    };
  }
  const athena = confirming(new AthenaClient(CLIENT_OPTIONS));
  return {
    startQuery: (start) => startQuery(athena, start),
    getQuery: (executionId) => getQuery(athena, executionId),
    stopQuery: (executionId) => stopQuery(athena, executionId),
    getRows: (result) => getRows(athena, result),
  };
}
