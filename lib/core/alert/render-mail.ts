import type { Alert } from './alert';
import { type AlertDetails, firstStepsOf } from './alert-details';
import { oneLine } from './one-line';

/** How much of a value a line shows: an ARN or an object key, whole. */
const VALUE_LENGTH = 400;

/** How many resources are named. */
const MOST_RESOURCES = 10;

/**
 * The alert as the text of an e-mail: the summary, a line for each thing that somebody wants to know first, and the
 * rule's first steps. Plain text of at most some 20 KB, in which nothing from a record makes a line of its own.
 */
export function renderMail(alert: Alert, details: AlertDetails = {}): string {
  const lines = linesOf(alert, details.ruleName)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${`${name}:`.padEnd(10)}${oneLine(value, VALUE_LENGTH)}`);
  const steps = firstStepsOf(details).map((step, index) => `${index + 1}. ${step}`);
  const sections = [
    oneLine(alert.title, VALUE_LENGTH),
    oneLine(alert.summary, VALUE_LENGTH),
    lines.join('\n'),
    ...(steps.length === 0 ? [] : [['First steps', ...steps].join('\n')]),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function linesOf(alert: Alert, ruleName: string | undefined): readonly (readonly [string, string])[] {
  const { actor, resources, tags } = alert;
  return [
    ['Severity', alert.severity],
    ['Who', joined(actor.name, actor.arn, actor.type, mfaInWords(actor.mfa))],
    ['What', joined(alert.eventName, alert.eventSource)],
    ['Result', alert.errorCode ?? ''],
    ['When', alert.eventTime],
    ['Account', alert.recipientAccountId],
    ['Region', alert.awsRegion],
    ['From', joined(alert.sourceIPAddress, alert.userAgent)],
    ...resources.slice(0, MOST_RESOURCES).map((resource) => ['Resource', resource] as const),
    ['Rule', joined(ruleName, alert.ruleId)],
    ['Tags', tags.join(', ')],
    ['Found in', placeOf(alert)],
    ['Event', alert.eventID],
    ['Alert', alert.id],
  ];
}

/** Where the record is to be had, whole. */
function placeOf({ source, route }: Alert): string {
  const { bucket, key, index, logGroup, logStream } = source;
  if (bucket !== undefined && key !== undefined) {
    return `s3://${bucket}/${key}${index === undefined ? '' : `, record ${index}`}`;
  }
  return logGroup === undefined ? route : joined(`log group ${logGroup}`, logStream);
}

function mfaInWords(mfa: boolean | undefined): string | undefined {
  if (mfa === undefined) return undefined;
  return mfa ? 'with MFA' : 'without MFA';
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}
