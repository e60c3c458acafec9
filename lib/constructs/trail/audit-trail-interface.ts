import type { IResource } from 'aws-cdk-lib';
import type { ITrailRef } from 'aws-cdk-lib/aws-cloudtrail';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { TrailIdentity } from '../identity/trail-identity';
import type { SelectionExplanation } from '../selection/selection-explanation';

/** A trail. */
export interface IAuditTrail extends IResource, ITrailRef {
  /** The trail's ARN. Whoever refers to it is created after the trail; `identity.trailArn` refers to nothing. */
  readonly trailArn: string;

  /** Which trail this is. Fails for a trail that was imported by its ARN alone. */
  readonly identity: TrailIdentity;

  /** Where the trail delivers to. Fails for an imported trail that was given none. */
  readonly archive: ILogArchive;

  /** The log group that gets the records too; undefined if there is none, or an imported trail was given none. */
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
   * Invokes a target on calls of the CloudTrail API in the account and Region that this trail is created in:
   * changes a trail, stops it, or narrows what it logs. Calls that only read do not come over EventBridge.
   */
  onCloudTrailEvent(id: string, options: OnEventOptions): Rule;

  /**
   * Whether this trail would log a record, and why: which selector does, or which condition is in the way. Fails for an imported
   * trail that was given no selection.
   *
   * @param record one record, as its JSON
   */
  explain(record: { [key: string]: unknown }): SelectionExplanation;

  /** How many records came to the trail's log group. Fails where there is none. */
  metricLogEvents(props?: MetricOptions): Metric;

  /** How many bytes of records came to the trail's log group. Fails where there is none. */
  metricLogBytes(props?: MetricOptions): Metric;
}
