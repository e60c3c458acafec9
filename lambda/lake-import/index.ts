import { setTimeout } from 'node:timers/promises';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { stackHandler } from '../aws/change/answer-stack';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming, makeProveRequest } from '../aws/confirming';
import { lakeImportsOf } from '../aws/trail/lake-imports';
import { type FollowPorts, followStack } from './follow-stack';

const ports: FollowPorts = {
  prove: makeProveRequest(),
  imports: lakeImportsOf(confirming(new CloudTrailClient(CLIENT_OPTIONS))),
  wait: (milliseconds) => setTimeout(milliseconds),
};

export const handler = stackHandler('lake-import', async (event) => {
  const { importId, ...failure } = await followStack(event, ports);
  return { physicalId: importId, data: { importId }, ...failure };
});
