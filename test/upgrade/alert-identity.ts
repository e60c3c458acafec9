import type { Alert } from '../../lib/core/alert/alert';
import { isJsonObject, type JsonObject } from '../../lib/core/json/json-value';

/**
 * What an alert is about, whatever words a release has for it: the rule, and the record, the group, the window, the file or the day. A
 * repeat and what is not one differ. Alerts of one storm count together, since which of its records are sent singly depends on who was first.
 */
export function subjectsOf(alerts: readonly Alert[]): readonly string[] {
  const counts = new Map<string, number>();
  const others: string[] = [];
  for (const alert of alerts) {
    const window = stormOf(alert);
    if (window === undefined) others.push(subjectOf(alert));
    else counts.set(window, (counts.get(window) ?? 0) + Number(alert.record.count));
  }
  return [...others, ...[...counts].map(([window, count]) => `${window}: ${count} more`)].sort();
}

function stormOf({ eventName, ruleId, recipientAccountId, record, repeat }: Alert): string | undefined {
  if (eventName !== 'AlertStorm') return undefined;
  return `${repeat === true ? 'repeat ' : ''}${ruleId} storm of ${recipientAccountId} at ${String(record.windowStart)}`;
}

function subjectOf({ ruleId, eventName, eventID, eventTime, record, source, repeat }: Alert): string {
  const mark = repeat === true ? 'repeat ' : '';
  switch (eventName) {
    case 'CorrelatedRecords':
      return `${mark}${ruleId} of ${JSON.stringify(record.group)} at ${eventTime}`;
    case 'DailySummary':
      return `${mark}${ruleId} of ${String(record.day)}: ${JSON.stringify(countsOf(record))}`;
    case 'PathTest':
      return `${mark}${ruleId} at ${eventTime}`;
    default:
      return ruleId.startsWith('trailwatch-')
        ? `${mark}${ruleId} of ${source.key ?? eventTime}`
        : `${mark}${ruleId} ${eventName} ${eventID}`;
  }
}

/** How many alerts of each rule and severity a summary counts: actors may have other names in another release. */
function countsOf({ counts }: JsonObject): readonly (readonly [string, JsonObject])[] {
  const sums = new Map<string, Record<string, number>>();
  for (const count of Array.isArray(counts) ? counts.filter(isJsonObject) : []) {
    const of = `${String(count.ruleId)} ${String(count.severity)}`;
    const sum = sums.get(of) ?? {};
    for (const [name, value] of Object.entries(count))
      if (typeof value === 'number') sum[name] = (sum[name] ?? 0) + value;
    sums.set(of, sum);
  }
  return [...sums].sort(([one], [other]) => (one < other ? -1 : 1));
}
