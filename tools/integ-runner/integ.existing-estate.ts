import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { DetectionStack } from '../../examples/existing-estate/lib/detection-stack';
import { HOME, PLACE } from './place';

const NAME = 'trailwatch-integ-existing';

/** What another team made long ago, without trailwatch. */
class ExistingStack extends Stack {
  public readonly topicArn: string;

  constructor(scope: App, id: string) {
    super(scope, id, { env: HOME });
    const removalPolicy = RemovalPolicy.DESTROY;
    const bucket = new Bucket(this, 'Logs', {
      bucketName: `${NAME}-${PLACE.account}`,
      eventBridgeEnabled: true,
      removalPolicy,
    });
    const cloudWatchLogGroup = new LogGroup(this, 'TrailLogs', { logGroupName: NAME, removalPolicy });
    new Trail(this, 'Trail', { trailName: NAME, bucket, sendToCloudWatchLogs: true, cloudWatchLogGroup });
    const topic = new Topic(this, 'Topic', { topicName: NAME });
    topic.addSubscription(new EmailSubscription(PLACE.email));
    this.topicArn = topic.topicArn;
  }
}

const app = new App();
const existing = new ExistingStack(app, 'TrailwatchIntegExisting');
const detection = new DetectionStack(app, 'TrailwatchIntegDetection', {
  env: HOME,
  trailName: NAME,
  bucketName: `${NAME}-${PLACE.account}`,
  logGroupName: NAME,
  topicArn: `arn:aws:sns:${PLACE.region}:${PLACE.account}:${NAME}`,
});
detection.node.addDependency(existing);

const { assertions } = new IntegTest(app, 'ExistingEstate', { testCases: [detection] });

// The alarms of the app are on the log group that was there before.
assertions
  .awsApiCall('CloudWatchLogs', 'describeMetricFilters', { logGroupName: NAME, limit: 1 })
  .expect(ExpectedResult.objectLike({ metricFilters: [{ logGroupName: NAME }] }));
