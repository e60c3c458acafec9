import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { SharedAuditStack } from '../../examples/third-party-sharing/lib/shared-audit-stack';
import { HOME, PLACE } from './place';

const app = new App();
const stack = new SharedAuditStack(app, 'TrailwatchIntegSharing', {
  env: HOME,
  emails: [PLACE.email],
  vendorAccount: PLACE.vendorAccount,
  vendorExternalId: 'customer/4711',
  validUntil: new Date('2030-01-01T00:00:00Z'),
  terminationProtection: false,
});

const assertionStack = new Stack(app, 'TrailwatchIntegSharingAssertions', { env: HOME });
const { assertions } = new IntegTest(app, 'ThirdPartySharing', { testCases: [stack], assertionStack });

// IAM took the trust policy: the principal exists, and the external id is asked for.
assertions.awsApiCall('IAM', 'getRole', { RoleName: stack.reader.roleName }).expect(
  ExpectedResult.objectLike({
    Role: { MaxSessionDuration: 3600, AssumeRolePolicyDocument: Match.stringLikeRegexp('4711') },
  }),
);
