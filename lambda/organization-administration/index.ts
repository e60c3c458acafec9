import { setTimeout } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { stackHandler } from '../aws/change/answer-stack';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { proveRequestBy } from '../aws/prove-request';
import { organizationServicesOf } from '../aws/trail/organization-services';
import { administerOrganization } from './administer-organization';

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

export const handler = stackHandler('organization-administration', (event, context) =>
  administerOrganization(event, {
    ...{ services, prove, wait },
    remainingMs: () => context.getRemainingTimeInMillis(),
  }),
);
