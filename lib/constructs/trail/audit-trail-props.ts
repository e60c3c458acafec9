import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { TrailIdentity } from '../identity/trail-identity';
import type { EventSelection } from '../selection/event-selection';
import type { FunctionRuntimeOptions } from '../worker/function-options';
import type { IDeliveryTopic } from './delivery-topic';
import type { TrailLogGroup } from './trail-log-group';

/** Properties of `AuditTrail`. */
export interface AuditTrailProps {
  /** Which trail this is: its name, home Region, owner and organization. */
  readonly identity: TrailIdentity;

  /** Where the trail delivers to. It must list `identity` among its trails. Several trails may share one. */
  readonly archive: ILogArchive;

  /**
   * What is logged. Objects of the archive's own bucket are left out, whatever is selected, unless it says
   * `includingArchive()`.
   *
   * @default - all management events
   */
  readonly eventSelection?: EventSelection;

  /**
   * Whether every Region is logged, and every one that is enabled later. A trail of its home Region alone gets the
   * events of global services such as IAM in us-east-1 only.
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

  /**
   * Whether CloudTrail delivers digests, which prove that the files are whole and unchanged.
   *
   * @default true
   */
  readonly logFileValidation?: boolean;

  /**
   * A log group that gets the records too.
   *
   * @default - none
   */
  readonly cloudWatchLogs?: TrailLogGroup;

  /**
   * A topic that every delivered file is announced on. It must list `identity` among its trails.
   *
   * @default - none; the archive sends its events to EventBridge anyway
   */
  readonly deliveryTopic?: IDeliveryTopic;

  /**
   * Creates the trail in the account of a delegated administrator of the organization, which the account of the stack then is: by a
   * function that works by the ARN of the trail, because CloudFormation cannot start such a trail. These are the options of the
   * function; an empty map is enough. Properties, attributes and checks are those of any other trail.
   *
   * A trail that is there under the ARN is taken; one that another stack created is refused. Removing the construct deletes the
   * trail if this stack created it.
   *
   * @default - CloudFormation creates the trail, in its own account or in the management account of its organization
   */
  readonly delegatedAdministrator?: FunctionRuntimeOptions;
}

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

/** The selectors that a trail has: a trail has either kind, never both. */
export enum TrailSelectors {
  /** Advanced event selectors. */
  ADVANCED = 'AdvancedEventSelectors',

  /** Basic event selectors. */
  BASIC = 'EventSelectors',
}

/** A trail that is looked up while the app is synthesized, and what of it. */
export interface AuditTrailLookupOptions {
  /** Which trail it is. It is looked up in its home Region, by the account of the stack, which must own it. */
  readonly identity: TrailIdentity;

  /**
   * Where the trail delivers to: `LogArchive.fromBucket` with the bucket and the key prefix of the trail. It must list `identity`
   * among its trails.
   *
   * @default - not known
   */
  readonly archive?: ILogArchive;

  /**
   * Whether the trail delivers to a log group, which is looked up then. The lookup fails if it delivers to none.
   *
   * @default false
   */
  readonly hasLogGroup?: boolean;

  /**
   * The kind of selectors to look up. The lookup fails if the trail has none of that kind.
   *
   * @default - none, and nothing that depends on what the trail logs is checked
   */
  readonly selectors?: TrailSelectors;
}
