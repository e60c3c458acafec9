import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { createOrganizationEstate } from '../../examples/organization/lib/organization-estate';
import { HOME, PLACE } from './place';

const app = new App();
const { management, logArchive } = createOrganizationEstate(app, {
  organizationId: PLACE.organizationId,
  managementAccount: PLACE.account,
  logArchiveAccount: PLACE.logArchiveAccount,
  homeRegion: PLACE.region,
  bucketName: `trailwatch-integ-${PLACE.logArchiveAccount}`,
  emails: [PLACE.email],
});
for (const stack of [management, logArchive]) stack.terminationProtection = false;

// In the management account, which owns the trail.
const assertionStack = new Stack(app, 'TrailwatchIntegOrganizationAssertions', { env: HOME });
const { assertions } = new IntegTest(app, 'Organization', {
  testCases: [logArchive, management],
  assertionStack,
});

assertions
  .awsApiCall('CloudTrail', 'getTrailStatus', { Name: 'organization-trail' })
  .expect(ExpectedResult.objectLike({ IsLogging: true }))
  .next(
    assertions
      .awsApiCall('CloudTrail', 'getTrail', { Name: 'organization-trail' })
      .expect(ExpectedResult.objectLike({ Trail: { IsOrganizationTrail: true, IsMultiRegionTrail: true } })),
  );
