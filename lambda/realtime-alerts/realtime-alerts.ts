import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { severityFor, toAlert } from '../../lib/core/alert/from-record/to-alert';
import {
  SILENT_REGIONS_RULE_ID,
  type SilentRegions,
  toSilentRegionsAlert,
} from '../../lib/core/alert/operational/silent-regions-alert';
import type { Allowed } from '../../lib/core/compile/predicate/allowed-matcher';
import { outcomeOf } from '../../lib/core/compile/predicate/record-facts';
import { parseBusEvent } from '../../lib/core/record/bus-event';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { recordIdentity } from '../../lib/core/record/record-identity';
import {
  heartbeatHour,
  parseRegionHeartbeat,
  type RegionHeartbeat,
} from '../../lib/core/record/region-heartbeat';
import { isRaised, type Rule } from '../../lib/core/rule/rule';
import { requirePast } from '../../lib/core/settings/message/own-message';
import { REGION_WATCH, type RegionWatch } from '../../lib/core/settings/message/region-watch';
import { processMessages } from '../raise/process-messages';
import { RetryLater, requireAll } from '../raise/retry-later';
import type { Invocation } from './ports';

/**
 * Processes a batch of messages, each alone: EventBridge's events of CloudTrail, heartbeats of Regions, and own messages that a
 * storm's report or a look at the heartbeats is due. The answer names the messages that must come back; it is never an exception.
 */
export function processBatch(event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> {
  return processMessages(event, invocation, ({ body }) => processEvent(invocation, body));
}

async function processEvent(invocation: Invocation, body: string): Promise<void> {
  const watch = REGION_WATCH.decode(body);
  if (watch !== undefined) return watchRegions(invocation, watch);
  const heartbeat = parseRegionHeartbeat(body);
  if (heartbeat !== undefined) return noteHeartbeat(invocation, heartbeat);
  const event = parseBusEvent(body);
  if (event.kind === 'foreign') throw new Error(`the message is not a CloudTrail event: ${event.reason}`);
  const { record, time } = event;
  await invocation.members.refresh();
  // The patterns of the bus may be wider than the rules: what a rule says is decided here.
  const outcome = outcomeOf(record);
  const rules = invocation.matcher.match(record).filter((rule) => isRaised(rule, severityFor(rule, outcome)));
  const allowed = invocation.allowedMatcher.find(record);
  count(invocation, record, { isMatch: rules.length > 0, allowed });
  const outcomes = await Promise.allSettled(
    rules.map((rule) => invocation.alertLimit(() => raise(invocation, rule, { record, time }))),
  );
  logRecord(invocation, record, { rules, outcomes, allowed });
  requireAll(outcomes);
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

/**
 * A record without a time counts at the time of its EventBridge event: otherwise all such records would permanently share one
 * window.
 */
async function raise(
  { raiser, outOfTime, counts }: Invocation,
  rule: Rule,
  { record, time }: { readonly record: CloudTrailRecord; readonly time: string },
): Promise<string> {
  if (outOfTime.aborted) throw new RetryLater('time ran out before the next alert');
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

const HOUR_MS = 60 * 60 * 1000;

/** A heartbeat may be late, and one may be lost. */
const SILENT_HOURS = 3;

/** Whose heartbeats ended in one of so many hours before: a look that failed is made up for. */
const KNOWN_HOURS = 3;

/** The queue keeps a heartbeat for days, if nothing reads it. */
const REMEMBERED_MS = 8 * 24 * HOUR_MS;

/** Notes that an account's Region was heard of in an hour. */
async function noteHeartbeat(
  { ports, counts }: Pick<Invocation, 'ports' | 'counts'>,
  { account, region, timeMs }: RegionHeartbeat,
): Promise<void> {
  // One of a coming hour would hide a silence.
  requirePast('the heartbeat', timeMs, ports.nowMs());
  const expiresAtSeconds = Math.ceil((ports.nowMs() + REMEMBERED_MS) / 1000);
  await ports.putHeartbeat({ hour: heartbeatHour(timeMs), place: `${account}/${region}`, expiresAtSeconds });
  counts.add('Heartbeats');
}

/** The maximum delay of an SQS message. */
const WAIT_SECONDS = 900;

/**
 * A look is sent again before it is made. What reads the queue after hours in which nothing did receives looks and heartbeats in
 * any order, and would find accounts silent whose heartbeats are next.
 */
async function watchRegions(invocation: Invocation, watch: RegionWatch): Promise<void> {
  const { ports } = invocation;
  // What is not over yet would be found silent.
  requirePast('the message', Date.parse(watch.at), ports.nowMs());
  if (watch.hasWaited) return findSilentRegions(invocation, watch);
  await ports.sendMessage(REGION_WATCH.encode({ ...watch, hasWaited: true }), WAIT_SECONDS);
}

/**
 * Raises an alert for each account with Regions that were heard of, and are no longer:
 *
 *     hours before now   6  5  4 │ 3  2  1 │ 0
 *     heard of           x  x  x │ ─  ─  ─ │ not over yet
 *
 * Who is known is learned from the heartbeats, so that accounts come and go without configuration; a silence that lasts is
 * reported once. Without any heartbeat, their delivery is broken, and the alarm on their absence reports it.
 */
async function findSilentRegions(invocation: Invocation, { at }: RegionWatch): Promise<void> {
  const { ports, raiser, alertLimit, outOfTime, log } = invocation;
  const silent = await readSilent(ports, Math.floor(Date.parse(at) / HOUR_MS) * HOUR_MS);
  const outcomes = await Promise.allSettled(
    silent.map((regions) =>
      alertLimit(() => {
        if (outOfTime.aborted) throw new RetryLater('time ran out before the next alert');
        return raiser.raise(toSilentRegionsAlert(regions), { name: SILENT_REGIONS_RULE_ID });
      }),
    ),
  );
  log.info('heartbeats of Regions checked', { at, silentAccounts: silent.length });
  requireAll(outcomes);
}

async function readSilent(ports: Invocation['ports'], nowMs: number): Promise<readonly SilentRegions[]> {
  const hours = Array.from({ length: SILENT_HOURS + KNOWN_HOURS }, (_, ago) =>
    heartbeatHour(nowMs - (ago + 1) * HOUR_MS),
  );
  const heard = await Promise.all(hours.map((hour) => ports.readHeartbeats(hour)));
  const later = new Set(heard.slice(0, SILENT_HOURS).flat());
  if (later.size === 0) return [];
  const silent = new Map<string, SilentRegions>();
  for (const [ago, places] of heard.entries()) {
    const lastHour = hours[ago] ?? '';
    for (const place of places.filter((one) => !later.has(one))) {
      later.add(place);
      const [account = '', region = ''] = place.split('/');
      const known = silent.get(`${account} ${lastHour}`)?.regions ?? [];
      silent.set(`${account} ${lastHour}`, { account, lastHour, regions: [...known, region] });
    }
  }
  return [...silent.values()];
}
