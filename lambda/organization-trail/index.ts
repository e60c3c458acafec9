import { setTimeout } from 'node:timers/promises';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { stackHandler } from '../aws/change/answer-stack';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming, makeProveRequest } from '../aws/confirming';
import { type FollowPorts, followStack } from './follow-stack';

const ports: FollowPorts = {
  prove: makeProveRequest(),
  client: confirming(new CloudTrailClient(CLIENT_OPTIONS)),
  wait: (milliseconds) => setTimeout(milliseconds),
};

export const handler = stackHandler('organization-trail', async (event) => {
  const { trailArn, snsTopicArn = '', ...failure } = await followStack(event, ports);
  return { physicalId: trailArn, data: { Arn: trailArn, SnsTopicArn: snsTopicArn }, ...failure };
});
