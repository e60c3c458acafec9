import { type Look, laterLook, nextLookAt } from '../../lib/core/alarm/search-window';
import { toEmptyAlarmAlert, toUntoldRecordsAlert } from '../../lib/core/alert/alarm-alert';
import type { Alert } from '../../lib/core/alert/alert';
import type { WatchedAlarm } from '../../lib/core/settings/alarm-document';
import { expiresAtSeconds } from '../raise/expiry';
import { RetryLater } from '../raise/retry-later';
import { writeDown } from '../raise/write-down';
import { type Found, factsOf, findRecords } from './find-records';
import type { Invocation } from './invocation';
import { SEARCH } from './search-message';

/** The longest that SQS delays a message. */
const MAX_DELAY_SECONDS = 900;

/** How long after a full period it is looked at: CloudWatch Logs needs a moment until what came in is found. */
const SETTLE_MS = 60_000;

/**
 * Tells who is behind an alarm that fired, and sees to it that somebody looks again.
 *
 *     fired ──► look ──► records? ── no, not the last try ──► the message comes back: they are not searchable yet
 *                           │    └── no, the last try ──────► an alert says so
 *                           └ yes ──► an alert each ──► look again at the next full period
 */
export async function lookAtFiredAlarm(
  invocation: Invocation,
  alarm: WatchedAlarm,
  { look, isLastTry }: { readonly look: Look; readonly isLastTry: boolean },
): Promise<void> {
  const found = await lookFor(invocation, alarm, look);
  const isEmpty = found.records === 0 && found.untold.foreign === 0;
  if (isEmpty && !isLastTry) {
    throw new RetryLater(`no record of alarm '${alarm.alarmName}' can be found yet`);
  }
  if (isEmpty) await raiseOwn(invocation, toEmptyAlarmAlert(factsOf(invocation, alarm, look)), alarm);
  await sendNextLook(invocation, alarm, look.toMs);
}

/**
 * Looks again for the records of an alarm, which says nothing while it goes on firing; and so on until none are found.
 *
 * Each look is claimed: of two messages that ask for the same one, whether an alarm fired twice or a message came
 * twice, one looks, and one chain goes on.
 */
export async function lookAgain(invocation: Invocation, alarm: WatchedAlarm, atMs: number): Promise<void> {
  const { ports, settings, newOwner, log } = invocation;
  const nowMs = ports.nowMs();
  const claim = { window: `look|${alarm.alarmName}`.slice(0, 1000), item: `look#${atMs}`, owner: newOwner() };
  const answer = await ports.claimItem({
    ...claim,
    status: 'sending',
    nowMs,
    leaseUntilMs: nowMs + settings.leaseSeconds * 1000,
    expiresAtSeconds: expiresAtSeconds(nowMs, settings),
  });
  if (answer.kind === 'settled') return;
  if (answer.kind === 'held') throw new RetryLater(`another handler looks at alarm '${alarm.alarmName}'`);
  const found = await lookFor(invocation, alarm, laterLook(atMs, alarm));
  if (found.records > 0) await sendNextLook(invocation, alarm, atMs);
  const outcome = await writeDown(() => ports.settleClaim(claim, 'sent'));
  if ('error' in outcome) {
    log.warn('a look could not be marked as done; another message repeats it', {
      alarmName: alarm.alarmName,
    });
  }
}

async function lookFor(invocation: Invocation, alarm: WatchedAlarm, look: Look): Promise<Found> {
  const found = await findRecords(invocation, alarm, look);
  const { untold, records, raised } = found;
  if (untold.count > 0 || untold.foreign > 0) {
    await raiseOwn(invocation, toUntoldRecordsAlert(factsOf(invocation, alarm, look), untold), alarm);
  }
  invocation.log.info('alarm looked at', {
    alarmName: alarm.alarmName,
    from: new Date(look.fromMs).toISOString(),
    to: new Date(look.toMs).toISOString(),
    records,
    ...raised,
    untold: untold.count,
    foreign: untold.foreign,
  });
  return found;
}

async function raiseOwn(invocation: Invocation, alert: Alert, { rule }: WatchedAlarm): Promise<void> {
  await invocation.raiser.raise(alert, rule);
}

async function sendNextLook({ ports }: Invocation, alarm: WatchedAlarm, toMs: number): Promise<void> {
  const atMs = nextLookAt(toMs, alarm);
  const waitSeconds = Math.ceil((atMs + SETTLE_MS - ports.nowMs()) / 1000);
  const delaySeconds = Math.min(Math.max(waitSeconds, 0), MAX_DELAY_SECONDS);
  await ports.sendMessage(SEARCH.encode({ alarmName: alarm.alarmName, atMs }), delaySeconds);
}
