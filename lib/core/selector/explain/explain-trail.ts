import { identity } from '../../compile/predicate/record-facts';
/** What a trail leaves out before any of its selectors is asked: it is stopped, elsewhere, or would log itself. */

import { compareText } from '../operator';
import type { Selection } from '../selection';
import { anyOf, not, type Verdict, verdictOf } from '../selection-problem';
import { type Flag, renderValue } from '../selector-value';
import { type ExaminedRecord, type SelectableRecord, textAt } from './examined-record';
import type { ConditionOutcome } from './explanation';

/** The conditions that a trail puts on every record, apart from its selectors; all must hold. */
export function explainTrail(selection: Selection, examined: ExaminedRecord): readonly ConditionOutcome[] {
  return [
    explainLogging(selection),
    explainAccount(selection, examined),
    explainRegion(selection, examined),
    explainGlobalService(selection, examined),
    explainRecursion(selection, examined),
  ];
}

function explainLogging({ isLogging = true }: Selection): ConditionOutcome {
  return {
    verdict: verdictOfFlag(isLogging),
    words: () => `the trail is stopped (IsLogging ${renderValue(isLogging)})`,
  };
}

function explainAccount(
  { account, organization = false }: Selection,
  { record }: ExaminedRecord,
): ConditionOutcome {
  const recipient = textAt(record, 'recipientAccountId');
  if (account === undefined || recipient === undefined) return { verdict: 'yes', words: () => '' };
  return {
    verdict: anyOf([verdictOf(recipient === account), verdictOfFlag(organization)]),
    words: () => `the record is one of account '${recipient}', and the trail logs account '${account}' alone`,
  };
}

function explainRegion(
  { multiRegion = true, homeRegion }: Selection,
  { record }: ExaminedRecord,
): ConditionOutcome {
  const region = textAt(record, 'awsRegion');
  if (homeRegion === undefined || region === undefined) return { verdict: 'yes', words: () => '' };
  const isGlobal = isGlobalServiceRecord(record);
  const words = (): string =>
    `the record comes from '${region}', and the trail logs only its home Region ` +
    `'${renderValue(homeRegion)}'${isGlobal ? ' (global services log in theirs)' : ''}`;
  return { verdict: anyOf([verdictOfFlag(multiRegion), compareText('equals', region, homeRegion)]), words };
}

/** A multi-Region trail logs global services whatever its flag says: the API refuses the combination. */
function explainGlobalService(
  { multiRegion = true, includeGlobalServiceEvents = true }: Selection,
  { record, category }: ExaminedRecord,
): ConditionOutcome {
  const concerned = category === 'Management' && isGlobalServiceRecord(record);
  const source = textAt(record, 'eventSource');
  const verdict = anyOf([
    verdictOf(!concerned),
    verdictOfFlag(multiRegion),
    verdictOfFlag(includeGlobalServiceEvents),
  ]);
  return { verdict, words: () => `'${source}' is a global service, and IncludeGlobalServiceEvents is off` };
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-recursive-logging.html */
function explainRecursion(
  { recursiveLogging = true }: Selection,
  { record }: ExaminedRecord,
): ConditionOutcome {
  const verdict = anyOf([verdictOfFlag(recursiveLogging), not(verdictOf(isOwnDelivery(record)))]);
  return { verdict, words: () => "it is CloudTrail's own delivery, and RecursiveLogging is off" };
}

/** Whether the record describes CloudTrail delivering to a bucket or a log group. */
function isOwnDelivery(record: SelectableRecord): boolean {
  if (identity.invokedBy(record) !== 'cloudtrail.amazonaws.com') return false;
  const call = `${textAt(record, 'eventSource')}/${textAt(record, 'eventName')}`;
  return call === 's3.amazonaws.com/PutObject' || call === 'logs.amazonaws.com/PutLogEvents';
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html (global service events) */
const GLOBAL_SOURCES: readonly string[] = [
  'iam.amazonaws.com',
  'sts.amazonaws.com',
  'cloudfront.amazonaws.com',
  'route53.amazonaws.com',
];

function isGlobalServiceRecord(record: SelectableRecord): boolean {
  const source = textAt(record, 'eventSource');
  if (source === undefined || !GLOBAL_SOURCES.includes(source)) return false;
  if (source !== 'sts.amazonaws.com') return true;
  // STS is global at its global endpoint only, which logs in us-east-1 as one of the Regional endpoints does.
  const host = textAt(record, 'tlsDetails', 'clientProvidedHostHeader');
  return textAt(record, 'awsRegion') === 'us-east-1' && (host === undefined || host === 'sts.amazonaws.com');
}

function verdictOfFlag(flag: Flag): Verdict {
  return typeof flag === 'boolean' ? verdictOf(flag) : 'unknown';
}
