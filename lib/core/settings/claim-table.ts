/**
 * The DynamoDB table of claims, which all handlers that raise alerts share.
 *
 *     window (partition key)                         item (sort key)   what it is
 *     <rule id>|<account>|<window's start>           admitted          the alerts of the window that are sent singly
 *                                                    listed            actors, calls, Regions and resources of the grouped alerts
 *                                                    storm             how many grouped alerts were reported, and when the
 * next report is due
 *                                                    report#…          the claim of one storm report
 *     <rule id>|<account>|<window's start>|<0 to f>  <alert id>        the claim of one alert
 *                                                    grouped#<hash>    alerts of one log file that wait for the storm report,
 * packed
 *     <rule id>|<account>|<window's start>|not sent  storm             whether alerts were counted that are not sent; their ids
 *                                                                      have the window's key with a shard, as above
 *     counted|<definition>|<group>                   event#<time>#<id> what files add to the count of a group in a period
 *     heartbeat|<hour>                               <account>/<Region>  a Region that was heard of in that hour
 *     actor|<hash>                                   actor             since when an actor raises alerts
 *     repeat|<hash of rule, actor and target>        repeat            what was sent of them in the last week
 *     heartbeat|log-files|<UTC day>                  <time>            log files came until this time, as a digest file shows
 *     heartbeat|days-done                            <UTC day>         the work of this day is done: its summary, what ends soon
 *     heartbeat|organization                         <account>         an account of the organization
 *     summary/<UTC day>                              <rule id>/…       counts of alerts for the summary of the day
 *     response|<action>                              <UTC hour>        alerts of the hour that the action answers
 *     response|<action>|reports                      <UTC hour>        alerts of the hour that are reported as not done
 *     response|<action>|ledger                       <alert id>        when the action was started, and the last outcome
 *     integrity-recheck|<0 to f>                     <hash>            an hour that is queued to be checked again
 *     integrity|<0 to f>                             <folder>          how far an account's Region was checked; never expires
 *
 * DynamoDB writes up to 1,000 units a second to one partition key, so that the claims of a window are spread over
 * sixteen. A group's contributions lie in the order of event time, those
 * that files add together to a period in one item, so that a window is one range. A definition is the
 * hash of all that a correlation counts: contributions to an older version of it are others. Every item expires but
 * the last kind; what says which alerts of a window were grouped and reported expires at one time (lambda/raise/expiry.ts).
 *
 * Items have codes that prove that a function wrote them: `mac` over key and content, and one behind each value of a set. Each names its
 * `format`; one without was written by the first release (lambda/aws/table/item-format.ts).
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const CLAIM_TABLE = {
  /** Text. */
  partitionKey: 'window',
  /** Text. */
  sortKey: 'item',
  /** Number: seconds since 1970. */
  timeToLiveAttribute: 'expiresAt',
} as const;

/** What the partition keys of heartbeats begin with. */
export const HEARTBEAT_PARTITION = 'heartbeat|';

/** What the partition keys of the counts of a UTC day begin with, which the day follows. */
export const SUMMARY_PARTITION = 'summary/';

/** The partition keys of all heartbeats, as a pattern of a policy. */
export const HEARTBEAT_PARTITIONS = `${HEARTBEAT_PARTITION}*`;

/** Every DynamoDB action that the handler uses on the table, and no other. */
export const CLAIM_TABLE_ACTIONS: readonly string[] = [
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
];

const SHARDS = '0123456789abcdef';

/** The partition key of an item of a window: a hexadecimal name is spread by its first digit. */
export function claimPartition(window: string, item: string): string {
  return /^[0-9a-f]+$/.test(item) ? `${window}|${item.charAt(0)}` : window;
}

/** The partition keys of all claims and grouped alerts of a window. */
export function claimPartitions(window: string): readonly string[] {
  return [...SHARDS].map((shard) => `${window}|${shard}`);
}
