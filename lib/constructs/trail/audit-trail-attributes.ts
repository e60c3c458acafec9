import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { TrailIdentity } from '../identity/trail-identity';
import type { EventSelection } from '../selection/event-selection';

/** What is known of a trail that exists already. What is left out is missing only where a construct needs it. */
export interface AuditTrailAttributes {
  /** Which trail it is: its name, home Region, owner and organization. */
  readonly identity: TrailIdentity;

  /**
   * Where the trail delivers to: `LogArchive.fromBucket` with the bucket and the key prefix of the trail. It must list `identity`
   * among its trails.
   *
   * @default - not known
   */
  readonly archive?: ILogArchive;

  /**
   * The log group that the trail delivers to, such as `LogGroup.fromLogGroupArn`: of the trail's home Region.
   *
   * @default - not known
   */
  readonly logGroup?: ILogGroup;

  /**
   * What the trail logs, as it was configured. Rules that would find nothing in it are warned of, and so are copies of management
   * events that are charged.
   *
   * @default - not known, and nothing is checked
   */
  readonly eventSelection?: EventSelection;

  /**
   * Whether the trail logs every Region. It then counts towards the quota of each.
   *
   * @default true
   */
  readonly multiRegion?: boolean;

  /**
   * Whether the trail is on.
   *
   * @default true
   */
  readonly logging?: boolean;
}
