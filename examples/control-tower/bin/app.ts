import { App } from 'aws-cdk-lib';
import { DetectionStack } from '../lib/detection-stack';

// The landing zone: change all of it. `aws cloudtrail describe-trails` in the management account shows names and key.
new DetectionStack(new App(), 'Detection', {
  zone: {
    homeRegion: 'eu-west-1',
    managementAccount: '111122223333',
    logArchiveAccount: '444455556666',
    organizationId: 'o-exampleorgid',
  },
  emails: ['security@example.com'],
});
