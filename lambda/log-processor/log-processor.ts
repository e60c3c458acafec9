import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type IgnoredObject, parseNotice } from '../../lib/core/record/notice';
import { HEARTBEAT } from '../../lib/core/settings/heartbeat';
import { processMessages } from '../raise/process-messages';
import { answerHeartbeat } from './answer-heartbeat';
import { CONTINUATION, type ContinuationMessage, NO_PROGRESS } from './continuation-message';
import { countDigest, isCountedDigest } from './count-digest';
import { evaluateCorrelation } from './evaluate-correlation';
import { EVALUATION, type EvaluationMessage } from './evaluation-message';
import { type Invocation, requireRules } from './invocation';
import { type NamedObject, processObject } from './process-object';

/**
 * Processes a batch of messages, each alone: notices of log files, hourly heartbeats, and own messages that a storm's report
 * or a correlation's evaluation is due.
 * The answer names the messages that must come back, all of them if need be.
 *
 * Throws only if the rules cannot be opened: a function that cannot search must not look sound, so Lambda counts an error.
 */
export async function processBatch(event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> {
  const { counts } = invocation;
  const answer = await processMessages(event, invocation, {
    process: (message) => processMessage(invocation, message),
    onStormReported: (alerts) => counts.add('Alerts', alerts),
    onFailure: () => counts.add('MessagesFailed'),
  });
  requireRules(invocation);
  return answer;
}

async function processMessage(invocation: Invocation, message: SQSRecord): Promise<void> {
  const evaluation = EVALUATION.decode(message.body);
  if (evaluation !== undefined) return processEvaluation(invocation, evaluation);
  const continuation = CONTINUATION.decode(message.body);
  if (continuation !== undefined) return processContinuation(invocation, message, continuation);
  const heartbeat = HEARTBEAT.decode(message.body);
  if (heartbeat !== undefined) return answerHeartbeat(invocation, heartbeat);
  return processNotice(invocation, message);
}

async function processContinuation(
  invocation: Invocation,
  message: SQSRecord,
  { object, rules, position, groups }: ContinuationMessage,
): Promise<void> {
  const isSameRules = rules === invocation.detections.fingerprint;
  const begun = isSameRules ? { position, groups } : NO_PROGRESS;
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
      invocation.log.info('message names no log file', {
        messageId: message.messageId,
        reason: notice.reason,
      });
      return countDigests(invocation, notice.ignored);
    case 'unknown':
      throw new Error(`the message is no notice of a log file: ${notice.problem}`);
    default:
      notice satisfies never;
  }
}

async function passOver(invocation: Invocation, ignored: readonly IgnoredObject[]): Promise<void> {
  for (const { bucket, key, reason } of ignored) {
    invocation.log.info('object is no log file', { bucket, key, reason });
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

/** All objects of a message are tried before it is said to have failed: none holds up another. */
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
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  if (failed.length > 0) throw failed[0]?.reason;
}
