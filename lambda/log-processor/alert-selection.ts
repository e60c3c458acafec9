import { type AlertKinds, KnownKinds, kindsOf, LISTED, SENT_FIRST } from '../../lib/core/alert/alert-kinds';
import { alertKey, describeRecord } from '../../lib/core/alert/from-record/to-alert';
import { idPrefix, PackedAlertIds } from '../../lib/core/alert/packed-alert-ids';
import type { Severity } from '../../lib/core/rule/rule';
import type { Finding } from '../../lib/core/scan/log-file-scan';
import type { KnownSilences } from '../raise/known-silences';
import { causeOf, type Unsent, unsentBy } from '../raise/raised-alert';
import { type AlertWindow, alertWindow, countedTime, type FullWindow } from '../raise/storm/alert-window';
import { type AlertPosition, comparePositions, positionOf } from './alert-position';

/** An alert that may be sent singly. */
export interface SelectedAlert {
  readonly id: string;
  readonly position: AlertPosition;
  readonly finding: Finding;
  readonly open: OpenWindow;
  readonly kinds: AlertKinds;
  /** Whether it was sent singly before its silence or trial began: its claim says what became of it. */
  readonly wasSent: boolean;
}

/** What a file adds to one window: some alerts that may be sent singly, and the rest for its storm report. */
export interface OpenWindow {
  readonly window: AlertWindow;
  readonly rank: number;
  /** How many alerts of the window were selected. */
  selected: number;
  /** Whether one of them is surely past the threshold: it is the first of no kind. */
  hasProbe: boolean;
  /** Whether alerts were selected that were not raised: what is grouped may then be the first of its kind. */
  isUnsure: boolean;
  /** What the alerts of the window differ in, as much as is sent singly. */
  readonly seen: KnownKinds;
  readonly grouped: PackedAlertIds;
  /** What the grouped alerts differ in. */
  readonly groupedKinds: KnownKinds;
  /** The first grouped alert of each actor, of some. */
  readonly firstOfActors: Map<string, SelectedAlert>;
  /** Why its alerts are counted and not sent. */
  readonly unsent: Unsent | undefined;
  /** The windows in which these alerts count where they are sent; none if they are. */
  readonly whereSent: Map<string, AlertWindow>;
  /** The first of the grouped alerts. */
  firstGrouped: { readonly position: AlertPosition; readonly finding: Finding } | undefined;
}

/** How the alerts of a file are selected. */
export interface SelectionProps {
  /** What comes earlier is done. */
  readonly from: AlertPosition;
  /** Alerts after `from` that are done, too. */
  readonly done: ReadonlySet<string>;
  /** How many alerts of a window are sent singly. */
  readonly limitOf: (severity: Severity) => number;
  readonly stormWindowMinutes: number;
  /** When the file was delivered: the time of records without one. */
  readonly deliveryTime: string | undefined;
  /** What people silenced; undefined where they may not. */
  readonly silences?: Pick<KnownSilences, 'find'> | undefined;
  /** The admitted alerts of a window that is known to be past its threshold. */
  readonly admittedOf: (window: AlertWindow) => FullWindow | undefined;
  /** The prefixes of the ids of alerts that were sent singly in the window of a key, as far as they were read. */
  readonly sentIn: (window: string) => ReadonlySet<string> | undefined;
}

/** So many alerts of a file, with their records, are held at once. */
const MAX_SELECTED = 1_000;

/** The grouped alerts of so many actors of a window are looked at for one who is known. */
const MAX_ACTORS = 1_000;

/**
 * Sorts the alerts of one file, as its records are read, in bounded memory: the most severe that may be sent singly are
 * selected, and what is past the threshold of its window is grouped, of which only the ids are kept.
 *
 * Of each window one alert more than the threshold is selected: when all of them were raised, the last one shows that
 * the window is past its threshold. The first with an actor, a call, a Region or a resource are selected, too, up to a
 * number of each: when they were raised, the window has the kinds of all that is grouped, or no room for them.
 */
export class AlertSelection {
  /** What comes at this position or later was not selected, for want of room. */
  horizon: AlertPosition | undefined;
  readonly #windows = new Map<string, OpenWindow>();
  #selected: SelectedAlert[] = [];

  constructor(private readonly props: SelectionProps) {}

  /** The windows of the file. */
  get windows(): readonly OpenWindow[] {
    return [...this.#windows.values()];
  }

  /** The selected alerts in the order of their positions. */
  get selected(): readonly SelectedAlert[] {
    return this.#selected.sort((one, other) => comparePositions(one.position, other.position));
  }

  add(finding: Finding): void {
    const { rule, record, severity, index } = finding;
    const position = positionOf(severity, index);
    if (comparePositions(position, this.props.from) < 0 || this.#isBeyondHorizon(position)) return;
    const key = alertKey(rule, record);
    const described = describeRecord(record);
    const { id: ruleId, name: ruleName } = rule;
    const { recipientAccountId, eventTime } = key;
    const asked = { ...described, ruleId, ruleName, severity, recipientAccountId };
    const unsent = unsentBy(rule, () => this.props.silences?.find(asked, eventTime));
    const window = this.#windowOf(key, causeOf({}, unsent));
    const open = this.#open(window, position.rank, unsent);
    const wasSent = unsent !== undefined && this.#wasSent(key, open);
    const kinds = kindsOf(described);
    // One that is done may have been counted elsewhere: then the window does not know its kinds.
    if (this.props.done.has(idPrefix(key.id))) return;
    const isFirst = open.seen.add(kinds);
    const alert = { id: key.id, position, finding, open, kinds, wasSent };
    if (wasSent || this.#mayBeSingle(alert, isFirst)) this.#select(alert);
    else group(alert);
  }

  #wasSent(key: ReturnType<typeof alertKey>, { whereSent }: OpenWindow): boolean {
    const plain = this.#windowOf(key, undefined);
    whereSent.set(plain.key, plain);
    return this.props.sentIn(plain.key)?.has(idPrefix(key.id)) ?? false;
  }

  #windowOf(key: ReturnType<typeof alertKey>, cause: string | undefined): AlertWindow {
    const { deliveryTime, stormWindowMinutes } = this.props;
    const options = { windowMinutes: stormWindowMinutes, cause };
    return alertWindow(key, countedTime(key.eventTime, deliveryTime), options);
  }

  #isBeyondHorizon(position: AlertPosition): boolean {
    return this.horizon !== undefined && comparePositions(position, this.horizon) >= 0;
  }

  #open(window: AlertWindow, rank: number, unsent: Unsent | undefined): OpenWindow {
    const known = this.#windows.get(window.key);
    if (known !== undefined) return known;
    const open = newWindow(window, rank, unsent);
    this.#windows.set(window.key, open);
    return open;
  }

  #mayBeSingle({ id, open, kinds, finding }: SelectedAlert, isFirst: boolean): boolean {
    const full = this.props.admittedOf(open.window);
    if (full !== undefined) return full.ids.has(idPrefix(id)) || (isFirst && full.mayAdmit(id, kinds));
    if (isFirst || open.selected < this.props.limitOf(finding.severity)) return true;
    const isProbe = !open.hasProbe;
    open.hasProbe = true;
    return isProbe;
  }

  #select(alert: SelectedAlert): void {
    alert.open.selected += 1;
    this.#selected.push(alert);
    if (this.#selected.length < 2 * MAX_SELECTED) return;
    const ordered = this.selected;
    const last = ordered[MAX_SELECTED - 1]?.position;
    // Alerts of one record and severity stay together: the file goes on at a record.
    this.horizon = ordered.find(
      ({ position }) => last !== undefined && comparePositions(position, last) > 0,
    )?.position;
    for (const { position, open } of ordered) open.isUnsure ||= this.#isBeyondHorizon(position);
    this.#selected = ordered.filter(({ position }) => !this.#isBeyondHorizon(position));
  }
}

/** Leaves an alert to the storm report of its window. */
export function group(alert: SelectedAlert): void {
  const { id, position, finding, open, kinds } = alert;
  open.grouped.add(id);
  open.groupedKinds.add(kinds);
  const [actor = ''] = kinds.actors;
  const { firstOfActors } = open;
  if (!firstOfActors.has(actor) && firstOfActors.size < MAX_ACTORS) firstOfActors.set(actor, alert);
  const first = open.firstGrouped;
  if (first === undefined || comparePositions(position, first.position) < 0) {
    open.firstGrouped = { position, finding };
  }
}

function newWindow(window: AlertWindow, rank: number, unsent: Unsent | undefined): OpenWindow {
  return {
    ...{ window, rank, unsent, selected: 0, hasProbe: false, isUnsure: false, firstGrouped: undefined },
    seen: new KnownKinds(SENT_FIRST),
    grouped: new PackedAlertIds(),
    groupedKinds: new KnownKinds(LISTED),
    firstOfActors: new Map(),
    whereSent: new Map(),
  };
}
