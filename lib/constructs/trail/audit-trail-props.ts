import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { TrailIdentity } from '../identity/trail-identity';
import type { EventSelection } from '../selection/event-selection';
import type { FunctionRuntimeOptions } from '../worker/function-options';
import type { IDeliveryTopic } from './delivery-topic';
import type { TrailLogGroup } from './trail-log-group';

/**
 * Properties of `AuditTrail`.
 * @stability stable
 */
export interface AuditTrailProps {
  /** The identity of the trail: its name, home Region, owner and organization. */
  readonly identity: TrailIdentity;

  /** The archive that the trail delivers to. It must list `identity` among its trails. Several trails may share one. */
  readonly archive: ILogArchive;

  /**
   * The events that the trail logs. Objects of the archive's own bucket are always excluded, unless the selection uses
   * `includingArchive()`.
   *
   * @default - all management events
   */
  readonly eventSelection?: EventSelection;

  /**
   * Whether all Regions are logged, including Regions that are enabled later. A single-Region trail receives the events of
   * global services such as IAM only in us-east-1.
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
   * Whether log file validation is enabled: CloudTrail delivers digest files, which prove that the files are complete and
   * unchanged.
   *
   * @default true
   */
  readonly logFileValidation?: boolean;

  /**
   * A log group that the trail also delivers to.
   *
   * @default - none
   */
  readonly cloudWatchLogs?: TrailLogGroup;

  /**
   * The topic for notifications of delivered files. It must list `identity` among its trails.
   *
   * @default - none; the archive sends its events to EventBridge anyway
   */
  readonly deliveryTopic?: IDeliveryTopic;

  /**
   * Creates an organization trail from the account of a delegated administrator, which must be the stack's account, with a
   * function that uses the ARN of the trail, because CloudFormation cannot start such a trail. These are the options of the
   * function; an empty map is sufficient. Properties, attributes and checks are those of any other trail.
   *
   * An existing trail with the ARN is reused; one that another stack created is an error. Removing the construct deletes the
   * trail if this stack created it.
   *
   * @default - CloudFormation creates the trail, in its own account or in the management account of its organization
   */
  readonly delegatedAdministrator?: FunctionRuntimeOptions;
}

/**
 * The attributes of an existing trail. An omitted attribute is an error only if a construct needs it.
 * @stability stable
 */
export interface AuditTrailAttributes {
  /** Which trail it is: its name, home Region, owner and organization. */
  readonly identity: TrailIdentity;

  /**
   * The archive that the trail delivers to: `LogArchive.fromBucket` with the bucket and the key prefix of the trail. It must
   * list `identity` among its trails.
   *
   * @default - not known
   */
  readonly archive?: ILogArchive;

  /**
   * The log group that the trail delivers to, for example from `LogGroup.fromLogGroupArn`: in the trail's home Region.
   *
   * @default - not known
   */
  readonly logGroup?: ILogGroup;

  /**
   * The events that the trail logs, as configured. A warning is added for rules that would find nothing in them, and for
   * additional copies of management events that are charged.
   *
   * @default - not known, and nothing is checked
   */
  readonly eventSelection?: EventSelection;

  /**
   * Whether the trail logs all Regions. It then counts towards the quota of each.
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

/**
 * The kind of selectors of a trail, which has either kind, never both.
 * @stability stable
 */
export enum TrailSelectors {
  /** Advanced event selectors. */
  ADVANCED = 'AdvancedEventSelectors',

  /** Basic event selectors. */
  BASIC = 'EventSelectors',
}

/**
 * Options for looking up a trail during synthesis.
 * @stability stable
 */
export interface AuditTrailLookupOptions {
  /** The identity of the trail. It is looked up in its home Region, in the stack's account, which must own it. */
  readonly identity: TrailIdentity;

  /**
   * The archive that the trail delivers to: `LogArchive.fromBucket` with the bucket and the key prefix of the trail. It must
   * list `identity` among its trails.
   *
   * @default - not known
   */
  readonly archive?: ILogArchive;

  /**
   * Whether the trail delivers to a log group, which is then looked up. The lookup fails if there is none.
   *
   * @default false
   */
  readonly hasLogGroup?: boolean;

  /**
   * The kind of selectors to look up. The lookup fails if the trail has no selectors of that kind.
   *
   * @default - none, and nothing that depends on what the trail logs is checked
   */
  readonly selectors?: TrailSelectors;
}
