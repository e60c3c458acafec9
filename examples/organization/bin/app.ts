import { App } from 'aws-cdk-lib';
import { createOrganizationEstate } from '../lib/organization-estate';

// All of these are yours to change.
createOrganizationEstate(new App(), {
  organizationId: 'o-exampleorgid',
  managementAccount: '111122223333',
  logArchiveAccount: '444455556666',
  homeRegion: 'eu-west-1',
  bucketName: 'example-organization-logs',
  emails: ['security@example.com'],
});
