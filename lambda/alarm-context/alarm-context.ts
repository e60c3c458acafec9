import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import {
  type AlarmStateChange,
  firstSearch,
  laterSearch,
  nextSearchAt,
  parseAlarmStateChange,
  type SearchWindow,
} from '../../lib/core/alarm/search-window';
import { toEmptyAlarmAlert, toUnreportedRecordsAlert } from '../../lib/core/alert/alarm-alert';
import type { Alert } from '../../lib/core/alert/alert';
import type { WatchedAlarm } from '../../lib/core/settings/alarm-context-settings';
import { expiresAtSeconds } from '../raise/expiry';
import { isLastReceive } from '../raise/log';
import { processMessages } from '../raise/process-messages';
import { writeDown } from '../raise/raised-alert';
import { HeldByOther, RetryLater } from '../raise/retry-later';
import { type Found, factsOf, findRecords } from './find-records';
import { type Invocation, SEARCH, type SearchMessage } from './ports';

/**
 * Processes a batch of messages, each independently: EventBridge events of alarms that fired, and the function's own messages
 * to search again or to report a storm. The response lists the messages to retry; it is never an exception.
 */
export function processBatch(event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> {
  return processMessages(event, invocation, (message) => processMessage(invocation, message));
}

async function processMessage(invocation: Invocation, message: SQSRecord): Promise<void> {
  const again = SEARCH.decode(message.body);
  if (again !== undefined) {
    if (isRemoved(invocation, again, message)) return;
    return searchAgain(invocation, alarmNamed(invocation, again.alarmName), again.atMs);
  }
  const change = parseAlarmStateChange(message.body);
  if (change === undefined) throw new Error("the message is no alarm's change of state");
  return processChange(invocation, change, message);
}

async function processChange(
  invocation: Invocation,
  change: AlarmStateChange,
  message: SQSRecord,
): Promise<void> {
  const { alarmName, state } = change;
  if (state !== 'ALARM') {
    invocation.log.info('alarm is not in ALARM', { alarmName, state });
    return;
  }
  const alarm = alarmNamed(invocation, alarmName);
  await searchFiredAlarm(invocation, alarm, {
    window: firstSearch(change, alarm),
    isLastTry: isLastReceive(message, invocation.settings),
  });
}

/**
 * Whether the alarm of a search was removed from the stack while it was in ALARM: this function knew it when it sent the message. A
 * deployment that is rolled back brings it back before the last receive.
 */
function isRemoved({ alarms, log, settings }: Invocation, again: SearchMessage, message: SQSRecord): boolean {
  const { alarmName } = again;
  if (alarms.has(alarmName)) return false;
  if (!isLastReceive(message, settings)) throw new RetryLater(`alarm '${alarmName}' is not known at present`);
  log.info('alarm was removed, and is not looked at again', { alarmName });
  return true;
}

/** An unknown alarm was removed, or is added by the next deployment: its message goes to the dead-letter queue. */
function alarmNamed({ alarms }: Invocation, alarmName: string): WatchedAlarm {
  const alarm = alarms.get(alarmName);
  if (alarm === undefined) throw new Error(`this function does not know alarm '${alarmName}'`);
  return alarm;
}

/** The maximum delay of an SQS message. */
const MAX_DELAY_SECONDS = 900;

/** The delay after a full period before it is searched: CloudWatch Logs needs time until new events are found. */
const SETTLE_MS = 60_000;

/**
 * Raises an alert for each record behind an alarm that fired, and schedules the next search.
 *
 *     fired ──► look ──► records? ── no, not the last try ──► the message comes back: they are not searchable yet
 *                           │    └── no, the last try ──────► an alert says so
 *                           └ yes ──► an alert each ──► look again at the next full period
 */
async function searchFiredAlarm(
  invocation: Invocation,
  alarm: WatchedAlarm,
  { window, isLastTry }: { readonly window: SearchWindow; readonly isLastTry: boolean },
): Promise<void> {
  const found = await searchWindow(invocation, alarm, window);
  if (isEmpty(found) && !isLastTry) {
    throw new RetryLater(`no record of alarm '${alarm.alarmName}' can be found yet`);
  }
  if (isEmpty(found)) {
    await raiseOwn(invocation, toEmptyAlarmAlert(factsOf(invocation, alarm, window)), alarm);
    invocation.counts.add('EmptyAlarms');
  }
  await sendNextSearch(invocation, alarm, window.toMs);
}

/**
 * Searches again for the records of an alarm, which sends no events while it stays in the ALARM state, until none are found.
 *
 * Each search is claimed: of two messages for the same search, whether an alarm fired twice or a message was received twice,
 * only one is processed, and one chain continues. A search that found nothing ends its chain, and does not settle the claim: an alarm
 * that fired again before it, and whose records are found only later, begins a chain with the same search.
 */
async function searchAgain(invocation: Invocation, alarm: WatchedAlarm, atMs: number): Promise<void> {
  const { ports, settings, newOwner, log } = invocation;
  const nowMs = ports.nowMs();
  const claim = {
    window: `look|${alarm.alarmName}`.slice(0, 1000),
    item: `look#${atMs}`,
    owner: newOwner(),
    leaseUntilMs: nowMs + settings.leaseSeconds * 1000,
    expiresAtSeconds: expiresAtSeconds(nowMs, settings),
  };
  const answer = await ports.claimItem({ ...claim, status: 'sending', nowMs });
  if (answer.kind === 'settled') return;
  if (answer.kind === 'held')
    throw new HeldByOther(`another handler is processing alarm '${alarm.alarmName}'`);
  const found = await searchWindow(invocation, alarm, laterSearch(atMs, alarm));
  if (isEmpty(found)) return;
  await sendNextSearch(invocation, alarm, atMs);
  const outcome = await writeDown(() => ports.settleClaim(claim, 'sent'));
  if ('error' in outcome) {
    log.warn('an alarm could not be marked as processed; another message repeats it', {
      alarmName: alarm.alarmName,
    });
  }
}

/** Whether nothing was found that the alarm counts: log events that are no records keep it in ALARM as well. */
function isEmpty({ records, unreported }: Found): boolean {
  return records === 0 && unreported.foreign === 0;
}

async function searchWindow(
  invocation: Invocation,
  alarm: WatchedAlarm,
  window: SearchWindow,
): Promise<Found> {
  const found = await findRecords(invocation, alarm, window);
  const { unreported, records, raised, allowed } = found;
  count(invocation, found);
  const facts = factsOf(invocation, alarm, window);
  // apart: records are counted anew by each search, and log events that are none are the same ones
  for (const one of [
    { ...unreported, foreign: 0 },
    { ...unreported, count: 0 },
  ])
    if (one.count + one.foreign > 0) await raiseOwn(invocation, toUnreportedRecordsAlert(facts, one), alarm);
  invocation.log.info('alarm looked at', {
    alarmName: alarm.alarmName,
    from: new Date(window.fromMs).toISOString(),
    to: new Date(window.toMs).toISOString(),
    records,
    ...raised,
    ...(allowed.total === 0 ? {} : { allowed: allowed.largest }),
    untold: unreported.count,
    foreign: unreported.foreign,
  });
  return found;
}

/** Alerts are counted when they are raised, including those of a search that fails later. */
function count({ counts }: Invocation, { records, allowed, unreported }: Found): void {
  counts.add('Searches');
  counts.add('Records', records);
  counts.add('Unreported', unreported.count);
  counts.add('Foreign', unreported.foreign);
  counts.add('Allowed', allowed.total);
  counts.allowed.addAll(allowed.counts);
}

/** The alert is on the alarm, which has fired: a trial of the rule does not suppress it. */
async function raiseOwn({ raiser, counts }: Invocation, alert: Alert, { rule }: WatchedAlarm): Promise<void> {
  counts.addRaised(await raiser.raise(alert, { name: rule.name }));
}

async function sendNextSearch({ ports }: Invocation, alarm: WatchedAlarm, toMs: number): Promise<void> {
  const atMs = nextSearchAt(toMs, alarm);
  const waitSeconds = Math.ceil((atMs + SETTLE_MS - ports.nowMs()) / 1000);
  const delaySeconds = Math.min(Math.max(waitSeconds, 0), MAX_DELAY_SECONDS);
  await ports.sendMessage(SEARCH.encode({ alarmName: alarm.alarmName, atMs }), delaySeconds);
}
