import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { TrailIdentity } from '../identity/trail-identity';

/** Properties of `LogTable`. */
export interface LogTableProps {
  /** Whose files the tables read. */
  readonly archive: ILogArchive;

  /**
   * The first day with log files, UTC, such as `2026-01-01`. Files of earlier days are not found. Each day since then is a
   * partition that a query without a time considers, so name no day long before the first file.
   */
  readonly firstDay: string;

  /**
   * The trail whose files the tables read. Trails of accounts and of an organization have their files in different folders: an
   * archive of both takes a `LogTable` for each.
   *
   * @default - every trail of the archive; they must all be of accounts, or all of one organization
   */
  readonly trail?: TrailIdentity;

  /**
   * The accounts whose files are found, 12 digits each.
   *
   * @default - the accounts of the trails. For an organization they are not listed: a query must then name its accounts, with
   * `account = '…'` or `account IN (…)`
   */
  readonly accounts?: string[];

  /**
   * The Regions whose files are found.
   *
   * @default - every Region of the partition that this version of the CDK knows
   */
  readonly regions?: string[];

  /**
   * The name of the database and of the workgroup: lower-case letters, digits and underscores. `trailwatch query --athena NAME`
   * finds both by it.
   *
   * @default - derived from the stack's name and the construct's path
   */
  readonly name?: string;

  /**
   * How much one query may scan. Athena cancels a query that scans more, and charges for what it scanned. At least 10 MB.
   *
   * @default Size.tebibytes(1), which costs USD 5 in most Regions
   */
  readonly maxScan?: Size;

  /**
   * How long results are kept. They are copies: the archive is the evidence.
   *
   * @default Duration.days(30)
   */
  readonly resultsExpiration?: Duration;

  /**
   * The key that results are encrypted with. The policy of an imported key must let IAM policies of its account allow its use.
   *
   * @default - a new key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * The queries that are saved in the workgroup, by the names that `trailwatch query list` prints. Each is a resource of the
   * stack, which can have 500.
   *
   * @default - all of them
   */
  readonly savedQueries?: string[];

  /**
   * How far back saved queries read, in days of delivery. Their text can be changed in the console.
   *
   * @default Duration.days(7)
   */
  readonly savedQueriesPeriod?: Duration;

  /**
   * What happens to the bucket of results and its key, unless that is given, when they are removed from the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
