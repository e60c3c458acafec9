import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import { INTEGRITY_ENVIRONMENT, SIGNING_KEY_VARIABLE } from '../../lib/core/settings/integrity-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { listFolders, listKeys, listVersions } from '../aws/s3/list-objects';
import { readArchive } from '../aws/s3/read-archive';
import { sendMessages } from '../aws/send/send-messages';
import { listProgress, readProgress, writeProgress } from '../aws/table/progress-item';
import { listKeyOfKms, listKeysOfCloudTrail } from '../aws/trail/signing-keys';
import { LateLog } from '../raise/log';
import { openRegisters } from '../raise/open-registers';
import { makeRaiseClients, makeRaisePorts } from '../raise/ports/make-raise-ports';
import { lateMetrics, queueHandler } from '../raise/raising';
import { processBatch } from './integrity';
import { beginInvocation, type Container } from './invocation';
import { type Ports, RegionalKeys } from './ports';

/** S3 asks to slow down at times; and each message reads up to two dozen objects at a time. */
const READING_OPTIONS = {
  maxAttempts: 5,
  requestHandler: { ...CLIENT_OPTIONS.requestHandler, httpsAgent: { maxSockets: 128 } },
};

/** The time that is reserved to finish work in progress: calls with their retries, and the response to Lambda. */
const RESERVE_MS = 15_000;

/** At some 200 a second, a slice of so many takes less than a minute. */
const MAX_LOG_FILES = 10_000;

const settings = INTEGRITY_ENVIRONMENT.decode(process.env);
const signingKeyArn = process.env[SIGNING_KEY_VARIABLE];
const serviceName = settings.monitorName;
const log = new LateLog(() => new Logger({ serviceName }));
const container: Container = {
  settings,
  ports: makePorts(),
  log,
  storms: new Map(),
  keys: new RegionalKeys(),
  registers: openRegisters(process.env),
  newOwner: () => randomUUID(),
  maxLogFiles: MAX_LOG_FILES,
  queueClock: { aheadMs: 0 },
};

/** The handler, called by Lambda with every batch of messages. */
export const handler = queueHandler({
  ...{ log, metrics: lateMetrics(settings.metricsNamespace, serviceName), reserveMs: RESERVE_MS },
  begin: (outOfTime) => beginInvocation(container, outOfTime),
  process: processBatch,
});

/** The production ports: AWS, with the names in the settings. */
function makePorts(): Ports {
  const clients = makeRaiseClients(settings, log);
  const { sqs, dynamodb } = clients;
  const s3 = confirming(new S3Client(READING_OPTIONS));
  const { tableName, queueUrl, bucketName } = settings;
  const table = async () => ({
    ...{ client: dynamodb, tableName },
    key: await clients.macKeys('integrity', tableName),
  });
  return {
    ...makeRaisePorts(clients, settings),
    readArchive: (place, outOfTime) => readArchive(s3, place, { outOfTime }),
    listKeys: (keyPrefix, after) => listKeys(s3, bucketName, [keyPrefix, after]),
    listVersions: (keyPrefix, after) => listVersions(s3, bucketName, [keyPrefix, after]),
    listFolders: (keyPrefix) => listFolders(s3, bucketName, keyPrefix),
    listPublicKeys: signingKeyArn === undefined ? listKeysOfCloudTrail : listKeyOfKms(signingKeyArn),
    readProgress: async (name) => readProgress(await table(), name),
    writeProgress: async (progress) => writeProgress(await table(), progress),
    listProgress: () => listProgress(dynamodb, tableName),
    sendMessages: (bodies) => sendMessages(sqs, queueUrl, bodies),
  };
}
