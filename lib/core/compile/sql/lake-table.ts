import { type ColumnRoot, type Columns, readingOf } from './column-reading';
import { columnOrRecordScope, columnScope } from './column-scope';
import { scalarScope } from './scalar-scope';
import { type SqlTable, trinoCounting, trinoMilliseconds } from './select-statement';
import { recordScope, type SqlScope } from './sql-engine';
import { pathOf, trinoJsonScope } from './trino-json-scope';

/** The longest statement that StartQuery takes. @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartQuery.html */
const MAX_STATEMENT_BYTES = 10_000;

/** The columns with a field's text. Times are timestamps there, and `readOnly` is a boolean: these are not its text. */
const COLUMNS: Columns = {
  eventVersion: 'text',
  userIdentity: {
    type: 'text',
    principalId: 'text',
    arn: 'text',
    accountId: 'text',
    accessKeyId: 'text',
    userName: 'text',
    sessionContext: {
      attributes: { mfaAuthenticated: 'text' },
      sessionIssuer: { type: 'text', principalId: 'text', arn: 'text', accountId: 'text', userName: 'text' },
      webIdFederationData: { federatedProvider: 'text' },
      sourceIdentity: 'text',
      ec2RoleDelivery: 'text',
    },
    onBehalfOf: { userId: 'text', identityStoreArn: 'text' },
    inScopeOf: { sourceArn: 'text', sourceAccount: 'text', issuerType: 'text' },
    invokedBy: 'text',
    identityProvider: 'text',
  },
  eventSource: 'text',
  eventName: 'text',
  awsRegion: 'text',
  sourceIPAddress: 'text',
  userAgent: 'text',
  errorCode: 'text',
  errorMessage: 'text',
  requestID: 'text',
  eventID: 'text',
  eventType: 'text',
  apiVersion: 'text',
  recipientAccountId: 'text',
  sharedEventID: 'text',
  vpcEndpointId: 'text',
  vpcEndpointAccountId: 'text',
  eventCategory: 'text',
  tlsDetails: { tlsVersion: 'text', cipherSuite: 'text', clientProvidedHostHeader: 'text' },
};

const isRecipient = (account: string) => `COALESCE(recipientAccountId = ${account}, FALSE)`;

const ROOT: ColumnRoot = { columns: COLUMNS, at: (name) => name, isRecipient, depth: 1, prefix: '' };

/**
 * An event data store of CloudTrail events; `event_data_store_id` stands for its id, the last part of its ARN.
 *
 * Texts are read from their columns. All else is read from `eventJson`, the record as JSON: `requestParameters` and its
 * like are maps of texts there, in which an array and a text that looks like one are the same, and so are null and absence.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-supported-event-schemas.html
 */
export const LAKE_TABLE: SqlTable = {
  from: 'event_data_store_id',
  maxBytes: MAX_STATEMENT_BYTES,
  scope: recordScope(
    columnOrRecordScope(
      ROOT,
      trinoJsonScope({
        at: (key) => `json_extract(eventJson, ${pathOf(key)})`,
        whole: "json_extract(eventJson, '$')",
        isRecipient,
        depth: 1,
        nameOf: (field) => field,
      }),
    ),
  ),
  counting: trinoCounting(trinoMilliseconds('eventTime')),
};

/** The columns and `eventJson`, for short expressions. */
export const LAKE_SCALARS: SqlScope = scalarScope(
  LAKE_TABLE.scope,
  (field) =>
    readingOf(ROOT, field, columnScope).texts?.().value?.sql ??
    `json_extract_scalar(eventJson, ${pathOf(...field.split('.'))})`,
);
