/**
 * The DynamoDB table of claims: what the constructs create whose handlers raise alerts, and those read and write.
 *
 *     window (partition key)                  item (sort key)   what it is
 *     <rule id>|<account>|<window's start>    <alert id>        the claim of one alert
 *                                             rank              how many alerts the window had
 *                                             storm             how many grouped ones were reported, and when the next report is due
 *                                             report#…          the claim of one storm report
 *     correlation|<definition>|<group>        event#<time>#<id> what one record adds to the count of a group
 *     integrity|<0 to f>                      <folder>          how far an account's Region was checked; never expires
 *
 * A group's contributions lie in the order of event time, so that a window is one range. A definition is the hash of
 * all that a correlation counts: contributions to an older version of it are others. Every item expires but
 * the last kind.
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
