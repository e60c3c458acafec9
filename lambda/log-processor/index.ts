import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SNSEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { OWN_KEYS_VARIABLE } from '../../lib/core/inventory/tampering/own-keys';
import { expectEvent, SNS_EVENT, SQS_EVENT } from '../../lib/core/settings/expected-event';
import {
  ACCOUNT_TAGS_VARIABLE,
  LOG_PROCESSOR_ENVIRONMENT,
  PROCESSOR_METRICS,
  SILENCES_VARIABLE,
} from '../../lib/core/settings/log-processor-settings';
import { lateCalls } from '../aws/late-calls';
import { openObjectReader } from '../aws/s3/open-object-reader';
import { workingTimeMs } from '../aws/time-budget';
import { ForeignItems } from '../raise/foreign-items';
import { KnownSilences } from '../raise/known-silences';
import { LateLog } from '../raise/log';
import { MetricCounts } from '../raise/metric-counts';
import { lateRaisePorts } from '../raise/ports/raise-ports';
import { lateMetrics, runInvocation } from '../raise/raising';
import { KnownMembers } from '../raise/storm/known-members';
import { SummaryCounts } from '../raise/summary-counts';
import { beginInvocation, type Container } from './invocation';
import { processBatch } from './log-processor';
import { openMarkers } from './marks/open-markers';
import { type OpenedSearch, openSearch } from './open-search';
import type { Ports } from './ports';
import { receiveOfTopic } from './receive-of-topic';

const settings = LOG_PROCESSOR_ENVIRONMENT.decode(process.env);
const { metricsNamespace: namespace, processorName: serviceName } = settings;
const log = new LateLog(() => new Logger({ serviceName }));
const metrics = lateMetrics(namespace, serviceName);
const foreignItems = new ForeignItems();
const late = lateCalls(async () => {
  const { makeLatePorts } = await import('./ports');
  return makeLatePorts(settings, log, foreignItems);
});
let opened: OpenedSearch | undefined;
/** Opened while S3 answers the first requests. */
function search(): OpenedSearch {
  opened ??= openSearch({
    rulesFile: settings.rulesFile,
    prefilterFile: `${__dirname}/prefilter.wasm`,
    ownKeys: process.env[OWN_KEYS_VARIABLE],
  });
  return opened;
}
const ports: Ports = {
  ...lateRaisePorts(late, foreignItems),
  readObject: openObjectReader(process.env),
  ...late(
    'putContributions',
    'readContributions',
    'listMembers',
    'readAccountTags',
    'putMember',
    'readMembers',
    'readSummary',
    'noteSearched',
    'readSearched',
    'noteDayDone',
    'readDaysDone',
    'readSketch',
    'readList',
    'writeSketch',
  ),
};
const container: Container = {
  settings,
  ports,
  get detections() {
    return search().detections;
  },
  get sieve() {
    return search().sieve;
  },
  members: new KnownMembers({
    ...{ ports, settings },
    warn: (message, fields) => log.warn(message, fields),
    know: (accounts) => search().detections.know(accounts),
  }),
  log,
  accountTags: JSON.parse(process.env[ACCOUNT_TAGS_VARIABLE] ?? '[]') as readonly string[],
  ...openMarkers(process.env, { ports, warn: (message, fields) => log.warn(message, fields) }),
  silences: KnownSilences.at(process.env[SILENCES_VARIABLE], {
    read: late('readSilences').readSilences,
    nowMs: () => Date.now(),
    warn: (message, fields) => log.warn(message, fields),
  }),
  storms: new Map(),
  raisedPeriods: new Set(),
  evaluations: new Map(),
  newOwner: () => randomUUID(),
};

/**
 * The handler, called by Lambda with every batch of messages of the queue, and by SNS with the hourly tests and alerts of
 * monitors.
 */
export async function handler(
  event: SQSEvent | SNSEvent,
  context: Context,
): Promise<SQSBatchResponse | undefined> {
  expectEvent(event, SQS_EVENT, SNS_EVENT);
  log.begin(context);
  try {
    return await (isOfTopic(event) ? receive(event) : searchBatch(event, context));
  } finally {
    log.end();
  }
}

function isOfTopic(event: SQSEvent | SNSEvent): event is SNSEvent {
  const [first] = event.Records;
  return first !== undefined && 'EventSource' in first && first.EventSource === 'aws:sns';
}

async function receive(event: SNSEvent): Promise<undefined> {
  const counts = new MetricCounts(PROCESSOR_METRICS);
  await receiveOfTopic(event, {
    ...{ settings, counts, log },
    summary: new SummaryCounts({ ports, warn: (message, fields) => log.warn(message, fields) }),
    nowMs: () => Date.now(),
    ...late('verifyMac'),
  });
  counts.emit(metrics());
}

async function searchBatch(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const outOfTime = AbortSignal.timeout(workingTimeMs(context.getRemainingTimeInMillis()));
  return runInvocation({
    begin: () => beginInvocation(container, outOfTime),
    process: (invocation) => processBatch(event, invocation),
    metrics,
  });
}
