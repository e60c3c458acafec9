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
