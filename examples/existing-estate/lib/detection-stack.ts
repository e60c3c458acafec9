import { Annotations, Stack, type StackProps } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlarmContext,
  AlarmSet,
  AlertTopic,
  AuditTrail,
  IntegrityMonitor,
  LogArchive,
  LogProcessor,
  MetricAlarms,
  TrailIdentity,
} from 'cdk-trailwatch';
import type { Construct } from 'constructs';

/** What exists in the account and the Region of the stack. */
export interface DetectionStackProps extends StackProps {
  readonly trailName: string;
  /** The bucket that the trail delivers to. */
  readonly bucketName: string;
  /** The log group that the trail sends its events to. */
  readonly logGroupName: string;
  /** The topic that reaches those on call. */
  readonly topicArn: string;
}

/** Detection, verification and alarms for a trail that is there already. Trail, bucket, log group and topic stay as they are. */
export class DetectionStack extends Stack {
  constructor(scope: Construct, id: string, props: DetectionStackProps) {
    super(scope, id, { description: 'Alerts on the log files of a trail that exists already', ...props });
    const identity = TrailIdentity.account({
      trailName: props.trailName,
      homeRegion: this.region,
      ownerAccount: this.account,
    });
    const archive = LogArchive.fromBucket(this, 'Archive', {
      bucket: Bucket.fromBucketName(this, 'Bucket', props.bucketName),
      trails: [identity],
      // The trail delivers to the bucket already, so its policy has what CloudTrail needs.
      policyManagedElsewhere: true,
    });
    const trail = AuditTrail.fromTrailAttributes(this, 'Trail', {
      identity,
      archive,
      logGroup: LogGroup.fromLogGroupName(this, 'TrailLogs', props.logGroupName),
    });
    const alertTopic = AlertTopic.fromTopic(
      this,
      'Alerts',
      Topic.fromTopicArn(this, 'Topic', props.topicArn),
    );

    const processor = new LogProcessor(this, 'Processor', { archive, alertTopic });
    const integrity = new IntegrityMonitor(this, 'Integrity', { archive, alertTopic });
    const metricAlarms = new MetricAlarms(this, 'Alarms', {
      trail,
      alertTopic,
      alarms: AlarmSet.securityHub(),
    });
    new AlarmContext(this, 'AlarmContext', { metricAlarms, processor });

    // All are told what to do in the README, and synth cannot see whether it was done.
    Annotations.of(processor).acknowledgeWarning(
      'cdk-trailwatch:eventBridgeNotifications',
      'the bucket sends its events to EventBridge',
    );
    Annotations.of(integrity).acknowledgeWarning(
      'cdk-trailwatch:changesUnannounced',
      'the bucket sends its events to EventBridge',
    );
    Annotations.of(metricAlarms).acknowledgeWarning(
      'cdk-trailwatch:unknownSubscribers',
      'those on call are subscribed to the topic',
    );
  }
}
