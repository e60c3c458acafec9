import { NO_KINDS } from '../../lib/core/alert/alert-kinds';
import { toAlert } from '../../lib/core/alert/from-record/to-alert';
import { idPrefix } from '../../lib/core/alert/packed-alert-ids';
import { SEVERITIES } from '../../lib/core/rule/rule';
import type { Finding } from '../../lib/core/scan/log-file-scan';
import type { ObjectAddress } from '../aws/s3/read-object';
import type { Raised } from '../raise/raise-alert';
import type { RaisedAlert } from '../raise/raised-alert';
import { type AlertPosition, firstPosition } from './alert-position';
import { type AlertSelection, group, type OpenWindow, type SelectedAlert } from './alert-selection';
import type { Invocation } from './invocation';

/** What the alerts of one file are raised with. */
export interface FileRaising {
  readonly invocation: Invocation;
  readonly object: ObjectAddress;
  readonly counts: Record<Raised, number>;
  /** The prefixes of the ids of alerts that are done. */
  readonly done: Set<string>;
  readonly fail: (error: unknown) => void;
}

/** So many alerts of a file are begun before other files and the time have their turn. */
const ALERTS_A_TURN = 32;

/**
 * Raises the selected alerts of a file and groups the rest, the most severe first. Returns the position from which the
 * file must be searched again: for want of time or room, or because a window turned out to admit more. Undefined when
 * all is done, or has failed.
 */
export async function raiseSelection(
  raising: FileRaising,
  selection: AlertSelection,
): Promise<AlertPosition | undefined> {
  const { selected, windows } = selection;
  const left: (AlertPosition | undefined)[] = [selection.horizon];
  for (let rank = 0; rank < SEVERITIES.length; rank++) {
    const alerts = selected.filter(
      ({ id, position }) => position.rank === rank && !raising.done.has(idPrefix(id)),
    );
    left.push(await raiseInTurns(raising, alerts));
    const open = windows.filter((window) => window.rank === rank && window.grouped.size > 0);
    left.push(...(await Promise.all(open.map((window) => groupWindow(raising, window)))));
  }
  return firstPosition(left);
}

async function raiseInTurns(
  raising: FileRaising,
  alerts: readonly SelectedAlert[],
): Promise<AlertPosition | undefined> {
  const { grouped, outOfTime } = raising.invocation;
  for (let at = 0; at < alerts.length; at += ALERTS_A_TURN) {
    if (outOfTime.aborted) return alerts[at]?.position;
    const turn = alerts.slice(at, at + ALERTS_A_TURN);
    const windows = new Set(turn.map(({ open }) => open.window));
    await attempt(raising, () => Promise.all([...windows].map((window) => grouped.readAdmitted(window))));
    await Promise.all(turn.map((alert) => raiseOne(raising, alert)));
  }
  return undefined;
}

async function raiseOne(raising: FileRaising, alert: SelectedAlert): Promise<void> {
  const { grouped } = raising.invocation;
  const admitted = grouped.admittedOf(alert.open.window);
  const isRefused = admitted !== undefined && !admitted.mayAdmit(alert.id, alert.kinds);
  if (isRefused && !alert.wasSent) return group(alert);
  return raiseSelected(raising, alert);
}

async function raiseSelected(raising: FileRaising, alert: SelectedAlert): Promise<void> {
  const { alertLimit, raiser } = raising.invocation;
  const isRaised = await attempt(raising, async () => {
    const { rule } = alert.finding;
    const { start } = alert.open.window;
    const outcome = await alertLimit(() => raiser.raise(toRaisedAlert(raising, alert.finding), rule, start));
    raising.counts[outcome] += 1;
    raising.done.add(idPrefix(alert.id));
  });
  alert.open.isUnsure ||= !isRaised;
}

/** Groups what a file adds to a window beyond what may be sent singly, if the window is full. */
async function groupWindow(raising: FileRaising, open: OpenWindow): Promise<AlertPosition | undefined> {
  const { alertLimit, grouped, outOfTime } = raising.invocation;
  const { window, grouped: ids, firstGrouped, unsent } = open;
  if (firstGrouped === undefined) return undefined;
  if (outOfTime.aborted || open.isUnsure) return firstGrouped.position;
  const { rule } = firstGrouped.finding;
  let rest: AlertPosition | undefined;
  await attempt(raising, async () => {
    const admitted = await alertLimit(() => grouped.readAdmitted(window));
    if (admitted === undefined) {
      rest = firstGrouped.position;
      return;
    }
    const alert = toRaisedAlert(raising, firstGrouped.finding);
    const example: RaisedAlert = { alert, rule, window, unsent };
    const isComplete = await alertLimit(() => leaveOutCounted(raising, open, example));
    const { kinds } = open.seen;
    const isRefusing = (await alertLimit(() => grouped.readAdmitted(window, kinds)))?.knows(kinds) === true;
    if (!isComplete || !isRefusing || !(await raiseOfKnownActors(raising, open))) {
      rest = firstGrouped.position;
      return;
    }
    await alertLimit(() => grouped.group({ ids, kinds: open.groupedKinds.kinds, example }));
    const single = ids.among(admitted.ids);
    const ofKnown = [...open.firstOfActors.values()].filter(
      ({ id }) => raising.done.has(idPrefix(id)) && !admitted.ids.has(idPrefix(id)),
    );
    countGrouped(raising, example, ids.size - single.length - ofKnown.length);
    if (single.some((prefix) => !raising.done.has(prefix))) rest = firstGrouped.position;
  });
  return rest;
}

/**
 * What was counted in another window, because a silence or the trial of the rule has begun or ended since, is done, and what was sent
 * singly before it is to be raised. False if there is any: the file is searched again for the rest.
 */
async function leaveOutCounted(
  { invocation, counts, done }: FileRaising,
  open: OpenWindow,
  { alert, rule }: RaisedAlert,
): Promise<boolean> {
  const { grouped } = invocation;
  const whereSent = [...open.whereSent.values()];
  const inReports = await Promise.all(
    whereSent.map(async (window) => {
      const common = open.grouped.commonWith(await grouped.readGroupedIds(window.key));
      if (common.length > 0) await grouped.leaveToReport({ alert, rule, window }, NO_KINDS);
      return common;
    }),
  );
  const notSent = open.grouped.commonWith(await grouped.readUnsentIds(open.window));
  const counted = [...new Set([...inReports.flat(), ...notSent])];
  for (const prefix of counted) done.add(prefix);
  counts.repeated += counted.length;
  const sent = await Promise.all(whereSent.map(({ key }) => grouped.readSent(key)));
  return counted.length === 0 && sent.every((prefixes) => open.grouped.among(prefixes).length === 0);
}

function countGrouped(
  { counts, invocation }: FileRaising,
  { alert, unsent }: RaisedAlert,
  count: number,
): void {
  const { silence } = unsent ?? {};
  counts[unsent === undefined ? 'grouped' : silence === undefined ? 'tried' : 'silenced'] += count;
  if (silence === undefined) return;
  const { id, ruleName, recipientAccountId } = alert;
  const fields = { id, ruleName, recipientAccountId, count, silence: silence.id };
  invocation.log.info('alerts silenced; this is the first', fields);
}

/**
 * Raises the first alert of each actor that is known from before, which those of a storm do not hide. It is raised before the
 * others are grouped, so that no report counts it. False if one could not be raised.
 */
async function raiseOfKnownActors(raising: FileRaising, open: OpenWindow): Promise<boolean> {
  const { alertLimit, actors } = raising.invocation;
  const found = await Promise.all(
    [...open.firstOfActors.values()].map((alert) =>
      alertLimit(async () => {
        const raised = toRaisedAlert(raising, alert.finding);
        return (await actors.find(raised, open.window)) === undefined ? [] : [alert];
      }),
    ),
  );
  await Promise.all(found.flat().map((alert) => raiseSelected(raising, alert)));
  return !open.isUnsure;
}

function toRaisedAlert({ object: { bucket, key } }: FileRaising, { rule, record, index }: Finding) {
  return toAlert(rule, record, { route: 'log-file', source: { bucket, key, index } });
}

/** Whether the work succeeded. */
async function attempt(raising: FileRaising, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    raising.fail(error);
    return false;
  }
}
