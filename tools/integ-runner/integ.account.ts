import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AlarmSet, ArchiveLifecycle, Trailwatch } from 'cdk-trailwatch';
import { AuditStack, type AuditStackProps } from '../../examples/account/lib/audit-stack';
import { HOME, PLACE } from './place';

/** The same stack with every route to an alert, as a later change of it. */
class EveryRouteStack extends Stack {
  readonly trailwatch: Trailwatch;

  constructor(scope: App, id: string, props: AuditStackProps) {
    super(scope, id, props);
    this.trailwatch = new Trailwatch(this, 'Trailwatch', {
      emails: props.emails,
      lifecycleRules: ArchiveLifecycle.intelligentTiering({ expireAfter: Duration.days(730) }),
      ...{ deliveryMonitor: {}, realtime: {}, alarms: AlarmSet.securityHub() },
    });
  }
}

const app = new App();
const StackType = process.env.INTEG_ROUTES === 'all' ? EveryRouteStack : AuditStack;
const stack = new StackType(app, 'TrailwatchIntegAccount', {
  env: HOME,
  emails: [PLACE.email],
  terminationProtection: false,
});
// By its name: versions of the CDK refer to other stacks in different ways.
const queueName = 'trailwatch-integ-account';
const queueUrl = `https://sqs.${HOME.region}.amazonaws.com/${HOME.account}/${queueName}`;
const inbox = new Queue(stack, 'Inbox', { queueName });
stack.trailwatch.alertTopic.topic.addSubscription(new SqsSubscription(inbox, { rawMessageDelivery: true }));

// Not the stack itself, because assertions change with every synthesis.
const assertionStack = new Stack(app, 'TrailwatchIntegAccountAssertions', { env: HOME });
const { assertions } = new IntegTest(app, 'Account', { testCases: [stack], assertionStack });
const user = { UserName: 'trailwatch-integ-account' };

const trail = assertions
  .awsApiCall('CloudTrail', 'getTrailStatus', { Name: 'trailwatch' })
  .expect(ExpectedResult.objectLike({ IsLogging: true }));
const created = assertions.awsApiCall('IAM', 'createUser', user);
const deleted = assertions.awsApiCall('IAM', 'deleteUser', user);
const alert = assertions
  .awsApiCall('SQS', 'receiveMessage', {
    QueueUrl: queueUrl,
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
