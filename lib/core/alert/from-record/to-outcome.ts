import { isJsonObject } from '../../json/json-value';
import { remembered } from '../../keyed/remembered';
import { isAggregatedRecord } from '../../record/is-record';
import type { CloudTrailRecord } from '../../record/record';
import type { AlertOutcome } from '../alert';
import { renderAttempt } from '../failed-attempt';
import { objectAt, requestOf, responseOf, textAt } from './text-at';

/**
 * Error codes of every service for "you may not": `AccessDenied…`, `Client.UnauthorizedOperation`, `VpceAccessDenied`,
 * `AuthorizationError`, `Client.AuthFailure`.
 */
const DENIED =
  /denied|unauthori[sz]ed|not_?authori[sz]ed|authorizationerror|authfailure|forbidden|(?:no|insufficient)(?:permission|privilege)/i;

const isDenial = remembered((code) => DENIED.test(code));

/** The message of a service that returns another error code for IAM's denial. */
const DENIED_MESSAGE = /\bis not authorized to perform\b/;

/** EC2 answers a dry run with an error even when the call would have been allowed. */
const DRY_RUN = /DryRunOperation$/;

/**
 * How the call of a record ended; `undefined` where the record does not describe one call: Insights and aggregated records.
 *
 * A call without an error code can have failed too: events of sign-in, and of password and MFA checks, have a member with the
 * name of the event that is `Failure`, and some failed sign-ins only a message. Events of services have a state, and responses of
 * EC2 calls that delete several things list those that were not deleted.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 */
export function toOutcome(record: CloudTrailRecord): AlertOutcome | undefined {
  if (isAggregatedRecord(record) || objectAt(record, 'insightDetails') !== undefined) return undefined;
  const code = textAt(record, 'errorCode');
  if (code === undefined) {
    if (isRefusedSignIn(record)) return { status: 'denied' };
    return failedEvent(record) ?? unsuccessful(record) ?? { status: 'succeeded' };
  }
  const isDenied = isDenial(code) || DENIED_MESSAGE.test(textAt(record, 'errorMessage') ?? '');
  return { status: isDenied ? 'denied' : 'failed', code };
}

/** Whether a call did not succeed. */
export function isFailure(outcome: AlertOutcome | undefined): boolean {
  return outcome !== undefined && outcome.status !== 'succeeded';
}

/** Whether the outcome is that of a dry run that would have succeeded: nothing was done. */
export function isDryRun({ code }: AlertOutcome): boolean {
  return code !== undefined && DRY_RUN.test(code);
}

/** An event that AWS reports as failed: `{"createAccountStatus": {"state": "FAILED", "failureReason": …}}`, or the state alone. */
function failedEvent(record: CloudTrailRecord): AlertOutcome | undefined {
  const details = objectAt(record, 'serviceEventDetails');
  if (details === undefined) return undefined;
  const failed = [details, ...Object.values(details).filter(isJsonObject)].find((part) =>
    /^failed$/i.test(textAt(part, 'state') ?? ''),
  );
  return failed === undefined ? undefined : failureOf(textAt(failed, 'failureReason'));
}

/** A call of EC2 that did nothing. If it did one of several things, it succeeded. */
function unsuccessful(record: CloudTrailRecord): AlertOutcome | undefined {
  const set = objectAt(responseOf(record), 'unsuccessful');
  if (set === undefined) return undefined;
  const failed = itemsOf(set.item ?? set.items);
  const asked = Object.values(requestOf(record) ?? {}).map((value) => itemsOf(value).length);
  if (failed.length === 0 || failed.length < Math.max(...asked)) return undefined;
  return failureOf(textAt(failed[0], 'error', 'code'));
}

/** EC2 writes a list of one item as the item. */
function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? [value] : [];
}

function failureOf(code: string | undefined): AlertOutcome {
  if (code === undefined) return { status: 'failed' };
  return { status: isDenial(code) ? 'denied' : 'failed', code };
}

function isRefusedSignIn(record: CloudTrailRecord): boolean {
  const eventName = textAt(record, 'eventName') ?? '';
  const result =
    textAt(record, 'responseElements', eventName) ?? textAt(record, 'serviceEventDetails', eventName);
  if (result !== undefined) return result === 'Failure';
  return (
    textAt(record, 'eventSource') === 'signin.amazonaws.com' && textAt(record, 'errorMessage') !== undefined
  );
}

/** Titles of rules on calls that do not succeed: they have the outcome already. */
const SAYS_OUTCOME =
  /\b(?:den(?:y|ied|ials?)|refused|reject(?:ed|s)?|fail(?:s|ed|ures?)?|unauthori[sz]ed|attempt(?:s|ed)?|dry run)\b/i;

const saysOutcome = remembered((title) => SAYS_OUTCOME.test(title));

/** A rule's title for a call, or for calls, with this outcome: a call without success must not read like a success. */
export function renderTitle(title: string, outcome: AlertOutcome | undefined): string {
  if (outcome === undefined || !isFailure(outcome) || saysOutcome(title)) return title;
  if (isDryRun(outcome)) return renderAttempt(title, 'dry-run');
  return renderAttempt(title, outcome.status === 'denied' ? 'denied' : 'failed');
}
