import { type BasicSelector, presentMembers } from '../../core/selector/selection';
import type { DataEventType } from './data-event-type';

/**
 * The calls that a basic selector logs.
 * @stability stable
 */
export enum ReadWriteType {
  /** All of them. */
  ALL = 'All',
  /** Those that read. */
  READ_ONLY = 'ReadOnly',
  /** Those that write. */
  WRITE_ONLY = 'WriteOnly',
}

/**
 * The resources of one type whose data events a basic selector logs.
 * @stability stable
 */
export interface BasicDataResource {
  /** S3 objects, Lambda functions or DynamoDB tables. */
  readonly resourceType: DataEventType;

  /**
   * The ARNs of functions and tables, or the ARN prefixes of objects (`arn:aws:s3:::BUCKET/`). `arn:aws:s3`, `arn:aws:lambda`
   * and `arn:aws:dynamodb` match all.
   */
  readonly values: string[];
}

/**
 * A basic event selector, the older form.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
 * @stability stable
 */
export interface BasicEventSelector {
  /**
   * The calls that are logged, for management and data events alike.
   *
   * @default ReadWriteType.ALL
   */
  readonly readWriteType?: ReadWriteType;

  /**
   * Whether management events are logged.
   *
   * @default true
   */
  readonly includeManagementEvents?: boolean;

  /**
   * The services whose management events are excluded: `kms.amazonaws.com`, `rdsdata.amazonaws.com`, or both.
   *
   * @default - none
   */
  readonly excludeManagementEventSources?: string[];

  /**
   * The resources whose data events are logged.
   *
   * @default - none
   */
  readonly dataResources?: BasicDataResource[];
}

/** The core's form of a basic selector. */
export function toBasicSelector(selector: BasicEventSelector): BasicSelector {
  return presentMembers({
    ...selector,
    dataResources: selector.dataResources?.map(({ resourceType, values }) => ({
      type: resourceType.resourceType,
      values,
    })),
  });
}
