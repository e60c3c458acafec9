import { isJsonObject, parseJson } from '../json/json-value';
import { sha256Hex } from '../record/sha256';
import { SEVERITIES, type Severity } from '../rule/rule';
import { oneLine } from '../safe-text/one-line';
import type { Alert } from './alert';
import { actorIdentity, isToldApart } from './alert-actor';

/** A silence ends at the latest this long after it was written, whatever it says. */
export const MAX_SILENCE_SECONDS = 72 * 3600;

/** The maximum number of effective silences; alerts of all others are sent. */
export const MAX_SILENCES = 50;

/** The name of the rule on writing and deleting silences, whose alerts are never silenced. */
export const SILENCE_RULE_NAME = 'alert-silence-changed';

/** Log files come late: what happened within this time before a silence was written is silenced, too. */
const LOOK_BACK_MS = 3_600_000;

const MIN_SILENCE_SECONDS = 300;
const REASON_LENGTH = 200;
const BY_LENGTH = 200;

/** The subject of a silence: alerts of one rule, in one account, by one actor, and no others. */
export interface SilencedSubject {
  readonly ruleId: string;
  readonly account: string;
  /** As {@link actorIdentity} names who made the call: all sessions of a role are one. */
  readonly actor: string;
}

/** A silence that a person set, as stored in its parameter. */
export interface AlertSilence extends SilencedSubject {
  readonly id: string;
  readonly ruleName: string;
  /** The id of the alert that it was set from. */
  readonly alertId: string;
  readonly reason: string;
  /** Who set it, in their own words. The alert on the call that wrote it names the caller. */
  readonly by: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A parameter of Systems Manager: the time is that of the service, and no text of a writer. */
export interface SilenceParameter {
  readonly name: string;
  readonly value: string;
  readonly lastModifiedMs: number;
}

/** The members of an alert that decide whether it can be silenced. */
export type SilenceableAlert = Pick<
  Alert,
  'ruleId' | 'ruleName' | 'severity' | 'recipientAccountId' | 'eventSource' | 'actor'
>;

/** The subject of the silence that would cover an alert. */
export function subjectOf({
  ruleId,
  recipientAccountId,
  actor,
}: Pick<SilenceableAlert, 'ruleId' | 'recipientAccountId' | 'actor'>): SilencedSubject {
  return { ruleId, account: recipientAccountId, actor: actorIdentity(actor) };
}

/** The last part of the name of the parameter: one for each subject, so writing it again changes its end. */
export function silenceId({ ruleId, account, actor }: SilencedSubject): string {
  return sha256Hex(JSON.stringify([ruleId, account, actor])).slice(0, 32);
}

/** Why an alert is sent whatever silences say; undefined if it can be silenced. */
export function whyNeverSilenced(alert: SilenceableAlert, maximum: Severity): string | undefined {
  const { ruleName = '', severity, recipientAccountId, eventSource } = alert;
  if (eventSource === 'trailwatch') return 'it is about several records, or about the work of trailwatch';
  if (eventSource === 'cloudtrail.amazonaws.com') return 'it is about CloudTrail itself';
  if (ruleName === SILENCE_RULE_NAME) return 'it is about silences';
  if (ruleName.startsWith('tampering-with-')) return 'its rule protects the resources of trailwatch';
  if (severity === 'critical') return 'alerts of critical severity are never silenced';
  if (SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(maximum))
    return `its severity is ${severity}, and alerts up to ${maximum} can be silenced here`;
  if (!/^\d{12}$/.test(recipientAccountId)) return 'it names no account';
  return isToldApart(alert.actor) ? undefined : 'it names no actor';
}

/** The silence that a person requests. */
export interface SilenceRequest {
  readonly alert: Pick<Alert, 'id'> & SilenceableAlert;
  readonly seconds: number;
  readonly reason: string;
  readonly by: string;
}

/** The value of the parameter. It has a duration and no time: the clock of the writer does not matter. */
export function toSilenceValue({ alert, seconds, reason, by }: SilenceRequest): string {
  const { id, ruleName = alert.ruleId } = alert;
  return JSON.stringify({
    ...{ version: 1, ...subjectOf(alert), ruleName, alertId: id, seconds },
    ...{ reason: oneLine(reason, REASON_LENGTH), by: oneLine(by, BY_LENGTH) },
  });
}

/** The problem with a duration; undefined if there is none. */
export function findDurationProblem(seconds: number): string | undefined {
  if (Number.isInteger(seconds) && seconds >= MIN_SILENCE_SECONDS && seconds <= MAX_SILENCE_SECONDS)
    return undefined;
  return `a silence lasts from ${MIN_SILENCE_SECONDS / 60} minutes to ${MAX_SILENCE_SECONDS / 3600} hours`;
}

/** The silence in a parameter, or the problem with it. A silence beyond the limits is refused. */
export function parseSilence(parameter: SilenceParameter): AlertSilence | { readonly problem: string } {
  const value = parseJson(parameter.value);
  if (!isJsonObject(value) || value.version !== 1)
    return { problem: 'it was not written by trailwatch silence' };
  const { ruleId, account, actor, ruleName, alertId, seconds, reason, by } = value;
  const texts = [ruleId, account, actor, ruleName, alertId, reason, by];
  if (!texts.every((text) => typeof text === 'string' && text !== ''))
    return { problem: 'a member is missing' };
  const subject = { ruleId: String(ruleId), account: String(account), actor: String(actor) };
  const id = silenceId(subject);
  if (!parameter.name.endsWith(`/${id}`)) return { problem: 'its name is that of another silence' };
  const problem = findDurationProblem(Number(seconds));
  if (problem !== undefined) return { problem };
  const fromMs = parameter.lastModifiedMs;
  return {
    ...{ id, ...subject, ruleName: String(ruleName), alertId: String(alertId) },
    ...{ reason: oneLine(String(reason), REASON_LENGTH), by: oneLine(String(by), BY_LENGTH) },
    ...{ fromMs, untilMs: fromMs + Number(seconds) * 1000 },
  };
}

/** Whether a silence applies to a time in a record. Text that is not a time is not silenced. */
export function holdsAt({ fromMs, untilMs }: AlertSilence, eventTime: string): boolean {
  const timeMs = Date.parse(eventTime);
  return timeMs >= fromMs - LOOK_BACK_MS && timeMs < untilMs;
}

/** Such as `until 2026-12-01T08:00:00.000Z: migration (by alice)`. */
export function describeAlertSilence({ untilMs, reason, by }: AlertSilence): string {
  return `until ${new Date(untilMs).toISOString()}: ${reason} (by ${by})`;
}
