import { ACTOR, ACTOR_KIND, ACTOR_KINDS, ACTOR_NAME } from '../fact/actor';
import type { FactValue } from '../fact/fact';
import { ORIGIN } from '../fact/origin';
import { OUTCOME } from '../fact/outcome';

/**
 * The columns of the view `events`, on which `trailwatch query` runs SQL.
 *
 * | type      | DuckDB      | content                                        |
 * | --------- | ----------- | ---------------------------------------------- |
 * | `text`    | `VARCHAR`   | the text of a field                            |
 * | `time`    | `TIMESTAMP` | a time in UTC                                  |
 * | `boolean` | `BOOLEAN`   |                                                |
 * | `json`    | `JSON`      | an object or a list as in the record           |
 * | `number`  | `DOUBLE`    |                                                |
 * | `texts`   | `VARCHAR[]` | one text for each element of a list            |
 * | `users`   | `VARCHAR[]` | of the attributions of Insights: the users     |
 */
export type EventColumnType = 'text' | 'time' | 'boolean' | 'json' | 'number' | 'texts' | 'users';

/** A column of the view `events`. */
export interface EventColumn {
  readonly name: string;
  readonly type: EventColumnType;
  /** The field of the record, such as `userIdentity.arn`; `[*]` is every element of a list. */
  readonly field: string;
  readonly about: string;
  /** Not in the table that AWS documents for Athena. */
  readonly notInAthena?: boolean;
  /** The field of the same meaning in CloudTrail's summaries of data events, which spell theirs in their own way. */
  readonly aggregatedField?: string;
  /** The field in tables of Insights events only: the column of an event data store. The table of Athena has `field`. */
  readonly lakeInsightField?: string;
}

const INSIGHT_STATISTICS = 'insightDetails.insightContext.statistics';

/** The columns of the fields of a record. */
export const EVENT_COLUMNS: readonly EventColumn[] = [
  {
    ...time(
      'event_time',
      'eventTime',
      'when the request completed, UTC; of a summary, the start of its window',
    ),
    aggregatedField: 'timeWindow.windowStart',
  },
  text('event_name', 'eventName', 'the API call, such as `StopLogging`'),
  text('event_source', 'eventSource', 'the service, such as `iam.amazonaws.com`'),
  text('aws_region', 'awsRegion', 'the Region that received the call'),
  {
    ...text('recipient_account_id', 'recipientAccountId', 'the account that received the event'),
    aggregatedField: 'accountId',
  },
  text('source_ip_address', 'sourceIPAddress', 'an address, or the name of an AWS service'),
  text('user_agent', 'userAgent', 'the client'),
  text(
    'error_code',
    'errorCode',
    'NULL for a call that succeeded, and for a sign-in that failed: `outcome` has the result',
  ),
  text('error_message', 'errorMessage', ''),
  text('identity_type', 'userIdentity.type', '`IAMUser`, `AssumedRole`, `Root`, `AWSService` …'),
  text('identity_arn', 'userIdentity.arn', 'of the principal; of a role, with the session name'),
  text('identity_principal_id', 'userIdentity.principalId', ''),
  text('identity_account_id', 'userIdentity.accountId', 'the account of the principal'),
  text('access_key_id', 'userIdentity.accessKeyId', 'the key that signed the call'),
  text('user_name', 'userIdentity.userName', ''),
  text('invoked_by', 'userIdentity.invokedBy', 'the AWS service that made the call'),
  text(
    'issuer_type',
    'userIdentity.sessionContext.sessionIssuer.type',
    'who issued the session: `Role`, `IAMUser`',
  ),
  text(
    'issuer_arn',
    'userIdentity.sessionContext.sessionIssuer.arn',
    'the role of the session, without the session name',
  ),
  text('issuer_account_id', 'userIdentity.sessionContext.sessionIssuer.accountId', ''),
  text('issuer_user_name', 'userIdentity.sessionContext.sessionIssuer.userName', 'the name of the role'),
  boolean('mfa_authenticated', 'userIdentity.sessionContext.attributes.mfaAuthenticated', ''),
  time(
    'session_created',
    'userIdentity.sessionContext.attributes.creationDate',
    'when the session was issued',
  ),
  { ...text('source_identity', 'userIdentity.sessionContext.sourceIdentity', ''), notInAthena: true },
  text('on_behalf_of_user_id', 'userIdentity.onBehalfOf.userId', 'the user of IAM Identity Center'),
  text('on_behalf_of_identity_store_arn', 'userIdentity.onBehalfOf.identityStoreArn', ''),
  {
    ...text(
      'in_scope_of_source_arn',
      'userIdentity.inScopeOf.sourceArn',
      'the function or task that has the role',
    ),
    notInAthena: true,
  },
  {
    ...text(
      'in_scope_of_issuer_type',
      'userIdentity.inScopeOf.issuerType',
      'such as `AWS::Lambda::Function`',
    ),
    notInAthena: true,
  },
  text('federated_provider', 'userIdentity.sessionContext.webIdFederationData.federatedProvider', ''),
  boolean('read_only', 'readOnly', ''),
  { ...boolean('management_event', 'managementEvent', ''), notInAthena: true },
  text('event_type', 'eventType', '`AwsApiCall`, `AwsConsoleSignIn`, `AwsServiceEvent` …'),
  text(
    'event_category',
    'eventCategory',
    '`Management`, `Data`, `NetworkActivity`, `Insight` or `Aggregated`',
  ),
  text('event_version', 'eventVersion', ''),
  text('api_version', 'apiVersion', ''),
  { ...text('event_id', 'eventID', ''), aggregatedField: 'eventId' },
  text('request_id', 'requestID', ''),
  text('shared_event_id', 'sharedEventID', 'the same in the events of one call in several accounts'),
  text('vpc_endpoint_id', 'vpcEndpointId', ''),
  text('vpc_endpoint_account_id', 'vpcEndpointAccountId', ''),
  text('session_credential_from_console', 'sessionCredentialFromConsole', '`true` for calls of the console'),
  text('tls_version', 'tlsDetails.tlsVersion', 'such as `TLSv1.3`'),
  text('tls_cipher_suite', 'tlsDetails.cipherSuite', ''),
  text('tls_host_header', 'tlsDetails.clientProvidedHostHeader', 'the endpoint that the client called'),
  text('addendum_reason', 'addendum.reason', 'why the event came late or was changed'),
  text('addendum_updated_fields', 'addendum.updatedFields', ''),
  text('addendum_original_event_id', 'addendum.originalEventID', 'of the event that this one corrects'),
  json('request_parameters', 'requestParameters', ''),
  json('response_elements', 'responseElements', ''),
  json('additional_event_data', 'additionalEventData', ''),
  { ...json('service_event_details', 'serviceEventDetails', ''), notInAthena: true },
  {
    ...json('event_context', 'eventContext', 'tags of resources and principal, and keys of the request'),
    notInAthena: true,
  },
  { ...json('summary', 'summary', 'what a summary of data events counts'), notInAthena: true },
  { ...json('insight_details', 'insightDetails', 'of Insights events'), notInAthena: true },
  insight(text('insight_type', 'insightDetails.insightType', ''), 'insightType'),
  insight(text('insight_state', 'insightDetails.state', '`Start` or `End`'), 'insightState'),
  insight(text('insight_event_source', 'insightDetails.eventSource', ''), 'insightEventSource'),
  insight(text('insight_event_name', 'insightDetails.eventName', 'what came more often'), 'insightEventName'),
  insight(text('insight_error_code', 'insightDetails.errorCode', ''), 'insightErrorCode'),
  insight(
    number('insight_baseline', `${INSIGHT_STATISTICS}.baseline.average`, 'a minute, in the days before'),
    'insightContext.baselineAverage',
  ),
  insight(
    number('insight_average', `${INSIGHT_STATISTICS}.insight.average`, 'a minute, during the insight'),
    'insightContext.insightAverage',
  ),
  insight(
    number('insight_minutes', `${INSIGHT_STATISTICS}.insightDuration`, ''),
    'insightContext.insightDuration',
  ),
  insight(
    {
      ...{
        name: 'insight_users',
        type: 'users',
        about: 'users with a share of the insight, the largest first',
      },
      field: 'insightDetails.insightContext.attributions',
    },
    'insightContext.attributions',
  ),
  { name: 'resource_arns', type: 'texts', field: 'resources[*].ARN', about: 'the resources of the event' },
];

/** A column with a fact of the record. */
export interface FactColumn {
  readonly name: string;
  readonly fact: FactValue;
  readonly about: string;
}

/** The columns with what a record says beyond a single field; their definitions are those that alerts and rules have. */
export const FACT_COLUMNS: readonly FactColumn[] = [
  {
    name: 'actor',
    fact: ACTOR,
    about:
      'who acted: the role of a session, the person who signed in to IAM Identity Center, else the ARN, the user name, or the AWS service',
  },
  {
    name: 'actor_name',
    fact: ACTOR_NAME,
    about: 'the name by which people know the actor, as in alerts and `trailwatch view`',
  },
  {
    name: 'outcome',
    fact: OUTCOME,
    about:
      'how the call ended: `succeeded`, `denied` or `failed`; NULL for Insights events and summaries. A sign-in that failed has no error code',
  },
  {
    name: 'actor_kind',
    fact: ACTOR_KIND,
    about: `what acted: ${ACTOR_KINDS.map((kind) => `\`${kind}\``).join(', ')}; a session of a permission set is a person`,
  },
  {
    name: 'network',
    fact: ORIGIN.network,
    about: 'the first 24 bits of an IPv4 address, 48 of IPv6; NULL where a service called',
  },
  {
    name: 'program',
    fact: ORIGIN.program,
    about:
      'the product of the user agent, such as `aws-cli`; or Terraform, OpenTofu or Pulumi where it names them',
  },
];

/** The column with what a call acted on, which trailwatch itself finds. In DuckDB only: SQL of the other engines cannot find it. */
export const TARGETS_COLUMN_NAME = 'targets';

/** The column with the complete record; in Athena with the fields that the table has columns for. */
export const RECORD_COLUMN_NAME = 'record';

/** The column with the path or URL of the log file. Not in CloudTrail Lake. */
export const SOURCE_FILE_COLUMN_NAME = 'source_file';

function text(name: string, field: string, about: string): EventColumn {
  return { name, type: 'text', field, about };
}

function time(name: string, field: string, about: string): EventColumn {
  return { name, type: 'time', field, about };
}

function boolean(name: string, field: string, about: string): EventColumn {
  return { name, type: 'boolean', field, about };
}

function json(name: string, field: string, about: string): EventColumn {
  return { name, type: 'json', field, about };
}

function number(name: string, field: string, about: string): EventColumn {
  return { name, type: 'number', field, about };
}

function insight(column: EventColumn, lakeInsightField: string): EventColumn {
  return { ...column, lakeInsightField, notInAthena: true };
}
