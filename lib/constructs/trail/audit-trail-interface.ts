import type { IResource } from 'aws-cdk-lib';
import type { ITrailRef } from 'aws-cdk-lib/aws-cloudtrail';
import type { OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';

/** A trail. */
export interface IAuditTrail extends IResource, ITrailRef {
  /** The trail's ARN. Whoever refers to it is created after the trail; `identity.trailArn` refers to nothing. */
  readonly trailArn: string;

  /** Grants permission to read the configuration and status of the trail, and to list the account's trails. */
  grantDescribe(grantee: IGrantable): Grant;

  /** Grants permission to start the trail. */
  grantStart(grantee: IGrantable): Grant;

  /** Grants permission to stop the trail. */
  grantStop(grantee: IGrantable): Grant;

  /** Grants permission to read and change what the trail logs: selectors, Insights, aggregation. */
  grantManageSelectors(grantee: IGrantable): Grant;

  /**
   * Invokes a target on calls of the CloudTrail API in the account and Region that this trail is created in:
   * changes a trail, stops it, or narrows what it logs. Calls that only read do not come over EventBridge.
   */
  onCloudTrailEvent(id: string, options: OnEventOptions): Rule;
}
