/**
 * The DynamoDB table of claims: what the `LogProcessor` construct creates and its handler reads and writes.
 *
 *     window (partition key)                  item (sort key)   what it is
 *     <rule id>|<account>|<window's start>    <alert id>        the claim of one alert
 *                                             rank              how many alerts the window had
 *                                             storm             how many grouped ones were reported, and when the next report is due
 *                                             report#…          the claim of one storm report
 */
export const CLAIM_TABLE = {
  /** Text. */
  partitionKey: 'window',
  /** Text. */
  sortKey: 'item',
  /** Number: seconds since 1970. */
  timeToLiveAttribute: 'expiresAt',
} as const;

/** Every DynamoDB action that the handler uses on the table, and no other. */
export const CLAIM_TABLE_ACTIONS: readonly string[] = [
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
];
