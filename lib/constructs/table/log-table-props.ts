import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { TrailIdentity } from '../identity/trail-identity';

/** Properties of `LogTable`. */
export interface LogTableProps {
  /** The archive whose files the tables read. */
  readonly archive: ILogArchive;

  /**
   * The first day with log files, UTC, such as `2026-01-01`. Files of earlier days are not found. Each day since then is a
   * partition that a query without a time considers, so do not set it long before the first file.
   */
  readonly firstDay: string;

  /**
   * The trail whose files the tables read. Account trails and organization trails use different folders: an archive of both
   * needs a `LogTable` for each.
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
   * uses it to find both.
   *
   * @default - derived from the stack's name and the construct's path
   */
  readonly name?: string;

  /**
   * The maximum amount of data that one query may scan. Athena cancels queries that scan more, and charges for the data
   * scanned. At least 10 MB.
   *
   * @default Size.tebibytes(1), which costs USD 5 in most Regions
   */
  readonly maxScan?: Size;

  /**
   * The retention of results. They are copies: the archive is the evidence.
   *
   * @default Duration.days(30)
   */
  readonly resultsExpiration?: Duration;

  /**
   * The key that results are encrypted with. The policy of an imported key must allow IAM policies of its account to grant its
   * use.
   *
   * @default - a new key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * The queries that are saved in the workgroup, by the names in `trailwatch query list`. Each is a resource of the stack,
   * which can have 500.
   *
   * @default - all of them
   */
  readonly savedQueries?: string[];

  /**
   * The number of days of delivery that saved queries read. Their text can be edited in the console.
   *
   * @default Duration.days(7)
   */
  readonly savedQueriesPeriod?: Duration;

  /**
   * The removal policy of the results bucket, and its key unless it is given.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
