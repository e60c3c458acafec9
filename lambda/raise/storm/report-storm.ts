import type { Alert } from '../../../lib/core/alert/alert';
import { alertId } from '../../../lib/core/alert/alert-id';
import type { AlertKinds } from '../../../lib/core/alert/alert-kinds';
import { toStormAlert } from '../../../lib/core/alert/operational/operational-alert';
import type { RaiserSettings } from '../../../lib/core/settings/alerting-handler-settings';
import { STORM_ITEM } from '../../aws/table/claim-store';
import type { Storm, StormChange } from '../../aws/table/read-storm';
import { windowExpiresAtSeconds } from '../expiry';
import type { RaisePorts } from '../ports/raise-ports';
import { writeDown } from '../raised-alert';
import type { Repeats } from '../repeats';
import { HeldByOther, publish, RetryLater } from '../retry-later';
import type { SummaryCounts } from '../summary-counts';
import { STORM, type StormMessage } from './storm-message';

/** A report follows another at once if the count has grown by this factor. */
const ORDER = 10;

/** Other reports of a window are as many at most: one a day, where the window is 30 days. */
const REPORTS_A_WINDOW = 30;

/** The maximum delay of SQS. */
const WAIT_SECONDS = 900;

/** What one invocation reports storms with. */
export interface StormReporter {
  readonly ports: RaisePorts;
  readonly settings: RaiserSettings;
  readonly repeats: Repeats;
  readonly summary: SummaryCounts;
  /** Returns a text that is never used twice. */
  readonly newOwner: () => string;
  readonly log: { warn(message: string, fields: Record<string, unknown>): void };
}

/**
 * Sends an alert for the grouped alerts of a window that no report has counted yet. Returns how many alerts it sent.
 *
 *     read: R were reported ──► count: C are grouped ──► claim "report from R", up to C ──► publish C − R ──► write R = C
 *
 * What is counted is remembered as long as the storm, and the storm as long as what was grouped last. The claim's `upTo` is the first claimer's. Who takes over from a handler that died therefore reports the same
 * alerts under the same id, and then starts again for those that came since. Two reports at once meet in the claim:
 * the second one's message goes back, and finds R advanced.
 */
export async function reportStorm(reporter: StormReporter, message: StormMessage): Promise<number> {
  const { ports } = reporter;
  const { key } = message.window;
  for (let sent = 0; ; sent++) {
    const { storm, grouped } = await countStorm(reporter, message);
    if (grouped === storm.reported) return sent;
    if (isForLater(message, storm, { grouped, nowMs: ports.nowMs() }))
      return waitForMore(reporter, message, storm).then(() => sent);
    const from = grouped < storm.reported ? noteLost(ports, storm, grouped) : storm.reported;
    const { upTo, leaseUntilMs } = await claimReport(reporter, storm, grouped);
    await report(reporter, message, { storm, from, upTo, leaseUntilMs });
    const change: StormChange = {
      next: { ...storm, reported: upTo, reportedAtMs: ports.nowMs() },
      reportedBefore: storm.reported,
      nowMs: ports.nowMs(),
    };
    const outcome = await writeDown(() => ports.writeStorm(change));
    if ('error' in outcome) {
      const problem = String(outcome.error);
      reporter.log.warn('a storm was reported but could not be marked as reported', { window: key, problem });
      return sent + 1;
    }
  }
}

/** Sends the alert for grouped alerts, or counts them for the summary of the day if they are not sent. */
async function report(
  { ports, repeats, summary }: StormReporter,
  message: StormMessage,
  { leaseUntilMs, ...counted }: Omit<CountedAlerts, 'kinds'> & { readonly leaseUntilMs: number },
): Promise<void> {
  if (message.counted !== undefined) {
    const { alert, unsent } = message.counted;
    summary.addUnsent(alert, unsent, counted.upTo - counted.from);
    return;
  }
  const alert = stormAlert(message, { ...counted, kinds: await ports.readListed(message.window.key) });
  summary.add(alert, await repeats.publish(alert, (marked) => publish({ ports, leaseUntilMs }, marked)));
}

/**
 * Whether a report can wait: a window that goes on for weeks is reported again when ten times as many alerts are grouped,
 * or when a thirtieth of it has passed. What comes one by one is then reported once a day, and not once an hour.
 */
function isForLater(
  { window }: StormMessage,
  { reported, reportedAtMs }: Storm,
  { grouped, nowMs }: { readonly grouped: number; readonly nowMs: number },
): boolean {
  if (reportedAtMs === undefined || grouped < reported || grouped >= ORDER * reported) return false;
  return nowMs < reportedAtMs + (window.minutes * 60_000) / REPORTS_A_WINDOW;
}

/**
 * Has the storm looked at again later. The message is queued before that is written down, as in storm-reports.ts; of two
 * messages that wait, the one that finds the other's time ahead of it is done.
 */
async function waitForMore(
  { ports, settings }: StormReporter,
  message: StormMessage,
  storm: Storm,
): Promise<void> {
  const nowMs = ports.nowMs();
  if (storm.reportDueAtMs - nowMs > settings.stormReportDelaySeconds * 500) return;
  await ports.sendMessage(STORM.encode(message), WAIT_SECONDS);
  const next = { ...storm, reportDueAtMs: nowMs + WAIT_SECONDS * 1000 };
  await ports.writeStorm({ next, reportedBefore: storm.reported, nowMs: ports.nowMs() });
}

/**
 * What is grouped stays so for as long as its storm is known: if fewer are there than were reported, some were deleted.
 * The report then counts all that are left, so that those which came in place of the deleted ones are reported.
 */
function noteLost({ noteForeignItem }: RaisePorts, { window, reported }: Storm, grouped: number): number {
  const problem = `counts ${reported} alerts as reported, but only ${grouped} are left`;
  noteForeignItem({ window, item: STORM_ITEM, problem });
  return 0;
}

/**
 * The storm of the window, and how many alerts are grouped in it. All of them expire with the storm, which is made to last as long as
 * an alert that is grouped now once they do.
 */
async function countStorm(
  { ports, settings }: StormReporter,
  { window: { key, start } }: StormMessage,
): Promise<{ readonly storm: Storm; readonly grouped: number }> {
  const nowMs = ports.nowMs();
  const expiry = windowExpiresAtSeconds(nowMs, { start }, settings);
  const write = async (storm: Storm): Promise<Storm> => {
    const next = { ...storm, expiresAtSeconds: expiry };
    if (await ports.writeStorm({ next, reportedBefore: storm.reported, nowMs })) return next;
    throw new RetryLater(`another handler wrote the storm of ${key} at the same time`);
  };
  const known = await ports.readStorm(key, nowMs);
  const storm = known ?? (await write({ window: key, reported: 0, reportDueAtMs: 0, expiresAtSeconds: 0 }));
  const rememberUntilSeconds = Math.max(storm.expiresAtSeconds, expiry);
  const grouped = await ports.countGrouped({ window: key, nowMs, rememberUntilSeconds });
  return { storm: storm.expiresAtSeconds < expiry ? await write(storm) : storm, grouped };
}

async function claimReport(
  { ports, settings, newOwner }: StormReporter,
  storm: Storm,
  grouped: number,
): Promise<{ readonly upTo: number; readonly leaseUntilMs: number }> {
  const nowMs = ports.nowMs();
  const leaseUntilMs = nowMs + settings.leaseSeconds * 1000;
  const answer = await ports.claimItem({
    window: storm.window,
    // As many may have been reported before, of alerts that were deleted since.
    item: `report#${storm.reportedAtMs ?? 0}#${storm.reported}`,
    owner: newOwner(),
    status: 'sending',
    nowMs,
    leaseUntilMs,
    expiresAtSeconds: storm.expiresAtSeconds,
    upTo: grouped,
  });
  if (answer.kind !== 'won' || answer.upTo === undefined)
    throw new HeldByOther(`another handler is reporting the storm of ${storm.window}`);
  // A handler that was frozen since it read the storm may claim what was reported since: a claim lasts no longer than its lease.
  const current = await ports.readStorm(storm.window, nowMs);
  if (current?.reported !== storm.reported)
    throw new HeldByOther(`another handler has reported the storm of ${storm.window}`);
  return { upTo: answer.upTo, leaseUntilMs };
}

/** The grouped alerts that a report counts, and what those of the window differ in. */
interface CountedAlerts {
  readonly storm: Storm;
  readonly from: number;
  readonly upTo: number;
  readonly kinds: AlertKinds;
}

function stormAlert(
  { window, rule, awsRegion, route, example }: StormMessage,
  { storm, from, upTo, kinds }: CountedAlerts,
): Alert {
  const alert = toStormAlert({
    rule,
    recipientAccountId: window.recipientAccountId,
    windowStart: window.start,
    windowMinutes: window.minutes,
    ...{ count: upTo - from, total: upTo, cause: window.cause },
    kinds,
    examples: [example],
    awsRegion,
    route,
  });
  if (storm.reported === 0) return alert;
  // A further report of the same window is another alert: people must not lose it as a repeat of the first.
  const eventID = `${alert.eventID}-${storm.reported}${from === 0 ? `-${upTo}` : ''}`;
  return { ...alert, eventID, id: alertId(alert.ruleId, { ...alert, eventID }) };
}
