import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App } from 'aws-cdk-lib';
import { AuditStack } from '../../examples/own-rules/lib/audit-stack';
import { HOME, PLACE } from './place';

const app = new App();
const stack = new AuditStack(app, 'TrailwatchIntegOwnRules', {
  env: HOME,
  emails: [PLACE.email],
  terminationProtection: false,
});

const { assertions } = new IntegTest(app, 'OwnRules', { testCases: [stack] });

// CloudTrail took the selectors as they were written: the trail logs the bucket that a rule is about.
assertions.awsApiCall('CloudTrail', 'getEventSelectors', { TrailName: 'trailwatch' }).expect(
  ExpectedResult.objectLike({
    AdvancedEventSelectors: Match.arrayWith([
      Match.objectLike({
        FieldSelectors: Match.arrayWith([
          Match.objectLike({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::example-payroll/'] }),
        ]),
      }),
    ]),
  }),
);
