import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { CHANNEL_POLICY_ACTIONS } from '../../core/policy/lake-statements';
import type { ILakeChannel } from './lake-channel-interface';

/** Grants sending events through a channel. */
export function grantPutAuditEvents(channel: ILakeChannel, grantee: IGrantable): Grant {
  return Grant.addToPrincipalOrResource({
    grantee,
    actions: [...CHANNEL_POLICY_ACTIONS],
    resourceArns: [channel.channelArn],
    resource: channel,
  });
}
