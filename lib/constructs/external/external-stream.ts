import { Stack } from 'aws-cdk-lib';
import { type EventPattern, type IEventBus, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CfnDeliveryStreamProps } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { toAcceptedPattern, toRefusedPattern } from '../../core/record/external-pattern';
import {
  type CreatedStream,
  createDeliveryStream,
  type StreamAttributes,
  type StreamOptions,
  type StreamParts,
  toLogging,
} from '../sink/delivery-stream';
import { letEventsSend, toQueueTarget } from '../worker/queue-target';
import { createRuleRole } from '../worker/rule-role';

/** Where the log files are. */
interface EventFolder {
  readonly bucket: IBucket;
  readonly keyPrefix: string;
}

/** A file is written after this time or size. */
const BUFFERING = { intervalInSeconds: 60, sizeInMBs: 64 };

/** The stream, which writes one event on a line, in files with the names of CloudTrail's log files. */
export function createExternalStream(
  parent: Construct,
  options: StreamOptions,
  { bucket, keyPrefix }: EventFolder,
): CreatedStream {
  const { account, region } = Stack.of(parent);
  const folder = `${keyPrefix}/AWSLogs/${account}/CloudTrail/${region}/`;
  const store = { bucket, prefix: folder, errorPrefix: `${keyPrefix}-errors/` };
  // Firehose adds its own name, the time and an id.
  const name = `${account}_CloudTrail_${region}_!{timestamp:yyyyMMdd}T!{timestamp:HHmm}Z_`;
  return createDeliveryStream(new Construct(parent, 'Delivery'), options, {
    ...{ store, carried: 'events', statements: [] },
    destination: (parts) => toDestination(parts, `${folder}!{timestamp:yyyy/MM/dd}/${name}`),
  });
}

function toDestination(parts: StreamParts, prefix: string): CfnDeliveryStreamProps {
  const { bucket, errorPrefix } = parts.store;
  return {
    extendedS3DestinationConfiguration: {
      ...{ bucketArn: bucket.bucketArn, roleArn: parts.role.roleArn, prefix },
      errorOutputPrefix: `${errorPrefix}!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/`,
      ...{ bufferingHints: BUFFERING, compressionFormat: 'GZIP', fileExtension: '.json.gz' },
      cloudWatchLoggingOptions: toLogging(parts),
      processingConfiguration: {
        enabled: true,
        processors: [
          {
            type: 'AppendDelimiterToRecord',
            parameters: [{ parameterName: 'Delimiter', parameterValue: '\\n' }],
          },
        ],
      },
    },
  };
}

/** What connects a bus with a stream. */
interface ExternalRules {
  readonly sources: readonly string[];
  readonly eventBus: IEventBus;
  readonly stream: StreamAttributes;
  /** For events that are refused, and those that EventBridge cannot deliver. */
  readonly deadLetterQueue: IQueue;
}

/** The rules for accepted and for refused events. */
export function sendToStream(scope: Construct, props: ExternalRules): void {
  const { sources, eventBus, deadLetterQueue, stream } = props;
  const { account } = Stack.of(scope);
  const accepted = new Rule(scope, 'Accepted', {
    ...{ eventBus, targets: [toStreamTarget(scope, stream, deadLetterQueue)] },
    description: 'Sends events from outside AWS to the delivery stream of their archive',
    eventPattern: toAcceptedPattern(sources, account) as EventPattern,
  });
  letEventsSend(deadLetterQueue, accepted.ruleArn);
  new Rule(scope, 'Refused', {
    ...{ eventBus, targets: [toQueueTarget(deadLetterQueue, {})] },
    description: 'Keeps events from outside AWS that are not in the documented form',
    eventPattern: toRefusedPattern(sources, account) as EventPattern,
  });
}

function toStreamTarget(scope: Construct, stream: StreamAttributes, deadLetterQueue: IQueue): IRuleTarget {
  const { deliveryStreamArn: arn } = stream;
  const role = createRuleRole(scope, 'RuleRole', 'Sends events from outside AWS to their delivery stream');
  role.addToPolicy(
    new PolicyStatement({ actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'], resources: [arn] }),
  );
  return { bind: () => ({ arn, role, deadLetterConfig: { arn: deadLetterQueue.queueArn } }) };
}
