import type { IResource } from 'aws-cdk-lib';
import type { ITrailRef } from 'aws-cdk-lib/aws-cloudtrail';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { TrailIdentity } from '../identity/trail-identity';
import type { SelectionExplanation } from '../selection/selection-explanation';

/**
 * A trail.
 * @stability stable
 */
export interface IAuditTrail extends IResource, ITrailRef {
  /** The trail's ARN. Resources that reference it are created after the trail; `identity.trailArn` contains no reference. */
  readonly trailArn: string;

  /** The identity of the trail. Throws for a trail that was imported by its ARN only. */
  readonly identity: TrailIdentity;

  /** The archive that the trail delivers to. Throws for a trail that was imported without one. */
  readonly archive: ILogArchive;

  /** The log group that the trail also delivers to; undefined if there is none, or if an imported trail was given none. */
  readonly logGroup?: ILogGroup;

  /** Grants permission to read the configuration and status of the trail, and to list the account's trails. */
  grantDescribe(grantee: IGrantable): Grant;

  /** Grants permission to start the trail. */
  grantStart(grantee: IGrantable): Grant;

  /** Grants permission to stop the trail. */
  grantStop(grantee: IGrantable): Grant;

  /** Grants permission to read and change what the trail logs: selectors, Insights, aggregation. */
  grantManageSelectors(grantee: IGrantable): Grant;

  /**
   * Invokes a target on CloudTrail API calls in the account and Region that this trail is created in: calls that change the
   * trail, stop it, or narrow the events that it logs. Read-only calls are not delivered to EventBridge.
   */
  onCloudTrailEvent(id: string, options: OnEventOptions): Rule;

  /**
   * Whether this trail would log a record, and why: which selector logs it, or which condition is not met. Throws for a trail
   * that was imported without a selection.
   *
   * @param record one record, as its JSON
   * @stability experimental
   */
  explain(record: { [key: string]: unknown }): SelectionExplanation;

  /** The number of records that the trail's log group received. Throws if there is none. */
  metricLogEvents(props?: MetricOptions): Metric;

  /** The number of bytes of records that the trail's log group received. Throws if there is none. */
  metricLogBytes(props?: MetricOptions): Metric;
}
