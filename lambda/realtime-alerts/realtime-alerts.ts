import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { severityFor, toAlert } from '../../lib/core/alert/from-record/to-alert';
import { toOutcome } from '../../lib/core/alert/from-record/to-outcome';
import type { Allowed } from '../../lib/core/compile/predicate/allowed-matcher';
import { parseBusEvent } from '../../lib/core/record/bus-event';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { recordIdentity } from '../../lib/core/record/record-identity';
import { parseRegionHeartbeat } from '../../lib/core/record/region-heartbeat';
import { isRaised, type Rule } from '../../lib/core/rule/rule';
import { REGION_WATCH } from '../../lib/core/settings/message/region-watch';
import { processMessages } from '../raise/process-messages';
import { RetryLater } from '../raise/retry-later';
import type { Invocation } from './ports';
import { findSilentRegions, noteHeartbeat } from './region-heartbeats';

/**
 * Processes a batch of messages, each alone: EventBridge's events of CloudTrail, heartbeats of Regions, and own messages that a
 * storm's report or a look at the heartbeats is due. The answer names the messages that must come back; it is never an exception.
 */
export function processBatch(event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> {
  const { counts } = invocation;
  return processMessages(event, invocation, {
    process: ({ body }) => processEvent(invocation, body),
    onStormReported: (alerts) => counts.add('Alerts', alerts),
    onFailure: () => counts.add('MessagesFailed'),
  });
}

async function processEvent(invocation: Invocation, body: string): Promise<void> {
  const watch = REGION_WATCH.decode(body);
  if (watch !== undefined) return findSilentRegions(invocation, watch);
  const heartbeat = parseRegionHeartbeat(body);
  if (heartbeat !== undefined) return noteHeartbeat(invocation, heartbeat);
  const event = parseBusEvent(body);
  if (event.kind === 'foreign') throw new Error(`the message is no event of CloudTrail: ${event.reason}`);
  const { record, time } = event;
  await invocation.members.refresh();
  // The patterns of the bus may be wider than the rules: what a rule says is decided here.
  const outcome = toOutcome(record);
  const rules = invocation.matcher.match(record).filter((rule) => isRaised(rule, severityFor(rule, outcome)));
  const allowed = invocation.allowedMatcher.find(record);
  count(invocation, record, { isMatch: rules.length > 0, allowed });
  const outcomes = await Promise.allSettled(
    rules.map((rule) => invocation.alertLimit(() => raise(invocation, rule, { record, time }))),
  );
  logRecord(invocation, record, { rules, outcomes, allowed });
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function count(
  { counts, ports }: Invocation,
  { eventTime }: CloudTrailRecord,
  { isMatch, allowed }: { readonly isMatch: boolean; readonly allowed: readonly Allowed[] },
): void {
  counts.add('Records');
  counts.add(isMatch ? 'Matched' : 'Unmatched');
  counts.add('Allowed', allowed.length);
  for (const one of allowed) counts.allowed.add(one);
  const eventTimeMs = Date.parse(String(eventTime));
  if (!Number.isNaN(eventTimeMs)) counts.measure('DeliveryLag', ports.nowMs() - eventTimeMs);
}

/** A record without a time counts when EventBridge had it: all such records would otherwise share one window for ever. */
async function raise(
  { raiser, outOfTime, counts }: Invocation,
  rule: Rule,
  { record, time }: { readonly record: CloudTrailRecord; readonly time: string },
): Promise<string> {
  if (outOfTime.aborted) throw new RetryLater('the time ran out before an alert was begun');
  const alert = toAlert(rule, record, { route: 'event-bus', source: {} });
  const isDated = !Number.isNaN(Date.parse(alert.eventTime));
  const raised = await raiser.raise(alert, rule, isDated || time === '' ? alert.eventTime : time);
  counts.addRaised(raised);
  return raised;
}

/** What the rules say of a record, and what became of its alerts. */
interface Matched {
  readonly rules: readonly Rule[];
  readonly outcomes: readonly PromiseSettledResult<string>[];
  readonly allowed: readonly Allowed[];
}

/** Logs one line for each record, including those that match no rule. */
function logRecord({ log }: Invocation, record: CloudTrailRecord, matched: Matched): void {
  const alerts = matched.rules.map(({ name }, index) => {
    const outcome = matched.outcomes[index];
    return `${name}: ${outcome?.status === 'fulfilled' ? outcome.value : 'failed'}`;
  });
  log.info(alerts.length === 0 ? 'record matches no rule' : 'record matches', {
    ...recordIdentity(record),
    alerts,
    ...(matched.allowed.length === 0
      ? {}
      : { allowed: matched.allowed.map(({ rule, entry }) => `${rule.name}: ${entry}`) }),
  });
}
