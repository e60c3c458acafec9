import { App } from 'aws-cdk-lib';
import { DetectionStack } from '../lib/detection-stack';

// The landing zone: change all of it. `aws cloudtrail describe-trails` in the management account shows names and key.
new DetectionStack(new App(), 'Detection', {
  zone: {
    homeRegion: 'eu-west-1',
    managementAccount: '111122223333',
    logArchiveAccount: '444455556666',
    organizationId: 'o-exampleorgid',
    // The alias of the key is alias/accelerator/central-logs/s3, in the log archive account.
    keyArn: 'arn:aws:kms:eu-west-1:444455556666:key/0a1b2c3d-0000-4000-8000-000000000000',
  },
  emails: ['security@example.com'],
});
