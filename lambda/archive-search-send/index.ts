import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { readRuleDocument } from '../../lib/core/archive-search/search-rules';
import { SEARCH_SEND_ENVIRONMENT } from '../../lib/core/settings/archive-search-settings';
import { expectEvent, SEARCH_EVENTS } from '../../lib/core/settings/expected-event';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { listKeys } from '../aws/s3/list-objects';
import { textStoreIn } from '../aws/s3/text-store';
import { RememberedManagers, RememberedSketches } from '../aws/table/remembered-items';
import { readSketch, type SketchPorts, writeSketch } from '../aws/table/sketch-item';
import { outOfTimeSignal } from '../aws/time-budget';
import { makeClaimStore, makeRaiseClients, makeRaisePorts } from '../raise/ports/make-raise-ports';
import { beginRaising, endRaising, type RaisingContainer } from '../raise/raising';
import { type SendEvent, type SendPorts, sendAlerts } from './send-alerts';

/** The time that is reserved when no alert is begun: for those in progress, and the record. */
const RESERVE_MS = 60_000;

/** Larger than a file of alerts, the list of them, and rule documents. */
const MAX_BYTES = 64 * 1024 * 1024;

const settings = SEARCH_SEND_ENVIRONMENT.decode(process.env);
const logger = new Logger({ serviceName: settings.searchName });
const s3 = confirming(new S3Client(CLIENT_OPTIONS));
const results = textStoreIn(s3, settings.resultsBucketName, MAX_BYTES);
const clients = makeRaiseClients(settings, logger);
const store = makeClaimStore(clients, settings);
const sketchPorts: SketchPorts = {
  readSketch: (key) => readSketch(store, key),
  writeSketch: (change) => writeSketch(store, change),
  nowMs: () => Date.now(),
};
const container: RaisingContainer = {
  ports: makeRaisePorts(clients, settings),
  settings,
  log: logger,
  storms: new Map(),
  newOwner: () => randomUUID(),
};
const ports: SendPorts = {
  ...results,
  keys: (prefix) => listKeys(s3, settings.resultsBucketName, [prefix]),
  resultsBucket: settings.resultsBucketName,
  readRules: (sha256) => readRuleDocument(results, sha256),
  nowMs: sketchPorts.nowMs,
  sketches: new RememberedSketches(sketchPorts),
  managers: new RememberedManagers(sketchPorts),
};

/** The handler, called by Step Functions after the summary until all alerts are sent. */
export async function handler(event: SendEvent, context: Context): Promise<{ readonly isDone: boolean }> {
  expectEvent(event, SEARCH_EVENTS.sum);
  logger.addContext(context);
  const outOfTime = outOfTimeSignal(context, RESERVE_MS);
  const raising = beginRaising(container, outOfTime);
  try {
    const { isDone, sent, grouped, repeated, left } = await sendAlerts(event, { ports, raising });
    const counts = { sent, grouped, repeated, left };
    logger.info('sent alerts of a search', { execution: event.execution, isDone, ...counts });
    return { isDone };
  } finally {
    await endRaising({ ...container, ...raising });
  }
}
