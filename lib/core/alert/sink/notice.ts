import { isAlarmMessage } from '../../alarm/alarm-message';
import { parseDescription } from '../../alarm/describe-alarm';
import type { JsonObject } from '../../json/json-value';
import { sha256Hex } from '../../record/sha256';
import type { Severity } from '../../rule/rule';
import { LIMITS } from '../../safe-text/destination-limits';
import { cutUnits, oneLine } from '../../safe-text/one-line';
import type { Alert } from '../alert';
import { linkLines } from '../console-links';
import { type AlertLine, alertLines } from '../message/alert-lines';
import type { Delivery } from '../message/delivery';
import { type MessageSender, renderUnknownSender, UNKNOWN_SENDER } from '../message/message-sender';
import { renderHeading } from '../message/render-subject';
import { MIN_ALERT_BYTES, shortenAlert } from '../message/shorten-alert';
import { toObject, toPublishedAlert } from '../message/to-chat-message';
import { boundedSteps } from '../rule-members';

/** A message of the alert topic as every sink sees it: an alert, an alarm, or whatever else was published. */
export interface Notice {
  /**
   * The same for the same alert, alarm or text, and for an alert and the one that closes it. The id for a message whose sender is not proven differs from that of a real
   * alert with the same id, so it replaces none.
   */
  readonly id: string;
  /** One line; it begins with a mark if the sender is not proven. */
  readonly title: string;
  readonly summary: string;
  readonly severity: Severity;
  /** Whether trailwatch or CloudWatch is proven to have sent it. */
  readonly isVerified: boolean;
  /** When it happened, ISO 8601 in UTC. */
  readonly happenedAt: string;
  /** When it was published, ISO 8601 in UTC. */
  readonly publishedAt: string;
  /** The account that it is about; empty if it is not known. */
  readonly accountId: string;
  readonly lines: readonly AlertLine[];
  readonly ruleName?: string;
  readonly firstSteps: readonly string[];
  /** Where to read more; empty if the sender is not proven. */
  readonly links: readonly AlertLine[];
  /** Absent for an alarm and other texts. */
  readonly alert?: Alert;
  /** The message if it is not an alert: an object where it is JSON. */
  readonly message?: JsonObject | string;
}

const TITLE_LENGTH = 200;
/** The shortest heading that a sink takes, so no sink cuts off the place. */
const HEADING_LENGTH = LIMITS.opsgenieMessage.most;
const SUMMARY_LENGTH = 1_000;

/** An alarm on the pipeline, or a text that someone published, must not be overlooked among alerts of minor rules. */
export const OPERATIONAL_SEVERITY: Severity = 'high';

/** The notice for a message of any kind: none is left out. */
export function toNotice(delivery: Delivery, sender: MessageSender): Notice {
  const object = toObject(delivery.message);
  const alert = toPublishedAlert(object, delivery.attributes);
  const notice = alert === undefined ? ofText(delivery, object, sender) : toAlertNotice(alert, delivery);
  return sender.kind === 'unknown' ? marked(notice, delivery, renderUnknownSender(sender.reason)) : notice;
}

/** The notice for an alert whose sender is known. */
export function toAlertNotice(alert: Alert, { publishedAt }: Pick<Delivery, 'publishedAt'>): Notice {
  const { ruleName } = alert;
  return {
    id: alert.closes ?? alert.id,
    title: renderHeading(alert, HEADING_LENGTH),
    summary: oneLine(alert.summary, SUMMARY_LENGTH),
    severity: alert.closes === undefined ? alert.severity : 'informational',
    isVerified: true,
    happenedAt: timeOf(alert.eventTime) ?? publishedAt,
    publishedAt,
    accountId: alert.recipientAccountId,
    lines: alertLines(alert),
    ...(ruleName === undefined ? {} : { ruleName }),
    firstSteps: boundedSteps(alert.firstSteps),
    links: linkLines(alert),
    alert,
  };
}

function ofText(
  { subject, message, publishedAt }: Delivery,
  object: JsonObject | undefined,
  sender: MessageSender,
): Notice {
  const isAlarm = object !== undefined && isAlarmMessage(object);
  const about = textOf(object?.AlarmDescription);
  const { words, runbook } = sender.kind === 'cloudwatch' ? parseDescription(about) : { words: about };
  return {
    id: sha256Hex(isAlarm ? String(object.AlarmArn) : message),
    title: oneLine(subject ?? 'Message on the alert topic', TITLE_LENGTH),
    summary: oneLine(isAlarm ? alarmInWords(object, words) : message, SUMMARY_LENGTH),
    severity: isAlarmOver(object) ? 'informational' : OPERATIONAL_SEVERITY,
    isVerified: true,
    happenedAt: publishedAt,
    publishedAt,
    accountId: isAlarm ? textOf(object.AWSAccountId) : '',
    lines: isAlarm ? alarmLines(object) : [],
    firstSteps: [],
    links: runbook === undefined ? [] : [['Runbook', runbook]],
    message: object ?? message,
  };
}

/** Whether trailwatch or CloudWatch says that what it told earlier is over: nobody is paged, and what was opened is closed. */
export function isOver({
  alert,
  message,
  isVerified,
}: Pick<Notice, 'alert' | 'message' | 'isVerified'>): boolean {
  return isVerified && (alert === undefined ? isAlarmOver(message) : alert.closes !== undefined);
}

function isAlarmOver(message: Notice['message']): boolean {
  return alarmOf(message)?.NewStateValue === 'OK';
}

/** The message of CloudWatch on an alarm; undefined for any other. */
export function alarmOf(message: Notice['message']): JsonObject | undefined {
  return typeof message === 'object' && isAlarmMessage(message) ? message : undefined;
}

/** The place of the alarm, and when it changed: several accounts have alarms of one name. */
function alarmLines({ AWSAccountId, Region, StateChangeTime, AlarmArn }: JsonObject): readonly AlertLine[] {
  const lines = { When: StateChangeTime, Account: AWSAccountId, Region, Alarm: AlarmArn };
  return Object.entries(lines).filter((line): line is [string, string] => typeof line[1] === 'string');
}

/** What the alarm is about, and why it changed; of one that has recovered the description comes last, because it no longer holds. */
function alarmInWords({ NewStateValue, NewStateReason }: JsonObject, about: string): string {
  const [state, reason] = [textOf(NewStateValue), textOf(NewStateReason)];
  const isOk = state === 'OK';
  const words = isOk ? 'The alarm is over' : state === '' ? '' : `The alarm is in state ${state}`;
  const change = [words, reason].filter((part) => part !== '').join(': ');
  const parts = isOk
    ? [`${change.replace(/\.$/, '')}.`, about === '' ? '' : `It was about: ${about}`]
    : [about, change];
  return parts.filter((part) => part !== '').join(' ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function marked(notice: Notice, { message }: Delivery, reason: string): Notice {
  return {
    ...notice,
    id: `unverified-${sha256Hex(message)}`,
    title: oneLine(`${UNKNOWN_SENDER} ${notice.title}`, TITLE_LENGTH),
    summary: `${reason} ${notice.summary}`.trimEnd(),
    isVerified: false,
    links: [],
  };
}

/** The time in the one spelling that every destination reads. */
export function timeOf(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** The address of the page on what to do. */
export function runbookIn({ links }: Notice): string | undefined {
  return links.find(([name]) => name === 'Runbook')?.[1];
}

/** What a notice without first steps says of its page. */
export const IN_RUNBOOK = 'The runbook has what to do.';

/**
 * The document of a notice, in at most `maxBytes` bytes of UTF-8 JSON. Of an alert that is too long the largest parts of the
 * record are replaced by `[shortened: <n> bytes]`; of any other message the text is cut, with a word about it.
 *
 * @param render the document, which has the alert or the message in it once
 */
export function fitDocument<T>(notice: Notice, maxBytes: number, render: (notice: Notice) => T): T {
  const whole = render(notice);
  const surplus = bytesOf(whole) - maxBytes;
  if (surplus <= 0) return whole;
  const { alert, message } = notice;
  if (alert !== undefined) return render({ ...notice, alert: shortened(alert, surplus) });
  return render({ ...notice, message: `${cutUnits(JSON.stringify(message), CUT_LENGTH)} [shortened]` });
}

/** How much is kept of a text that is not an alert and too long. */
const CUT_LENGTH = 10_000;

function shortened(alert: Alert, surplus: number): Alert {
  return shortenAlert(alert, Math.max(MIN_ALERT_BYTES, bytesOf(alert) - surplus));
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
