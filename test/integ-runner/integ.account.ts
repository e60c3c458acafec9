import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, Duration } from 'aws-cdk-lib';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AuditStack } from '../../examples/account/lib/audit-stack';
import { HOME, PLACE } from './place';

const app = new App();
const stack = new AuditStack(app, 'TrailwatchIntegAccount', {
  env: HOME,
  emails: [PLACE.email],
  terminationProtection: false,
});
const inbox = new Queue(stack, 'Inbox');
stack.trailwatch.alertTopic.topic.addSubscription(new SqsSubscription(inbox, { rawMessageDelivery: true }));

const { assertions } = new IntegTest(app, 'Account', { testCases: [stack], assertionStack: stack });
const user = { UserName: 'trailwatch-integ-account' };

const trail = assertions
  .awsApiCall('CloudTrail', 'getTrailStatus', { Name: 'trailwatch' })
  .expect(ExpectedResult.objectLike({ IsLogging: true }));
const created = assertions.awsApiCall('IAM', 'createUser', user);
const deleted = assertions.awsApiCall('IAM', 'deleteUser', user);
const alert = assertions
  .awsApiCall('SQS', 'receiveMessage', {
    QueueUrl: inbox.queueUrl,
    WaitTimeSeconds: 20,
    MaxNumberOfMessages: 10,
  })
  .expect(
    ExpectedResult.objectLike({
      Messages: Match.arrayWith([
        Match.objectLike({ Body: Match.stringLikeRegexp('trailwatch-integ-account') }),
      ]),
    }),
  )
  .waitForAssertions({ totalTimeout: Duration.minutes(25), interval: Duration.minutes(1) });

// A user is created and deleted: its alert arrives once the trail has delivered the log file.
trail.next(created).next(deleted).next(alert);
