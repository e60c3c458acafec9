import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type ArchiveFolder, archiveFolderOf } from '../../lib/core/digest/archive-folder';
import { parseArchiveChange } from '../../lib/core/settings/message/archive-change';
import { INTEGRITY_WORK, type IntegrityWork } from '../../lib/core/settings/message/integrity-work';
import { isLastReceive } from '../raise/log';
import { processMessages } from '../raise/process-messages';
import { Evidence } from './evidence';
import { followFolder } from './follow-folder';
import { expectedFolders, type Invocation } from './invocation';
import { noteChange } from './note-change';
import { planWork } from './plan-work';
import { recheckFolder } from './recheck-folder';
import { sweepFolder } from './sweep-folder';

/** A message is on its way from the queue to the function for less. */
const MAX_WAY_MS = 60 * 1000;

/** To list a version costs a tenth of the time that it takes to check a file. */
const VERSIONS_A_LOG_FILE = 10;

/**
 * Processes a batch of messages, each independently: the scheduled plan, the folders that it queued, changes that S3 announces,
 * and its own messages to report a storm. The response lists the messages to retry; it is never an exception.
 */
export async function processBatch(event: SQSEvent, begun: Invocation): Promise<SQSBatchResponse> {
  const invocation = withQueueTime(begun, event);
  return processMessages(event, invocation, (message) => processMessage(invocation, message));
}

async function processMessage(invocation: Invocation, message: SQSRecord): Promise<void> {
  invocation.outOfTime.throwIfAborted();
  const change = parseArchiveChange(message.body);
  if (change !== undefined) return noteChange(invocation, change);
  const work = INTEGRITY_WORK.decode(message.body);
  if (work === undefined) throw new Error('the message is not a work message of this function');
  const isLast = isLastReceive(message, invocation.settings);
  const evidence = new Evidence({ ...invocation, isLastReceive: isLast });
  await doWork({ ...invocation, evidence }, work, maxLogFiles(invocation, message));
}

async function doWork(invocation: Invocation, work: IntegrityWork, maxLogFiles: number): Promise<void> {
  switch (work.job) {
    case 'plan':
      return planWork(invocation, Date.parse(work.at));
    case 'follow': {
      const isExpected = expectedFolders(invocation.settings).includes(work.folder);
      return followFolder(invocation, { ...work, folder: folderOf(work.folder), isExpected, maxLogFiles });
    }
    case 'recheck':
      return recheckFolder(invocation, { ...work, folder: folderOf(work.folder), maxLogFiles });
    case 'sweep': {
      const maxVersions = maxLogFiles * VERSIONS_A_LOG_FILE;
      return sweepFolder(invocation, { ...work, folder: folderOf(work.folder), maxVersions });
    }
    default:
      work satisfies never;
  }
}

/** A check that timed out is retried in slices of an eighth. */
function maxLogFiles(invocation: Invocation, message: SQSRecord): number {
  const receiveCount = Number(message.attributes.ApproximateReceiveCount);
  return Math.ceil(invocation.maxLogFiles / 8 ** (receiveCount - 1));
}

function folderOf(name: string): ArchiveFolder {
  const folder = archiveFolderOf(name);
  if (folder === undefined) throw new Error(`'${name}' is not a folder of CloudTrail's layout`);
  return folder;
}

/**
 * Lets checks go by the clock of SQS, where that of the function is wrong: silence and missing files are measured against
 * the time, so that a clock which is hours ahead would report each folder. A message that is received for the first time
 * shows the difference, which the container remembers.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
function withQueueTime(invocation: Invocation, event: SQSEvent): Invocation {
  const { ports, queueClock } = invocation;
  const receivedMs = event.Records.map(({ attributes }) =>
    attributes.ApproximateReceiveCount === '1'
      ? Number(attributes.ApproximateFirstReceiveTimestamp)
      : Number.NaN,
  ).filter((timeMs) => timeMs > 0);
  if (receivedMs.length > 0) {
    const aheadMs = ports.nowMs() - Math.max(...receivedMs);
    queueClock.aheadMs = Math.abs(aheadMs) > MAX_WAY_MS ? aheadMs : 0;
  }
  const { aheadMs } = queueClock;
  return aheadMs === 0
    ? invocation
    : { ...invocation, ports: { ...ports, nowMs: () => ports.nowMs() - aheadMs } };
}
