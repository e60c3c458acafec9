import type { JsonObject } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';
import { remembered } from '../remembered';
import { objectAt, textAt } from './text-at';

const requestName = remembered((eventName) => `${eventName}Request`);
const responseName = remembered((eventName) => `${eventName}Response`);

/** The parameters of a record's call, or the details of what AWS reports. Newer calls of EC2 wrap them: `{"DeleteFlowLogsRequest": {"FlowLogId": …}}`. */
export function requestOf(record: CloudTrailRecord): JsonObject | undefined {
  return wrappedAt(record, 'requestParameters', requestName) ?? objectAt(record, 'serviceEventDetails');
}

/** What a record's call answered, which is wrapped likewise. */
export function responseOf(record: CloudTrailRecord): JsonObject | undefined {
  return wrappedAt(record, 'responseElements', responseName);
}

function wrappedAt(
  record: CloudTrailRecord,
  member: string,
  nameOf: (eventName: string) => string,
): JsonObject | undefined {
  const members = objectAt(record, member);
  return members && (objectAt(members, nameOf(textAt(record, 'eventName') ?? '')) ?? members);
}
