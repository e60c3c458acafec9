import type { JsonObject } from '../../record/record';

/**
 * The event that CloudTrail sends to EventBridge for a record.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function toEnvelope(record: JsonObject): JsonObject {
  return {
    version: '0',
    id: record.eventID ?? '',
    'detail-type': DETAIL_TYPES[String(record.eventType)] ?? 'AWS API Call via CloudTrail',
    source: sourceOf(record),
    account: record.recipientAccountId ?? '',
    time: record.eventTime ?? '',
    region: record.awsRegion ?? '',
    resources: [],
    detail: record,
  };
}

/** By `eventType`; every other type is an API call. Network activity is spelled in two ways. */
const DETAIL_TYPES: Readonly<Record<string, string>> = {
  AwsConsoleSignIn: 'AWS Console Sign In via CloudTrail',
  AwsConsoleAction: 'AWS Console Action via CloudTrail',
  AwsServiceEvent: 'AWS Service Event via CloudTrail',
  AwsCloudTrailInsight: 'AWS Insight via CloudTrail',
  AwsVpceEvent: 'AWS Network Activity Event via CloudTrail',
  AwsVpceEvents: 'AWS Network Activity Event via CloudTrail',
};

/** `aws.` and the first part of the event source; CloudTrail itself sends Insights and what has no source. */
function sourceOf({ eventSource, eventType }: JsonObject): string {
  const isInsight = eventType === 'AwsCloudTrailInsight' || typeof eventSource !== 'string';
  return `aws.${isInsight ? 'cloudtrail' : eventSource.replace(/\..*$/s, '')}`;
}
