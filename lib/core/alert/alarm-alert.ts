import { toEventTime } from '../record/to-event-time';
import type { Rule } from '../rule/rule';
import { oneLine } from '../safe-text/one-line';
import type { Alert } from './alert';
import { toOwnAlert } from './operational/operational-alert';

/** How much of an alarm's name a summary shows. */
const NAME_LENGTH = 160;

/** The facts of an alarm and its search that an alert contains. */
export interface AlarmFacts {
  readonly rule: Pick<Rule, 'id' | 'name' | 'title' | 'severity' | 'tags' | 'firstSteps'>;
  readonly alarmName: string;
  readonly logGroup: string;
  /** The window that was searched, as times in milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Records that were found but not reported in separate alerts. */
export interface UnreportedRecords {
  readonly count: number;
  /** Whether there may be more: counting, too, has an end. */
  readonly isLeast: boolean;
  /** How many log events the filter found that are not CloudTrail records. */
  readonly foreign: number;
  /** The id of the last one of them. Later searches find it again, and are then not reported again. */
  readonly lastForeign?: string;
}

/** The alert for an alarm that fired, but for which no record could be found. */
export function toEmptyAlarmAlert(facts: AlarmFacts): Alert {
  const name = oneLine(facts.alarmName, NAME_LENGTH);
  return toOwnAlert({
    ...shared(facts),
    title: `Alarm without records: ${facts.rule.title}`,
    summary:
      `alarm '${name}' fired, but no record was found between ${toEventTime(facts.fromMs)} and ${toEventTime(facts.toMs)}; ` +
      'search the log group yourself',
    identity: ['alarm-without-records', facts.alarmName, String(facts.toMs)],
    eventName: 'AlarmWithoutRecords',
    facts: factsOf(facts),
  });
}

/** The alert for the records of one search that were not reported in separate alerts. */
export function toUnreportedRecordsAlert(facts: AlarmFacts, unreported: UnreportedRecords): Alert {
  const name = oneLine(facts.alarmName, NAME_LENGTH);
  const { count, isLeast, foreign, lastForeign } = unreported;
  const which = count === 0 && lastForeign !== undefined ? lastForeign : String(facts.toMs);
  const parts = [
    ...(count > 0
      ? [`${isLeast ? 'at least ' : ''}${count} more ${count === 1 ? 'record' : 'records'}`]
      : []),
    ...(foreign === 0 ? [] : [renderForeign(foreign)]),
  ];
  return toOwnAlert({
    ...shared(facts),
    title: `Many more: ${facts.rule.title}`,
    summary:
      `alarm '${name}' counted ${parts.join(' and ')} between ${toEventTime(facts.fromMs)} and ${toEventTime(facts.toMs)}; ` +
      `${count + foreign === 1 ? 'it was' : 'they were'} not sent individually`,
    identity: ['untold-records', facts.alarmName, which],
    eventName: 'UntoldAlarmRecords',
    facts: { ...factsOf(facts), count, isLeast, foreign },
  });
}

function renderForeign(count: number): string {
  return count === 1
    ? '1 log event that is not a CloudTrail record'
    : `${count} log events that are not CloudTrail records`;
}

function shared({ rule, logGroup, toMs }: AlarmFacts) {
  return {
    ruleId: rule.id,
    ruleName: rule.name,
    firstSteps: rule.firstSteps,
    severity: rule.severity,
    tags: rule.tags,
    eventTime: toEventTime(toMs),
    awsRegion: '',
    // The log group of an organization's trail has the records of all accounts.
    recipientAccountId: '',
    route: 'metric-alarm' as const,
    source: { logGroup },
  };
}

function factsOf({ alarmName, logGroup, fromMs, toMs }: AlarmFacts) {
  return { alarmName, logGroup, from: toEventTime(fromMs), to: toEventTime(toMs) };
}
