import { setTimeout } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { Context } from 'aws-lambda';
import { expectEvent, STACK_EVENT } from '../../lib/core/settings/expected-event';
import { answerStack, type StackEvent, type StackRequest } from '../aws/change/answer-stack';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { proveRequestBy } from '../aws/prove-request';
import { organizationServicesOf } from '../aws/trail/organization-services';
import { administerOrganization } from './administer-organization';

const logger = new Logger({ serviceName: 'organization-administration' });
const cloudFormation = confirming(new CloudFormationClient(CLIENT_OPTIONS));
const wait = (milliseconds: number) => setTimeout(milliseconds);
const prove = proveRequestBy({ client: cloudFormation, wait });
// each finds the endpoint of its service in the partition: IAM and Organizations have one, whatever the Region
const services = organizationServicesOf({
  organizations: confirming(new OrganizationsClient(CLIENT_OPTIONS)),
  cloudFormation,
  cloudTrail: confirming(new CloudTrailClient(CLIENT_OPTIONS)),
  iam: confirming(new IAMClient(CLIENT_OPTIONS)),
});

/** The handler, called by CloudFormation during a deployment. */
export async function handler(event: StackEvent & StackRequest, context: Context): Promise<void> {
  expectEvent(event, STACK_EVENT);
  logger.addContext(context);
  const { physicalId, changes, ...failure } = await administerOrganization(event, {
    ...{ services, prove, wait },
    remainingMs: () => context.getRemainingTimeInMillis(),
  });
  // the request holds a signed URL, and is not logged
  logger.info('request followed', { requestType: event.RequestType, physicalId, changes, ...failure });
  await answerStack(event, { physicalId, ...failure });
}
