import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App } from 'aws-cdk-lib';
import { DetectionStack } from '../../examples/control-tower/lib/detection-stack';
import { PLACE } from './place';

const { region: homeRegion, account: managementAccount, logArchiveAccount, organizationId, email } = PLACE;

const app = new App();
// The landing zone was set up before, and its bucket sends its events to EventBridge.
const detection = new DetectionStack(app, 'TrailwatchIntegControlTower', {
  zone: { homeRegion, managementAccount, logArchiveAccount, organizationId },
  emails: [email],
});

const { assertions } = new IntegTest(app, 'ControlTower', { testCases: [detection] });

// The bucket is the landing zone's, and still announces its files.
assertions
  .awsApiCall('S3', 'getBucketNotificationConfiguration', {
    Bucket: `aws-controltower-logs-${logArchiveAccount}-${homeRegion}`,
  })
  .expect(ExpectedResult.objectLike({ EventBridgeConfiguration: {} }));
