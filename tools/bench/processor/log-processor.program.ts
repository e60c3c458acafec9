/**
 * The log processor on batches of objects, which it reads over HTTP; everything else of AWS is in memory. A container is made
 * once, as the handler's entrance makes it, and each batch is an invocation in it: with its log lines and metrics, and
 * with records that no batch before it had.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { openObjectReader } from '../../../lambda/aws/s3/open-object-reader';
import { beginInvocation, type Container } from '../../../lambda/log-processor/invocation';
import { processBatch } from '../../../lambda/log-processor/log-processor';
import { type OpenedSearch, openSearch } from '../../../lambda/log-processor/open-search';
import { LateLog } from '../../../lambda/raise/log';
import { runInvocation } from '../../../lambda/raise/raising';
import { KnownMembers } from '../../../lambda/raise/storm/known-members';
import { keyOf, measureBatches, readOrder } from './measured-batches';
import { portsInMemory, type TableUnits } from './ports-in-memory';

const order = readOrder();
let opened: OpenedSearch | undefined;
const readObject = openObjectReader(process.env);
const log = new LateLog(() => new Logger({ serviceName: 'bench' }));
const units: TableUnits = { tableWrites: 0, tableReads: 0 };
const metrics = new Metrics({ namespace: 'Trailwatch', serviceName: 'bench' });

const runBatch = async (batch: number) => {
  const ports = { ...portsInMemory(units), readObject };
  const container: Container = {
    ports,
    members: new KnownMembers({
      ...{ ports, settings: order.settings, warn: () => undefined },
      know: (accounts) => search().detections.know(accounts),
    }),
    ...{ settings: order.settings, log, newOwner: () => 'owner' },
    get detections() {
      return search().detections;
    },
    get sieve() {
      return search().sieve;
    },
    ...{ storms: new Map(), raisedPeriods: new Set(), evaluations: new Map() },
    newMarkers: () => [],
  };
  const { batchItemFailures } = await runInvocation({
    begin: () => beginInvocation(container, new AbortController().signal),
    process: (invocation) => processBatch(eventOf(batch), invocation),
    metrics: () => metrics,
  });
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages failed`);
};

void measureBatches(order, runBatch, () => ({ ...units }));

/** Opened when the first objects were asked for, as in the handler. */
function search(): OpenedSearch {
  opened ??= openSearch({ ...order, ownKeys: undefined });
  return opened;
}

/** The messages of a batch, each of which says that an object was created. */
function eventOf(batch: number): SQSEvent {
  const Records = Array.from({ length: order.files }, (_, file) => ({
    messageId: `${batch}-${file}`,
    body: noticeOf(keyOf(batch, file), order.settings.bucketName),
    attributes: { ApproximateReceiveCount: '1', ApproximateFirstReceiveTimestamp: '1' },
  }));
  return { Records: Records as unknown as SQSRecord[] };
}

/** As EventBridge sends it. */
function noticeOf(key: string, bucket: string): string {
  return JSON.stringify({
    ...{ version: '0', id: '5f6ee6ef-2bc6-a9a4-ba4c-0f7c5a0ad4b9', source: 'aws.s3' },
    ...{ 'detail-type': 'Object Created', account: '111122223333', region: 'eu-west-1' },
    ...{ time: '2026-08-03T10:00:00Z', resources: [`arn:aws:s3:::${bucket}`] },
    detail: { version: '0', bucket: { name: bucket }, object: { key, size: 1 }, reason: 'PutObject' },
  });
}
