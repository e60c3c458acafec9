/**
 * The records that CloudTrail delivers, as types: every event version up to 1.11, every category.
 *
 * The types describe what AWS documents; they guarantee nothing about a record that was just read. Only
 * `eventName`, `eventSource` and `eventTime` are checked by the reader (`isRecord`), because old event versions,
 * anonymised samples and service events leave out the rest.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */

import type { JsonObject } from '../json/json-value';

/** `eventType` of a record. CloudTrail's guide spells network activity both `AwsVpceEvent` and `AwsVpceEvents`. */
export type EventType =
  | 'AwsApiCall'
  | 'AwsServiceEvent'
  | 'AwsConsoleAction'
  | 'AwsConsoleSignIn'
  | 'AwsCloudTrailInsight'
  | 'AwsVpceEvent'
  | 'AwsVpceEvents'
  | 'AwsAggregatedEvent';

/** `eventCategory` of a record that a trail delivers. */
export type EventCategory = 'Management' | 'Data' | 'NetworkActivity' | 'Insight' | 'Aggregated';

/** `userIdentity.type`. */
export type IdentityType =
  | 'Root'
  | 'IAMUser'
  | 'AssumedRole'
  | 'Role'
  | 'FederatedUser'
  | 'Directory'
  | 'AWSAccount'
  | 'AWSService'
  | 'IdentityCenterUser'
  | 'SAMLUser'
  | 'WebIdentityUser'
  | 'Unknown';

/** The principal behind temporary credentials. May be an empty object. */
export interface SessionIssuer extends JsonObject {
  readonly type?: 'Root' | 'IAMUser' | 'Role' | (string & {});
  readonly principalId?: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly userName?: string;
}

/** `userIdentity.sessionContext`: how temporary credentials came about. */
export interface SessionContext extends JsonObject {
  readonly sessionIssuer?: SessionIssuer;
  readonly webIdFederationData?: { readonly federatedProvider?: string; readonly attributes?: JsonObject };
  /** `mfaAuthenticated` is the text `"true"` or `"false"`, not a boolean. */
  readonly attributes?: { readonly creationDate?: string; readonly mfaAuthenticated?: string };
  readonly sourceIdentity?: string;
  /** `"1.0"` for IMDSv1, `"2.0"` for IMDSv2. */
  readonly ec2RoleDelivery?: string;
  readonly assumedRoot?: string;
  readonly signInSessionArn?: string;
}

/** The caller. Events of AWS services may have only `accountId` and `invokedBy`. */
export interface UserIdentity extends JsonObject {
  readonly type?: IdentityType | (string & {});
  readonly userName?: string;
  readonly principalId?: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly accessKeyId?: string;
  readonly sessionContext?: SessionContext;
  readonly invokedBy?: string;
  readonly invokedByDelegate?: { readonly accountId?: string };
  readonly onBehalfOf?: { readonly userId?: string; readonly identityStoreArn?: string };
  readonly inScopeOf?: {
    readonly sourceArn?: string;
    readonly sourceAccount?: string;
    readonly issuerType?: string;
    readonly credentialsIssuedTo?: string;
  };
  readonly credentialId?: string;
  readonly identityProvider?: string;
}

/** A resource of a record. `accountId` is `""` where CloudTrail redacts the owner of a bucket from a stranger. */
export interface RecordResource extends JsonObject {
  readonly ARN?: string;
  readonly ARNPrefix?: string;
  readonly accountId?: string;
  readonly type?: string;
}

/** Why a record came late or was changed. */
export interface Addendum extends JsonObject {
  readonly reason?: 'DELIVERY_DELAY' | 'UPDATED_DATA' | 'SERVICE_OUTAGE' | (string & {});
  readonly updatedFields?: string;
  readonly originalRequestID?: string;
  readonly originalEventID?: string;
}

/** How the caller's connection was encrypted. Absent when an AWS service made the call on behalf of a principal. */
export interface TlsDetails extends JsonObject {
  readonly tlsVersion?: string;
  readonly cipherSuite?: string;
  readonly clientProvidedHostHeader?: string;
  readonly keyExchange?: string;
}

/** One value of an attribute in an Insights record, with its average per minute. */
export interface InsightAttributeValue extends JsonObject {
  readonly value?: string;
  readonly average?: number;
}

/** `insightDetails` of an Insights record that a trail delivers. Averages are per minute, durations in minutes. */
export interface InsightDetails extends JsonObject {
  readonly state?: 'Start' | 'End' | (string & {});
  readonly eventSource?: string;
  readonly eventName?: string;
  readonly insightType?: 'ApiCallRateInsight' | 'ApiErrorRateInsight' | (string & {});
  readonly errorCode?: string;
  readonly insightContext?: {
    readonly statistics?: {
      readonly baseline?: { readonly average?: number };
      readonly insight?: { readonly average?: number };
      readonly insightDuration?: number;
      readonly baselineDuration?: number;
    };
    readonly attributions?: readonly {
      readonly attribute?: string;
      readonly insight?: readonly InsightAttributeValue[];
      readonly baseline?: readonly InsightAttributeValue[];
    }[];
  };
}

/** `eventContext`, from version 1.11: the additions that an event data store is configured for. Trails do not deliver it. */
export interface EventContext extends JsonObject {
  readonly requestContext?: JsonObject;
  readonly tagContext?: {
    readonly resourceTags?: readonly { readonly arn?: string; readonly tags?: JsonObject }[];
    readonly principalTags?: JsonObject;
  };
}

/**
 * A record of any category.
 *
 * The reader lets no record through without `eventName`, `eventSource` and `eventTime`, but for two kinds that
 * legitimately lack some: an Insights record names its API call inside `insightDetails`, and an
 * {@link AggregatedRecord} has a time window. The reader lifts nothing to the top level.
 */
export interface CloudTrailRecord extends JsonObject {
  /** `major.minor`, such as `1.11`. */
  readonly eventVersion?: string;
  readonly userIdentity?: UserIdentity;
  /** `YYYY-MM-DDTHH:MM:SSZ`, UTC, when the request was done. Absent only in aggregated records. */
  readonly eventTime?: string;
  /** Absent only in Insights records. */
  readonly eventSource?: string;
  /** Absent only in Insights and aggregated records. */
  readonly eventName?: string;
  readonly awsRegion?: string;
  /** An address, a service's name, or `AWS Internal`. */
  readonly sourceIPAddress?: string;
  readonly userAgent?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters?: JsonObject | null;
  readonly responseElements?: JsonObject | null;
  readonly additionalEventData?: JsonObject | null;
  readonly requestID?: string;
  readonly eventID?: string;
  readonly eventType?: EventType | (string & {});
  readonly apiVersion?: string;
  readonly managementEvent?: boolean;
  readonly readOnly?: boolean;
  readonly resources?: readonly RecordResource[];
  readonly recipientAccountId?: string;
  readonly serviceEventDetails?: JsonObject | string | null;
  readonly sharedEventID?: string;
  readonly vpcEndpointId?: string;
  readonly vpcEndpointAccountId?: string;
  readonly eventCategory?: EventCategory | (string & {});
  readonly addendum?: Addendum;
  /** The text `"true"`; absent otherwise. */
  readonly sessionCredentialFromConsole?: string;
  readonly edgeDeviceDetails?: JsonObject;
  readonly tlsDetails?: TlsDetails;
  readonly insightDetails?: InsightDetails;
  readonly eventContext?: EventContext;
}

/** How often each value of one dimension was seen in an aggregated record's window. */
export interface AggregatedDimension extends JsonObject {
  readonly dimension?:
    | 'eventName'
    | 'resourceARN'
    | 'userIdentity'
    | 'userAgent'
    | 'sourceIpAddress'
    | (string & {});
  /** The names of `userIdentity` look like `AWSAccount:111122223333` or `AWSService:AWS Internal`. */
  readonly statistics?: readonly { readonly name?: string; readonly value?: number }[];
  readonly aggregationType?: 'Count' | (string & {});
}

/**
 * A summary of many data events of one source in five minutes: eventCategory `Aggregated`, with a separate version
 * (`1.0`) and other names for its account and its id.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aggregated-events.html
 */
export interface AggregatedRecord extends CloudTrailRecord {
  readonly accountId?: string;
  readonly eventId?: string;
  /** From `windowStart`, inclusive, to `windowEnd`, exclusive, both UTC: `2025-11-17T19:20:00Z` or `2025-10-30 23:45:00`. */
  readonly timeWindow?: {
    readonly windowStart?: string;
    readonly windowEnd?: string;
    readonly windowSize?: string;
  };
  readonly summary?: {
    readonly primaryDimension?: AggregatedDimension;
    readonly details?: readonly AggregatedDimension[];
  };
}
