import type { JsonObject } from '../../json/json-value';
import { toEventTime } from '../../record/to-event-time';
import { oneLine, someWithin } from '../../safe-text/one-line';
import type { Alert } from '../alert';
import { DELIVERY_RULES, type DeliveryConditionKind } from './delivery-rule';
import { toClosing, toOwnAlert } from './operational-alert';

/** Places of one subject with the same problem in one check. */
export interface DeliveryProblem {
  readonly kind: DeliveryConditionKind;
  /** An ARN, or an account. */
  readonly subject: string;
  /** Distinguishes problems of the same kind and subject. */
  readonly part?: string;
  readonly accountId: string;
  readonly regions: readonly string[];
  /** The problems, as parts of sentences. */
  readonly texts: readonly string[];
  /** What the alert has in addition, such as figures. */
  readonly facts?: JsonObject;
  /** When it was first found; part of the identity. */
  readonly sinceMs: number;
  /** When a check no longer found any of it. */
  readonly endedMs?: number;
}

const SUBJECT_LENGTH = 240;
const TEXTS_LENGTH = 500;
const REGIONS_LENGTH = 700;

/** What an ARN names, by how it begins; the first that fits. */
const NOUNS: readonly (readonly [start: RegExp, noun: string])[] = [
  [/^arn:[^:]+:cloudtrail:/, 'trail'],
  [/^arn:[^:]+:s3:/, 'bucket'],
  [/^arn:[^:]+:kms:/, 'key'],
  [/^arn:[^:]+:sns:(?:[^:]*:){3}/, 'subscription'],
  [/^arn:[^:]+:sns:/, 'topic'],
  [/^arn:[^:]+:events:/, 'EventBridge rule'],
  [/^arn:[^:]+:lambda:.*:event-source-mapping:/, 'event source mapping'],
  [/^arn:[^:]+:sqs:/, 'queue'],
  [/^arn:[^:]+:lambda:/, 'function'],
  [/^arn:[^:]+:cloudwatch:/, 'alarm'],
  [/^arn:[^:]+:cloudformation:/, 'stack'],
];

/**
 * The alert for a condition. Its identity is the condition and its start: every check while it lasts gives the same alert, and a
 * condition that returns after a recovery gives another.
 */
export function toDeliveryAlert(problem: DeliveryProblem): Alert {
  const { kind, subject, part, accountId, sinceMs } = problem;
  const { id: ruleId, title, severity, tags, firstSteps } = DELIVERY_RULES[kind];
  const regions = [...problem.regions].sort();
  const texts = [...new Set(problem.texts)].sort();
  const eventTime = toEventTime(sinceMs);
  const [only = ''] = regions;
  const where = regions.length === 0 ? '' : ` in ${someWithin(regions, REGIONS_LENGTH)}`;
  const isArn = subject.startsWith('arn:');
  const noun = isArn ? (NOUNS.find(([start]) => start.test(subject))?.[1] ?? 'resource') : 'account';
  return toOwnAlert({
    ...{ ruleId, title, severity, tags, eventName: eventNameOf(ruleId), eventTime, firstSteps },
    summary: `${noun} ${oneLine(subject, SUBJECT_LENGTH)}: ${someWithin(texts, TEXTS_LENGTH, '; ')}${where}; found at ${eventTime}`,
    identity: ['delivery', kind, subject, String(sinceMs), ...(part === undefined ? [] : [part])],
    awsRegion: regions.length === 1 ? only : '',
    recipientAccountId: accountId,
    route: 'log-file',
    source: {},
    resources: isArn ? [subject] : [],
    facts: {
      ...problem.facts,
      ...{ condition: kind, subject, account: accountId, regions, problems: texts, since: eventTime },
    },
  });
}

/** The alert that a problem has ended, which the alert about it told; undefined while it lasts. */
export function toEndedAlert({ endedMs, sinceMs }: DeliveryProblem, opening: Alert): Alert | undefined {
  if (endedMs === undefined) return undefined;
  // Never at the second in which it began: receivers go by the later one.
  const endedAt = toEventTime(Math.max(endedMs, sinceMs + 1_000));
  return toClosing(opening, { endedAt, reason: 'the check saw that it is right again' });
}

/** `TrailMissing` of `trailwatch-trail-missing`. */
function eventNameOf(ruleId: string): string {
  const [, ...words] = ruleId.split('-');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
