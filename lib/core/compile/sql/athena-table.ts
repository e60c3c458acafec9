import { type ColumnRoot, type Columns, readingOf } from './column-reading';
import { columnScope } from './column-scope';
import { scalarScope } from './scalar-scope';
import { type SqlTable, trinoCounting, trinoMilliseconds } from './select-statement';
import { recordScope, type SqlScope } from './sql-engine';
import { pathOf } from './trino-json-scope';

/** The longest statement that Athena takes, in bytes. @see https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
const MAX_STATEMENT_BYTES = 262_144;

const SESSION_ISSUER: Columns = {
  type: 'text',
  principalId: 'text',
  arn: 'text',
  accountId: 'text',
  userName: 'text',
};

const USER_IDENTITY: Columns = {
  type: 'text',
  principalId: 'text',
  arn: 'text',
  accountId: 'text',
  invokedBy: 'text',
  accessKeyId: 'text',
  userName: 'text',
  onBehalfOf: { userId: 'text', identityStoreArn: 'text' },
  sessionContext: {
    attributes: { mfaAuthenticated: 'text', creationDate: 'text' },
    sessionIssuer: SESSION_ISSUER,
    ec2RoleDelivery: 'text',
    webIdFederationData: { federatedProvider: 'text', attributes: 'texts' },
  },
};

/** The columns of the CloudTrail table. */
export const ATHENA_COLUMNS: Columns = {
  eventVersion: 'text',
  userIdentity: USER_IDENTITY,
  eventTime: 'text',
  eventSource: 'text',
  eventName: 'text',
  awsRegion: 'text',
  sourceIPAddress: 'text',
  userAgent: 'text',
  errorCode: 'text',
  errorMessage: 'text',
  requestParameters: 'json',
  responseElements: 'json',
  additionalEventData: 'json',
  requestID: 'text',
  eventID: 'text',
  readOnly: 'text',
  resources: [{ ARN: 'text', accountId: 'text', type: 'text' }],
  eventType: 'text',
  apiVersion: 'text',
  recipientAccountId: 'text',
  // An object, which is JSON text in the column as views of AWS's own samples read it, or a text.
  serviceEventDetails: 'unsettled',
  sharedEventID: 'text',
  vpcEndpointId: 'text',
  vpcEndpointAccountId: 'text',
  eventCategory: 'text',
  addendum: { reason: 'text', updatedFields: 'text', originalRequestID: 'text', originalEventID: 'text' },
  sessionCredentialFromConsole: 'text',
  edgeDeviceDetails: 'unsettled',
  tlsDetails: { tlsVersion: 'text', cipherSuite: 'text', clientProvidedHostHeader: 'text' },
};

const EVENT_TIME = "'\\A[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z\\z'";
const MOMENT = "TRY_CAST(translate(substr(eventtime, 1, 23), 'TZ', ' ') AS TIMESTAMP)";

const ROOT: ColumnRoot = {
  columns: ATHENA_COLUMNS,
  at: (name) => name.toLowerCase(),
  isRecipient: (account) => `COALESCE(recipientaccountid = ${account}, FALSE)`,
  depth: 1,
  prefix: '',
};

/**
 * The CloudTrail table as AWS documents it for Athena (engine version 3): structs for who and how, JSON text for what
 * each service decides.
 *
 * A typed column holds its field only where that has the column's type, as in every record that CloudTrail writes.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-understanding.html
 */
export const ATHENA_TABLE: SqlTable = {
  from: 'cloudtrail_logs',
  maxBytes: MAX_STATEMENT_BYTES,
  scope: recordScope(columnScope(ROOT)),
  counting: trinoCounting(`IF(regexp_like(eventtime, ${EVENT_TIME}), ${trinoMilliseconds(MOMENT)})`),
};

/** The same columns, for short expressions. */
export const ATHENA_SCALARS: SqlScope = scalarScope(ATHENA_TABLE.scope, (field) => {
  const [root = '', ...rest] = field.split('.');
  const isJson = ATHENA_COLUMNS[root] === 'json' || ATHENA_COLUMNS[root] === 'unsettled';
  if (isJson) return `json_extract_scalar(${root.toLowerCase()}, ${pathOf(...rest)})`;
  return readingOf(ROOT, field, columnScope).texts?.().value?.sql ?? 'NULL';
});
