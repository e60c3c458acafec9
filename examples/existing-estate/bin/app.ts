import { App } from 'aws-cdk-lib';
import { DetectionStack } from '../lib/detection-stack';

// What exists already: change all of it.
new DetectionStack(new App(), 'Detection', {
  env: { account: '111122223333', region: 'eu-west-1' },
  trailName: 'company',
  bucketName: 'company-logs',
  logGroupName: 'company-trail',
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:security',
});
