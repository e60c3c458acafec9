import { nearestWord } from '../../problem/nearest-word';
import type { ProblemList } from '../../problem/problem';
import type { CloudTrailRecord } from '../../record/record';
import { type Condition, fieldsOf } from '../../rule/condition';
import { isOwnField } from '../../rule/own-field';

/** Called with each field that a document looks at, and where. */
export type OnField = (field: string, at: number) => void;

/** Warns of fields that no CloudTrail record has, of each once. */
export function unknownFieldWarner(problems: ProblemList): OnField {
  const warned = new Set<string>();
  return (field, at) => {
    const message = unknownFieldWarning(field);
    if (message === undefined || warned.has(message)) return;
    warned.add(message);
    problems.warning('unknown-field', message, at);
  };
}

/** Why no CloudTrail record has fields that a condition looks at, each reason once. */
export function unknownFieldsOf(condition: Condition): readonly string[] {
  const warnings = fieldsOf(condition).map(unknownFieldWarning);
  return [...new Set(warnings.filter((warning) => warning !== undefined))];
}

/** Why no CloudTrail record has the field, as a sentence; undefined if records may have it. Looks at its first name. */
function unknownFieldWarning(field: string): string | undefined {
  const first = field.split('.', 1)[0] ?? field;
  if (Object.hasOwn(RECORD_FIELDS, first) || isOwnField(field)) return undefined;
  const nearest = nearestWord(first, Object.keys(RECORD_FIELDS));
  const hint = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
  return `no CloudTrail record has the field '${first}'${hint}`;
}

/** The fields at the top of a record. */
const RECORD_FIELDS: Readonly<Record<keyof CloudTrailRecord, true>> = {
  eventVersion: true,
  userIdentity: true,
  eventTime: true,
  eventSource: true,
  eventName: true,
  awsRegion: true,
  sourceIPAddress: true,
  userAgent: true,
  errorCode: true,
  errorMessage: true,
  requestParameters: true,
  responseElements: true,
  additionalEventData: true,
  requestID: true,
  eventID: true,
  eventType: true,
  apiVersion: true,
  managementEvent: true,
  readOnly: true,
  resources: true,
  recipientAccountId: true,
  serviceEventDetails: true,
  sharedEventID: true,
  vpcEndpointId: true,
  vpcEndpointAccountId: true,
  eventCategory: true,
  addendum: true,
  sessionCredentialFromConsole: true,
  edgeDeviceDetails: true,
  tlsDetails: true,
  insightDetails: true,
  eventContext: true,
};
