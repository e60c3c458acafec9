import type { Condition } from '../../rule/condition';
import type { CompileOptions, CompileResult } from '../compile-result';
import type { Columns } from './column-reading';
import { columnOrRecordScope } from './column-scope';
import { type SqlTable, toExpression, toSelect, trinoCounting, trinoMilliseconds } from './select-statement';
import { recordScope } from './sql-engine';
import type { SqlCompilation } from './sql-operators';
import { pathOf, trinoJsonScope } from './trino-json-scope';

/** Options of a statement. */
export interface LakeSqlOptions extends CompileOptions {
  /**
   * The event data store's id, the last part of its ARN, as it is in FROM.
   * @default event_data_store_id
   */
  readonly table?: string;
}

/** The longest statement that StartQuery takes. @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartQuery.html */
const MAX_STATEMENT_BYTES = 10_000;

/**
 * Compiles a condition to a statement for CloudTrail Lake over an event data store of CloudTrail events.
 *
 * Texts are read from their columns. All else is read from `eventJson`, the record as JSON: `requestParameters` and its
 * like are maps of texts there, in which an array and a text that looks like one are the same, and so are null and absence.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-supported-event-schemas.html
 */
export function toLakeSql(condition: Condition, options: LakeSqlOptions = {}): CompileResult {
  return toSelect(condition, LAKE_TABLE, options);
}

/** Compiles a condition to an expression over the columns of an event data store, for a WHERE. */
export function toLakeExpression(condition: Condition, options: CompileOptions = {}): SqlCompilation {
  return toExpression(condition, LAKE_TABLE.scope, options);
}

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

/** An event data store of CloudTrail events. */
export const LAKE_TABLE: SqlTable = {
  from: 'event_data_store_id',
  maxBytes: MAX_STATEMENT_BYTES,
  scope: recordScope(
    columnOrRecordScope(
      { columns: COLUMNS, at: (name) => name, isRecipient, depth: 1, prefix: '' },
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
