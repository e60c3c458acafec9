import type { SNSEvent, SNSMessage } from 'aws-lambda';
import type { Alert } from '../../lib/core/alert/alert';
import {
  isSignedInTime,
  ORIGIN_ATTRIBUTE,
  parseOrigin,
  toOriginText,
} from '../../lib/core/alert/mac/message-origin';
import { MONITOR_RULE_IDS } from '../../lib/core/alert/operational/monitor-rules';
import { toPathTest } from '../../lib/core/alert/operational/test-alerts';
import { parseAlert } from '../../lib/core/alert/parse-alert';
import { isJsonObject, parseJson } from '../../lib/core/json/json-value';
import type { LogProcessorSettings } from '../../lib/core/settings/log-processor-settings';
import type { MacClaim } from '../aws/mac-keys';
import type { Log } from '../raise/log';
import type { SummaryCounts } from '../raise/summary-counts';
import type { Invocation } from './invocation';

/** A test of an earlier day shows nothing: SNS tries to call a function for some hours. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** What is needed to know a test again, and to count what monitors sent. */
export interface TopicReceiver {
  readonly settings: Pick<LogProcessorSettings, 'processorName' | 'topicArn'>;
  readonly counts: Pick<Invocation['counts'], 'add'>;
  readonly log: Log;
  readonly summary: Pick<SummaryCounts, 'add' | 'flush'>;
  readonly nowMs: () => number;
  /** Whether the function's key computed a code. Rejects when KMS does not answer. */
  readonly verifyMac: (claim: MacClaim) => Promise<boolean>;
}

/**
 * Counts the tests of this processor that came back over the topic, and the alerts of monitors for the daily summary. Whatever else
 * comes is logged and counts for nothing: the tests of other processors, and what others publish. Rejects when KMS does not answer: Lambda calls the function again.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export async function receiveOfTopic(event: SNSEvent, receiver: TopicReceiver): Promise<void> {
  for (const { Sns } of event.Records) {
    const alert = alertOf(Sns.Message);
    const isOfMonitor = alert !== undefined && MONITOR_RULE_IDS.includes(alert.ruleId);
    const problem =
      (isOfMonitor ? undefined : problemOf(alert, receiver)) ?? (await forgeryOf(Sns, receiver));
    if (problem !== undefined)
      receiver.log.info('message from the topic is not a test of this processor', {
        id: Sns.MessageId,
        problem,
      });
    else if (isOfMonitor && alert.closes === undefined) receiver.summary.add(alert, alert.repeat === true);
    else if (!isOfMonitor) receiver.counts.add('PathTestsReceived', 1);
  }
  await receiver.summary.flush();
}

function alertOf(message: string): Alert | undefined {
  const json = parseJson(message);
  return isJsonObject(json) ? parseAlert(json) : undefined;
}

function problemOf(alert: Alert | undefined, { settings, nowMs }: TopicReceiver): string | undefined {
  if (alert === undefined) return 'it is not an alert';
  const sentAtMs = Date.parse(alert.eventTime);
  if (Number.isNaN(sentAtMs)) return 'it has no time';
  const expected = toPathTest({ processorName: settings.processorName, at: alert.eventTime });
  if (alert.id !== expected.id) return 'it is not from this processor';
  return Math.abs(nowMs() - sentAtMs) > MAX_AGE_MS ? 'its time is not recent' : undefined;
}

async function forgeryOf(
  { Message: document, MessageAttributes, Timestamp }: SNSMessage,
  { settings: { topicArn }, verifyMac }: TopicReceiver,
): Promise<string | undefined> {
  const attributes = Object.fromEntries(
    Object.entries(MessageAttributes ?? {}).map(([name, { Value }]) => [name, Value]),
  );
  const origin = parseOrigin(attributes[ORIGIN_ATTRIBUTE] ?? '');
  if (origin === undefined) return 'it is not signed';
  if (!isSignedInTime(origin, Timestamp)) return 'it was published again';
  const text = toOriginText({ topicArn, document, attributes }, origin.signedAt);
  const isOwn = await verifyMac({ text, mac: origin.mac });
  return isOwn ? undefined : 'its signature does not match';
}
