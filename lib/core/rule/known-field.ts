import type { CloudTrailRecord } from '../record/record';
import { nearestWord } from './nearest-word';

/** Why no CloudTrail record has the field, as a sentence; undefined if records may have it. Looks at its first name. */
export function unknownFieldWarning(field: string): string | undefined {
  const first = field.split('.', 1)[0] ?? field;
  if (Object.hasOwn(RECORD_FIELDS, first)) return undefined;
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
