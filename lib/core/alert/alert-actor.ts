import { identity } from '../compile/predicate/record-facts';
import { HIDDEN } from '../fact/text-at';
import type { JsonObject } from '../json/json-value';
import { sha256Hex } from '../record/sha256';
import { withoutSession } from '../record/without-session';
import type { Alert, AlertActor } from './alert';

/** The identity of an actor, whatever the session is called: all sessions of a role are one. */
export function actorIdentity({ arn, name }: Pick<AlertActor, 'arn' | 'name'>): string {
  return arn === undefined ? name : withoutSession(arn);
}

/** Placeholders for a name that the record does not have: each may be any number of callers. */
const NO_NAMES: ReadonlySet<string> = new Set([...['', 'unknown', HIDDEN, 'ANONYMOUS_PRINCIPAL']]);

/** Whether an actor can be distinguished from others. */
export function isToldApart({ arn, name }: Pick<AlertActor, 'arn' | 'name'>): boolean {
  return arn !== undefined || !NO_NAMES.has(name);
}

/** A short hash of who the actor of an alert is; one without an ARN is another in each account. */
export function actorHash({
  actor,
  recipientAccountId,
}: Pick<Alert, 'actor' | 'recipientAccountId'>): string {
  const account = actor.arn === undefined ? (actor.accountId ?? recipientAccountId) : '';
  return sha256Hex(`${account}\n${actorIdentity(actor)}`).slice(0, 32);
}

/**
 * The id of a long-term access key, as a user and the root user have it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
const LONG_TERM_KEY = /^AKIA[A-Z0-9]{1,124}$/;

/** The id of an access key of a session. */
const SESSION_KEY = /^ASIA[A-Z0-9]{1,124}$/;

/** Whether a text is the id of a long-term access key. A temporary key differs in each session. */
export function isLongTermKey(id: string): boolean {
  return LONG_TERM_KEY.test(id);
}

/** The access key of a call; undefined if it had none. */
export function accessKeyOf(record: JsonObject): string | undefined {
  const id = identity.accessKey(record);
  return id !== undefined && (isLongTermKey(id) || SESSION_KEY.test(id)) ? id : undefined;
}

/** The same, if it is a long-term one. */
export function longTermKeyOf(record: JsonObject): string | undefined {
  const id = accessKeyOf(record);
  return id !== undefined && isLongTermKey(id) ? id : undefined;
}
