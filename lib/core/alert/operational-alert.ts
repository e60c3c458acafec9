import { createHash } from 'node:crypto';
import type { JsonObject } from '../json/json-value';
import type { Rule, Severity } from '../rule/rule';
import { oneLine } from '../safe-text/one-line';
import type { Alert, AlertRoute, AlertSource } from './alert';
import { alertId } from './alert-id';

/** The rule id of alerts about log files that could not be read. */
export const UNREADABLE_FILE_RULE_ID = 'trailwatch-unreadable-log-file';

/** The `eventSource` of alerts that trailwatch raises about its own work. */
const OWN_EVENT_SOURCE = 'trailwatch';

/** How many places of a storm its alert names. */
const MAX_EXAMPLES = 10;

/** How much of a bucket, name or problem a summary shows. */
const PART_LENGTH = 110;

/** How much of a key: the names of an organization's files take some 160, and only the end tells one from another. */
const KEY_LENGTH = 240;

/** A log file that could not be read, wholly or in part. */
export interface UnreadableFile {
  readonly bucket: string;
  readonly key: string;
  /** Of a versioned bucket; another version of the same key is another file. */
  readonly versionId?: string;
  /** What is wrong with it, as a sentence without a full stop. */
  readonly problem: string;
  /** When it was found, ISO 8601 in UTC. Not part of the identity. */
  readonly foundAt: string;
  /** The account whose log it is, as its key says. */
  readonly recipientAccountId?: string;
  readonly awsRegion?: string;
  readonly route: AlertRoute;
}

/** More matches of one rule in one account and window than are sent singly. */
export interface Storm {
  readonly rule: Pick<Rule, 'id' | 'name' | 'title' | 'severity' | 'tags'>;
  readonly recipientAccountId: string;
  /** The start of the window by event time, ISO 8601 in UTC. */
  readonly windowStart: string;
  readonly windowMinutes: number;
  /** How many matches were not sent singly. */
  readonly count: number;
  /** Where some of them are, in any order. */
  readonly examples: readonly AlertSource[];
  /** The Region of all of them, where there is one. */
  readonly awsRegion?: string;
  readonly route: AlertRoute;
}

/**
 * The alert for a log file whose records could not be searched. The same file, or the same version of it, gives
 * the same id at every attempt.
 */
export function toUnreadableFileAlert(file: UnreadableFile): Alert {
  const { bucket, key, versionId, problem } = file;
  const where = `s3://${oneLine(bucket, PART_LENGTH)}/${oneLine(key, KEY_LENGTH)}`;
  return toOwnAlert({
    ruleId: UNREADABLE_FILE_RULE_ID,
    title: 'CloudTrail log file could not be read',
    severity: 'high',
    tags: [],
    summary: `trailwatch could not read ${where}: ${oneLine(problem, PART_LENGTH)}; the records it could not read were not searched`,
    identity: [bucket, key, versionId ?? ''],
    eventName: 'UnreadableLogFile',
    eventTime: file.foundAt,
    awsRegion: file.awsRegion ?? '',
    recipientAccountId: file.recipientAccountId ?? '',
    route: file.route,
    source: { bucket, key },
    facts: { bucket, key, ...(versionId === undefined ? {} : { versionId }), problem },
  });
}

/**
 * The alert that stands for the matches of a storm which were not sent singly: how many, and where to look. It has
 * the rule's own id, severity and tags, so it takes the same way as they would have.
 */
export function toStormAlert(storm: Storm): Alert {
  const { rule, recipientAccountId, windowStart, windowMinutes, count } = storm;
  const windowEnd = endOf(windowStart, windowMinutes);
  const examples = storm.examples.slice(0, MAX_EXAMPLES);
  return toOwnAlert({
    ruleId: rule.id,
    title: `Many more: ${rule.title}`,
    severity: rule.severity,
    tags: rule.tags,
    summary:
      `rule '${oneLine(rule.name, PART_LENGTH)}' matched ${count} more ${count === 1 ? 'record' : 'records'} of account ` +
      `${oneLine(recipientAccountId, PART_LENGTH)} between ${windowStart} and ${windowEnd}; they were not sent singly`,
    identity: ['storm', windowStart, String(windowMinutes)],
    eventName: 'AlertStorm',
    eventTime: windowStart,
    awsRegion: storm.awsRegion ?? '',
    recipientAccountId,
    route: storm.route,
    source: {},
    facts: {
      ruleName: rule.name,
      count,
      windowStart,
      windowEnd,
      examples: examples.map((example): JsonObject => ({ ...example })),
    },
  });
}

/** An alert that trailwatch raises about its own work. */
interface OwnAlert extends Pick<Alert, 'ruleId' | 'title' | 'tags' | 'summary' | 'eventName' | 'eventTime'> {
  readonly severity: Severity;
  readonly awsRegion: string;
  readonly recipientAccountId: string;
  /** What makes this event itself; its hash is the event's id. */
  readonly identity: readonly string[];
  readonly route: AlertRoute;
  readonly source: AlertSource;
  readonly facts: JsonObject;
}

/** Gives such an alert its identity. */
export function toOwnAlert({ identity, facts, ...members }: OwnAlert): Alert {
  const eventID = createHash('sha256').update(identity.join('\n')).digest('hex');
  return {
    version: 1,
    id: alertId(members.ruleId, { recipientAccountId: members.recipientAccountId, eventID }),
    ...members,
    eventID,
    eventSource: OWN_EVENT_SOURCE,
    actor: { name: OWN_EVENT_SOURCE },
    resources: [],
    record: facts,
  };
}

/** The end of a window; what is no date is given back with the window's length. */
function endOf(windowStart: string, windowMinutes: number): string {
  const start = Date.parse(windowStart);
  if (Number.isNaN(start)) return `${windowMinutes} minutes later`;
  return new Date(start + windowMinutes * 60_000).toISOString().replace('.000Z', 'Z');
}
