import type { Json } from './json-value';
import { isJsonObject } from './json-value';

/** The member of a log file. */
export const RECORDS = 'Records';

/** The members whose list holds the records: log files, LookupEvents, CloudWatch Logs output and subscriptions. */
const OWN_NAMES: readonly string[] = [RECORDS, 'Events', 'events', 'logEvents'];

/** Those of other tools and services, which hold anything: Splunk, Logs Insights, CloudTrail Lake, SQS, Firehose. */
const NAMES: readonly string[] = [...OWN_NAMES, 'results', 'QueryResultRows', 'Messages', 'records'];

/** Whether a list of that name shows that its file is CloudTrail's. */
export function isOwnListName(name: string | undefined): boolean {
  return name !== undefined && OWN_NAMES.includes(name);
}

/** Whether a member of that name holds the records of its object, if it is a list. */
export function isRecordListName(name: Json | undefined): name is string {
  return NAMES.some((known) => known === name);
}

/** Whether the value is an object that wraps a list of records. */
export function isWrapper(value: Json): boolean {
  return (
    isJsonObject(value) && NAMES.some((name) => Object.hasOwn(value, name) && Array.isArray(value[name]))
  );
}
