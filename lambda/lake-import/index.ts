import { setTimeout } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { stackHandler } from '../aws/change/answer-stack';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { findStack, proveRequestBy } from '../aws/prove-request';
import { lakeImportsOf } from '../aws/trail/lake-imports';
import { type FollowPorts, followStack } from './follow-stack';

const cloudFormation = confirming(new CloudFormationClient(CLIENT_OPTIONS));
const wait: FollowPorts['wait'] = (milliseconds) => setTimeout(milliseconds);
const ports: FollowPorts = {
  prove: proveRequestBy({ client: cloudFormation, wait }),
  statusOf: async (stackId) => (await findStack(cloudFormation, stackId)).status,
  imports: lakeImportsOf(confirming(new CloudTrailClient(CLIENT_OPTIONS))),
  wait,
};

export const handler = stackHandler('lake-import', async (event) => {
  const { importId, ...failure } = await followStack(event, ports);
  return { physicalId: importId, data: { importId }, ...failure };
});
