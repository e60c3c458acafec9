import type { CloudTrailRecord } from '../../record/record';
import { nameInWords, oneLine } from '../../safe-text/one-line';
import type { AlertActor } from '../alert';
import { renderActor } from './render-actor';
import { renderAggregate } from './render-aggregate';
import { type CallInWords, renderCall } from './render-call';
import { renderInsight } from './render-insight';
import { renderObject } from './render-object';
import { textAt } from './text-at';
import { toActor } from './to-actor';

/** The longest summary. A phone shows about half of it at once. */
const MAX_LENGTH = 300;

/** How much of an event name that is no verb phrase a sentence shows. */
const NAME_LENGTH = 64;

/** How much of a Region, an address or an error a sentence shows. */
const PART_LENGTH = 48;

/** Error codes of every service for "you may not": `AccessDenied…`, `Client.UnauthorizedOperation`, `VpceAccessDenied`. */
const DENIED = /denied|unauthori[sz]ed|notauthori[sz]ed|forbidden|nopermission/i;

/** EC2 answers a dry run with an error even when the call would have been allowed. */
const DRY_RUN = /DryRunOperation$/;

/**
 * One sentence for a tired human: who did what, where, from where, and how it ended.
 *
 * One line of at most 300 characters, with nothing invisible in it and no access key id. When it is too long the
 * middle is cut, so the end always says how the call ended.
 *
 * @param actor that of the record, where it is known already
 */
export function renderSummary(record: CloudTrailRecord, actor: AlertActor = toActor(record)): string {
  const withoutActor = renderInsight(record) ?? renderAggregate(record);
  if (withoutActor !== undefined) return oneLine(withoutActor, MAX_LENGTH);
  const ending = endingInWords(record);
  const call = callInWords(record);
  const phrase = ending === '' ? call.done : `tried to ${call.tried}`;
  const head = `${renderActor(record, actor)} ${phrase}${renderObject(record, call.tried)}`;
  const tail = `${placeInWords(record, actor)}${originInWords(record, actor)}${ending}`;
  return `${oneLine(head, MAX_LENGTH - tail.length)}${tail}`;
}

/** What was done. A name that is no verb phrase stands for itself: AWS reported it, anybody else called it. */
function callInWords(record: CloudTrailRecord): CallInWords {
  const eventName = textAt(record, 'eventName') ?? 'an unnamed call';
  const call = renderCall(eventName);
  if (call !== undefined) return call;
  const [done, tried] =
    textAt(record, 'eventType') === 'AwsServiceEvent' ? ['reported', 'report'] : ['called', 'call'];
  const name = oneLine(eventName, NAME_LENGTH);
  return { done: `${done} ${name}`, tried: `${tried} ${name}` };
}

/** The Region, and the account where it is not the actor's own. */
function placeInWords(record: CloudTrailRecord, actor: AlertActor): string {
  const region = textAt(record, 'awsRegion');
  const account = textAt(record, 'recipientAccountId');
  const isForeign = account !== undefined && account !== actor.accountId;
  const place = [
    ...(region === undefined ? [] : [`in ${nameInWords(region, PART_LENGTH)}`]),
    ...(isForeign
      ? [`${region === undefined ? 'in' : 'of'} account ${nameInWords(account, PART_LENGTH)}`]
      : []),
  ];
  return place.map((part) => ` ${part}`).join('');
}

/** The caller's address, where it says more than the actor does, and a missing second factor where it can be known. */
function originInWords(record: CloudTrailRecord, { type, mfa }: AlertActor): string {
  const address = textAt(record, 'sourceIPAddress');
  const invokedBy = textAt(record, 'userIdentity', 'invokedBy');
  const from = address === undefined || address === invokedBy ? '' : ` from ${addressInWords(address)}`;
  return `${from}${mfa === false && (type === 'IAMUser' || type === 'Root') ? ' without MFA' : ''}`;
}

/** CloudTrail writes `AWS Internal` or `AWS Internal/3` for calls from inside AWS, some of the console among them. */
function addressInWords(address: string): string {
  return address.startsWith('AWS Internal') ? 'inside AWS' : nameInWords(address, PART_LENGTH);
}

/** How the call ended when it did not succeed; empty when it did. */
function endingInWords(record: CloudTrailRecord): string {
  const code = textAt(record, 'errorCode');
  const message = textAt(record, 'errorMessage');
  if (code !== undefined && DRY_RUN.test(code)) return ', as a dry run that would have succeeded';
  if (code !== undefined && DENIED.test(code)) return `, and was denied (${oneLine(code, PART_LENGTH)})`;
  if (code !== undefined) return `, and failed (${oneLine(code, PART_LENGTH)})`;
  if (isFailedSignIn(record))
    return `, and failed${message === undefined ? '' : ` (${oneLine(message, PART_LENGTH)})`}`;
  return '';
}

/** Sign-in has no error code: `responseElements.<event name>` says `Failure`, or only the message tells. */
function isFailedSignIn(record: CloudTrailRecord): boolean {
  if (textAt(record, 'eventSource') !== 'signin.amazonaws.com') return false;
  const outcome = textAt(record, 'responseElements', textAt(record, 'eventName') ?? '');
  return outcome === 'Failure' || (outcome === undefined && textAt(record, 'errorMessage') !== undefined);
}
