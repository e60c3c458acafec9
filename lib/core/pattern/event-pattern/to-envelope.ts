import type { EventObject, EventValue } from './event-value';

/** An event of CloudTrail on an event bus, with a record as its detail. */
export type Envelope<RecordType> = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: RecordType;
};

/**
 * The event that CloudTrail sends to EventBridge for a record.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function toEnvelope<RecordType extends EventObject>(record: RecordType): Envelope<RecordType> {
  return {
    version: '0',
    id: textOf(record.eventID),
    'detail-type': DETAIL_TYPES.get(textOf(record.eventType)) ?? 'AWS API Call via CloudTrail',
    source: sourceOf(record),
    account: textOf(record.recipientAccountId),
    time: textOf(record.eventTime),
    region: textOf(record.awsRegion),
    resources: [],
    detail: record,
  };
}

/** By `eventType`; every other type is an API call. Network activity is spelled in two ways. */
const DETAIL_TYPES: ReadonlyMap<string, string> = new Map([
  ['AwsConsoleSignIn', 'AWS Console Sign In via CloudTrail'],
  ['AwsConsoleAction', 'AWS Console Action via CloudTrail'],
  ['AwsServiceEvent', 'AWS Service Event via CloudTrail'],
  ['AwsCloudTrailInsight', 'AWS Insight via CloudTrail'],
  ['AwsVpceEvent', 'AWS Network Activity Event via CloudTrail'],
  ['AwsVpceEvents', 'AWS Network Activity Event via CloudTrail'],
]);

/** `aws.` and the first part of the event source; CloudTrail itself sends Insights events and records without a source. */
function sourceOf({ eventSource, eventType }: EventObject): string {
  const isOwn = eventType === 'AwsCloudTrailInsight' || typeof eventSource !== 'string';
  return `aws.${isOwn ? 'cloudtrail' : eventSource.replace(/\..*$/s, '')}`;
}

function textOf(value: EventValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
