import type { IResource } from 'aws-cdk-lib';
import type { IChannelRef } from 'aws-cdk-lib/aws-cloudtrail';
import type { AddToResourcePolicyResult, Grant, IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** A channel of CloudTrail Lake. */
export interface ILakeChannel extends IResource, IChannelRef {
  /** The channel's ARN, which `PutAuditEvents` takes. */
  readonly channelArn: string;

  /** Grants permission to send events through the channel. A principal of another account is admitted by the channel's policy, too. */
  grantPutAuditEvents(grantee: IGrantable): Grant;

  /**
   * Adds a statement to the channel's policy, which takes `cloudtrail-data:PutAuditEvents` only. The policy of an imported channel
   * cannot be changed from here: the result says so.
   */
  addToResourcePolicy(statement: PolicyStatement): AddToResourcePolicyResult;
}
