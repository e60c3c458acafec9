import type { Json } from './json-value';
import { isJsonObject } from './json-value';

/** The member of a log file. */
export const RECORDS = 'Records';

/** The members whose list holds the records: log files, LookupEvents, CloudWatch Logs output and subscriptions. */
const NAMES: readonly string[] = [RECORDS, 'Events', 'events', 'logEvents'];

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
