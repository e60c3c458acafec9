import type { Alert } from '../../../lib/core/alert/alert';
import {
  type AlertKinds,
  hashedKinds,
  isWithoutKinds,
  KnownKinds,
  SENT_FIRST,
} from '../../../lib/core/alert/alert-kinds';
import { FAILED_CALLS } from '../../../lib/core/alert/operational/operational-alert';
import { idPrefix } from '../../../lib/core/alert/packed-alert-ids';
import { isFailure } from '../../../lib/core/fact/outcome';
import { toEventTime } from '../../../lib/core/record/to-event-time';
import type { Severity } from '../../../lib/core/rule/rule';
import type { RaiserSettings } from '../../../lib/core/settings/alerting-handler-settings';
import type { Admitted } from '../../aws/table/read-admitted';

/**
 * One rule, one account, one stretch of event time, and one cause where the rule has several: the space in which alerts are
 * counted and a storm is reported. Calls that did not succeed have a space of their own, so that however many of them never
 * keep the alert of one that did from being sent.
 *
 * It follows from the record alone, never from when it arrived, so every delivery of a record finds the same claim.
 */
export interface AlertWindow {
  /** The partition key in the table of claims. */
  readonly key: string;
  readonly ruleId: string;
  readonly recipientAccountId: string;
  /** ISO 8601 in UTC; the time as the record has it where that is no date. */
  readonly start: string;
  readonly minutes: number;
  /** What the alerts of the window have in common beyond rule and account, in words; absent if nothing. */
  readonly cause?: string;
}

/** What a window is made from, beside the alert. */
export interface WindowOptions {
  readonly windowMinutes: number;
  readonly cause?: string | undefined;
}

/** What the alerts of a window have in common that are counted and not sent, for whatever reason. */
const NOT_SENT = 'not sent';

/**
 * The key of the ids of alerts that were counted and not sent, of one rule, account and stretch of time. Reports do not count these ids:
 * they are counted in the window of their silence or trial, which is not read after the silence or trial has ended.
 */
export function notSentKey({ ruleId, recipientAccountId, start }: AlertWindow): string {
  return keyOf([ruleId, recipientAccountId, start, NOT_SENT]);
}

/** DynamoDB takes 2,048 bytes for a partition key; nothing in it is legitimately longer than this. */
const PART_LENGTH = 200;

/** The window that a record of the given time belongs to. Windows are aligned to 1970 and are half open. */
export function alertWindow(
  { ruleId, recipientAccountId, outcome }: Pick<Alert, 'ruleId' | 'recipientAccountId' | 'outcome'>,
  eventTime: string,
  options: WindowOptions,
): AlertWindow {
  const { windowMinutes, cause = isFailure(outcome) ? FAILED_CALLS : undefined } = options;
  const start = windowStart(eventTime, windowMinutes * 60_000);
  const key = keyOf([ruleId, recipientAccountId, start, ...(cause === undefined ? [] : [cause])]);
  const window = { key, ruleId, recipientAccountId, start, minutes: windowMinutes };
  return cause === undefined ? window : { ...window, cause };
}

/** The time that determines the window of an alert: otherwise, records without one would permanently share a window. */
export function countedTime(eventTime: string, deliveryTime: string | undefined): string {
  return Number.isNaN(Date.parse(eventTime)) ? (deliveryTime ?? eventTime) : eventTime;
}

function keyOf(parts: readonly string[]): string {
  return parts.map((part) => part.slice(0, PART_LENGTH)).join('|');
}

function windowStart(eventTime: string, windowMs: number): string {
  const time = Date.parse(eventTime);
  if (Number.isNaN(time)) return eventTime;
  return toEventTime(Math.floor(time / windowMs) * windowMs);
}

/**
 * What a window that is past its threshold had admitted when it was read. What it refused it never admits: an alert is
 * refused if the window knows all of its kinds or has no room for more, and neither ever changes back.
 */
export class FullWindow {
  readonly #known = new KnownKinds(SENT_FIRST);

  constructor(private readonly admitted: Admitted) {
    this.#known.add(admitted.kinds);
  }

  /** The prefixes of the ids of the admitted alerts. */
  get ids(): ReadonlySet<string> {
    return this.admitted.ids;
  }

  /** Whether an alert is admitted, or may be as the first of its kind. */
  mayAdmit(alertId: string, kinds: AlertKinds): boolean {
    return this.admitted.ids.has(idPrefix(alertId)) || !this.knows(kinds);
  }

  /** Whether the window has these kinds, or no room for them: no further alert of them is admitted. */
  knows(kinds: AlertKinds): boolean {
    return isWithoutKinds(this.#known.unknownOf(hashedKinds(kinds)));
  }
}

/**
 * How many critical alerts of one rule and account are sent singly in a window at least. Past it they are grouped like
 * others, so that a flood of them does not silence the channel for everything else.
 */
const CRITICAL_THRESHOLD = 500;

/** How many alerts of one rule and account are sent singly in a window, beside the first of each kind. */
export function singleLimit(
  { stormThreshold, criticalThreshold = CRITICAL_THRESHOLD }: RaiserSettings,
  severity: Severity,
): number {
  return severity === 'critical' ? Math.max(stormThreshold, criticalThreshold) : stormThreshold;
}
