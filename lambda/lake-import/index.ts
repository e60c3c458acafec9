import { setTimeout } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { Context } from 'aws-lambda';
import { expectEvent, STACK_EVENT } from '../../lib/core/settings/expected-event';
import { answerStack, type StackEvent, type StackRequest } from '../aws/change/answer-stack';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming, makeProveRequest } from '../aws/confirming';
import { lakeImportsOf } from '../aws/trail/lake-imports';
import { type FollowPorts, followStack } from './follow-stack';

const logger = new Logger({ serviceName: 'lake-import' });
const ports: FollowPorts = {
  prove: makeProveRequest(),
  imports: lakeImportsOf(confirming(new CloudTrailClient(CLIENT_OPTIONS))),
  wait: (milliseconds) => setTimeout(milliseconds),
};

/** The handler, called by CloudFormation during a deployment. */
export async function handler(event: StackEvent & StackRequest, context: Context): Promise<void> {
  expectEvent(event, STACK_EVENT);
  logger.addContext(context);
  const { importId, ...failure } = await followStack(event, ports);
  // the request holds a signed URL, and is not logged
  logger.info('request followed', { requestType: event.RequestType, importId, ...failure });
  await answerStack(event, { physicalId: importId, data: { importId }, ...failure });
}
