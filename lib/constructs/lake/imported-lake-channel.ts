import { Resource } from 'aws-cdk-lib';
import type { ChannelReference } from 'aws-cdk-lib/aws-cloudtrail';
import type { AddToResourcePolicyResult, Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { grantPutAuditEvents } from './grant-put-audit-events';
import { checkLakeArn, isLakeArn } from './lake-arn';
import type { ILakeChannel } from './lake-channel-interface';

const KIND = { property: 'channelArn', noun: 'a channel', type: 'channel' };

/** A channel that exists already. */
export class ImportedLakeChannel extends Resource implements ILakeChannel {
  constructor(
    scope: Construct,
    id: string,
    public readonly channelArn: string,
  ) {
    super(scope, id, isLakeArn(KIND, channelArn) ? { environmentFromArn: channelArn } : {});
    checkLakeArn(this, KIND, channelArn);
  }

  public get channelRef(): ChannelReference {
    return { channelArn: this.channelArn };
  }

  public grantPutAuditEvents(grantee: IGrantable): Grant {
    return grantPutAuditEvents(this, grantee);
  }

  /** CloudTrail replaces the whole policy of a channel, and what it has synth does not know. */
  public addToResourcePolicy(): AddToResourcePolicyResult {
    return { statementAdded: false };
  }
}
