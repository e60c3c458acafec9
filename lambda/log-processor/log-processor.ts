import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { PATH_TEST_RULE_ID, toPathTest } from '../../lib/core/alert/operational/test-alerts';
import type { CorrelationPlan } from '../../lib/core/correlation/correlation-plan';
import { parseDigest } from '../../lib/core/digest/digest';
import { unpackDigest } from '../../lib/core/digest/single-member';
import { type IgnoredObject, parseNotice } from '../../lib/core/record/notice';
import { toEventTime } from '../../lib/core/record/to-event-time';
import { HEARTBEAT, type Heartbeat } from '../../lib/core/settings/message/heartbeat';
import { requirePast } from '../../lib/core/settings/message/own-message';
import type { ObjectAddress } from '../aws/s3/read-object';
import type { RememberedContribution } from '../aws/table/read-contributions';
import { processMessages, requireOwn } from '../raise/process-messages';
import type { Raised } from '../raise/raise-alert';
import { requireAll } from '../raise/retry-later';
import { CONTINUATION, type ContinuationMessage, NO_PROGRESS } from './continuation-message';
import { doDailyWork } from './daily-work';
import { EVALUATION, type EvaluationMessage } from './evaluation-messages';
import { type Invocation, requireRules } from './invocation';
import { keepMembers } from './keep-members';
import { type NamedObject, processObject } from './process-object';

/**
 * Processes a batch of messages, each independently: notices of log files, hourly heartbeats, and its own messages to report a
 * storm or evaluate a correlation. The response lists the messages to retry, all of them if necessary.
 *
 * Throws only if the rules cannot be opened: a function that cannot search must not appear healthy, so Lambda counts an error.
 */
export async function processBatch(event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> {
  const answer = await processMessages(event, invocation, (message) => processMessage(invocation, message));
  requireRules(invocation);
  return answer;
}

async function processMessage(invocation: Invocation, message: SQSRecord): Promise<void> {
  const evaluation = EVALUATION.decode(message.body);
  if (evaluation !== undefined) {
    await requireOwn(invocation, message);
    return processEvaluation(invocation, evaluation);
  }
  const continuation = CONTINUATION.decode(message.body);
  if (continuation !== undefined) return processContinuation(invocation, message, continuation);
  const heartbeat = HEARTBEAT.decode(message.body);
  if (heartbeat !== undefined) return answerHeartbeat(invocation, heartbeat);
  return processNotice(invocation, message);
}

/** Who may send to the queue could say that a file is nearly done: its alerts would not be raised, and what it has first be learned. */
async function processContinuation(
  invocation: Invocation,
  message: SQSRecord,
  { object, rules, ...progress }: ContinuationMessage,
): Promise<void> {
  const isSameRules = rules === invocation.detections.fingerprint;
  const begun = isSameRules && (await invocation.ports.isOwnMessage(message.body)) ? progress : NO_PROGRESS;
  await processObjects(invocation, message, [{ ...object, begun }]);
}

async function processEvaluation(invocation: Invocation, message: EvaluationMessage): Promise<void> {
  for (const raised of await evaluateCorrelation(invocation, message)) invocation.counts.addRaised(raised);
}

async function processNotice(invocation: Invocation, message: SQSRecord): Promise<void> {
  const notice = parseNotice(message.body);
  switch (notice.kind) {
    case 'objects':
      await passOver(invocation, notice.ignored);
      return processObjects(invocation, message, notice.objects);
    case 'ignored':
      invocation.log.info('message is not about a log file', {
        messageId: message.messageId,
        reason: notice.reason,
      });
      return countDigests(invocation, notice.ignored);
    case 'unknown':
      throw new Error(`the message is not a notification about a log file: ${notice.problem}`);
    default:
      notice satisfies never;
  }
}

async function passOver(invocation: Invocation, ignored: readonly IgnoredObject[]): Promise<void> {
  for (const { bucket, key, reason } of ignored) {
    invocation.log.info('object is not a log file', { bucket, key, reason });
  }
  await countDigests(invocation, ignored);
}

async function countDigests(invocation: Invocation, ignored: readonly IgnoredObject[]): Promise<void> {
  for (const object of ignored) {
    if (object.reason === 'digest-file' && isCountedDigest(invocation, object)) {
      await countDigest(invocation, object);
    }
  }
}

/** All objects of a message are tried before an error is thrown: none blocks another. */
async function processObjects(
  invocation: Invocation,
  message: SQSRecord,
  objects: readonly Omit<NamedObject, 'receiveCount'>[],
): Promise<void> {
  const receiveCount = Number(message.attributes.ApproximateReceiveCount);
  const outcomes = await Promise.allSettled(
    objects.map(({ bucket, key, versionId, begun }) =>
      invocation.objectLimit(() =>
        processObject(invocation, { bucket, key, versionId, begun, receiveCount }),
      ),
    ),
  );
  requireAll(outcomes);
}

/**
 * Counts a heartbeat, and sends the test of its hour over the way that alerts take: claimed, published, marked as sent. The
 * test is no alert on anything, so it is not counted among the alerts. Without rules there is no answer, and the alarm on
 * missing heartbeats is raised. What is due once a day is done as well.
 */
async function answerHeartbeat(invocation: Invocation, heartbeat: Heartbeat): Promise<void> {
  requireRules(invocation);
  const { counts, ports, raiser, settings } = invocation;
  const { at, testsAlerts } = heartbeat;
  // One that comes too early would send the summary of a day that is not over.
  requirePast(`the heartbeat of ${at}`, Date.parse(at), ports.nowMs());
  counts.add('Heartbeats', 1);
  if (testsAlerts) {
    const test = toPathTest({ processorName: settings.processorName, at });
    await raiser.raise(test, { name: PATH_TEST_RULE_ID });
  }
  await keepMembers(invocation, heartbeat);
  await doDailyWork(invocation, heartbeat);
}

/**
 * Counts a digest file of a folder that CloudTrail writes every hour, and the log files of this archive that it lists: files
 * were delivered, and must have been searched, which the daily summary says. Nothing is concluded from it but that, so its signature is left to the
 * integrity monitor.
 */
async function countDigest(
  { counts, ports, outOfTime, settings: { bucketName, root } }: Invocation,
  { bucket, key, versionId }: ObjectAddress,
): Promise<void> {
  const unpacked = await unpackDigest(ports.readObject({ bucket, key, versionId }, outOfTime));
  if (unpacked.kind === 'problem') throw new Error(`the digest file ${key} is damaged: ${unpacked.reason}`);
  const parsed = parseDigest(unpacked.text);
  if (parsed.kind === 'problem') throw new Error(`${key} is not a digest file: ${parsed.problem}`);
  const listed = parsed.digest.logs.filter((log) => log.bucket === bucketName && log.key.startsWith(root));
  await ports.noteSearched(toEventTime(parsed.digest.endTimeMs));
  counts.add('Digests', 1);
  counts.add('FilesListed', listed.length);
}

/** Whether the object is a digest file of a folder whose digest files are counted. */
function isCountedDigest(
  { settings: { bucketName, digestFolders } }: Pick<Invocation, 'settings'>,
  { bucket, key }: ObjectAddress,
): boolean {
  return bucket === bucketName && digestFolders.split(',').some((folder) => isBelow(key, folder));
}

/** Whether a key is in a folder of digest files, which has `*` in place of the account of trails that are not listed. */
function isBelow(key: string, folder: string): boolean {
  const [start = '', end = ''] = folder.split('*');
  return key.startsWith(start) && key.slice(start.length).includes(end);
}

/**
 * Says whether a group satisfied its correlation in a period, if all its records can be there by now; else the message
 * is sent again. A record that comes later still brings a message of its own: then an alert may be added, and one that
 * was sent cannot be taken back.
 */
async function evaluateCorrelation(
  invocation: Invocation,
  message: EvaluationMessage,
): Promise<readonly Raised[]> {
  const { correlator, detections, ports, log, settings, evaluations } = invocation;
  const { fingerprint, group, periodStartMs } = message;
  const plan = detections.plans.find((candidate) => candidate.fingerprint === fingerprint);
  if (plan === undefined) {
    log.warn('a correlation was changed or removed before its evaluation; it is not evaluated', {
      fingerprint,
    });
    return [];
  }
  const known = await correlator.read(plan, group, [periodStartMs]);
  const dueAtMs = settledAtMs(plan, periodStartMs, known) + settings.correlationLatenessSeconds * 1000;
  const waitMs = dueAtMs - ports.nowMs();
  if (waitMs <= 0) return correlator.raise({ plan, group }, [periodStartMs], known);
  await evaluations.send(EVALUATION.encode(message), waitMs / 1000);
  return [];
}

/**
 * When the last of the contributions was written, and the period was over; of a time that is no real one, such as in the
 * year 2999, the end is not waited for.
 */
function settledAtMs(
  { timespanMs }: CorrelationPlan,
  periodStartMs: number,
  known: readonly RememberedContribution[],
): number {
  const writtenAtMs = Math.max(0, ...known.map((contribution) => contribution.writtenAtMs));
  return Math.max(writtenAtMs, Math.min(periodStartMs + timespanMs, writtenAtMs + timespanMs));
}
