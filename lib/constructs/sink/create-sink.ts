import { Duration, Names, Size } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { SINK_ALARMS } from '../../core/alarm/pipeline/message-alarms';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import type { SinkSettings } from '../../core/settings/sink-settings';
import { describeFilter, toFilterPolicy } from '../alert/alert-filter';
import { checkTopicPlace } from '../alert/check-topic-region';
import { grantSenderChecks, originKeyArnsOf } from '../alert/sender-checks';
import { checkBounds } from '../preflight/check-bounds';
import { within } from '../preflight/construct-error';
import { describeResource, setDefaultChild } from '../resource/describe-resource';
import { memoryBounds } from '../worker/function-options';
import { createJobFunction } from '../worker/job-function';
import { subscribeQueue } from '../worker/queue-target';
import { createPipelineAlarm, type WorkerPipeline, watchPipeline } from '../worker/worker-alarms';
import { createWorkerQueues, MAX_RECEIVES, type WorkerQueues } from '../worker/worker-queue';
import type { AlertSinkProps } from './alert-sink-props';

/** What a sink does with messages, and how it differs from the others. */
export interface SinkJob {
  /** The folder of its bundle. */
  readonly bundle: string;
  /** What the function does, after `a function of trailwatch that`. */
  readonly description: string;
  /** The services that it calls, in words. */
  readonly services: string;
  readonly environment: (common: SinkSettings) => Record<string, string>;
  /** What it may do besides reading its queue, verifying senders and writing its log. */
  readonly statements: readonly PolicyStatementData[];
}

/** Calls of KMS, CloudWatch and the destination, each with its retries. */
const TIMEOUT = Duration.seconds(60);

/** A body has the message as a text in JSON, whose quotes are escaped: up to twice the 256 KiB of SNS. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** A sink's resources. */
export interface SinkParts extends WorkerQueues {
  readonly lambdaFunction: IFunction;
  readonly alarms: IAlarm[];
}

/**
 * A queue that is subscribed to the alert topic, the function that reads it, a dead-letter queue, a log group and alarms: what
 * every sink consists of. The resources are children of the sink itself; its default child is the function.
 */
export function createSink(sink: Construct, props: AlertSinkProps, job: SinkJob): SinkParts {
  checkTopicPlace(sink, props.alertTopic, 'sink');
  within(sink, () => checkBounds([memoryBounds(props)]));
  const queues = createWorkerQueues(sink, TIMEOUT, props, { maxMessageSizeBytes: MAX_MESSAGE_BYTES });
  const lambdaFunction = createFunction(sink, props, job);
  setDefaultChild(sink, lambdaFunction);
  lambdaFunction.addEventSource(
    new SqsEventSource(queues.queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 2 }),
  );
  subscribe(sink, props, queues);
  describeResource(lambdaFunction, () => ({
    construct: 'AlertSink',
    Routes: [
      [
        `messages of ${props.alertTopic.node.path}`,
        `${describeFilter(props.filter ?? {})}: ${job.description}`,
      ],
    ],
  }));
  const pipeline = { ...queues, lambdaFunction };
  return { ...pipeline, alarms: within(sink, () => createAlarms(sink, props, pipeline)) };
}

function createFunction(sink: Construct, props: AlertSinkProps, job: SinkJob): IFunction {
  const settings: SinkSettings = {
    sinkName: Names.uniqueResourceName(sink, { maxLength: 128 }),
    originKeyArns: originKeyArnsOf(sink, props).join(','),
    maxReceiveCount: MAX_RECEIVES,
  };
  const { lambdaFunction, role } = createJobFunction(sink, {
    options: props,
    bundle: job.bundle,
    description: job.description,
    memorySize: props.memorySize ?? Size.mebibytes(256),
    timeout: TIMEOUT,
    environment: job.environment(settings),
    statements: job.statements,
    wildcards: {},
    logContents: 'no alerts',
    services: job.services,
    controls: {
      LambdaDLQ: 'a queue calls it, and that queue has a dead-letter queue with an alarm',
      LambdaConcurrency:
        'its event source bounds it, without reserving what other functions of the account may need',
    },
  });
  grantSenderChecks(role, props);
  return lambdaFunction;
}

/** What SNS cannot put on the queue goes to the dead-letter queue in the form that the queue would have got. */
function subscribe(sink: Construct, props: AlertSinkProps, { queue, deadLetterQueue }: WorkerQueues): void {
  const filterPolicy = within(sink, () => toFilterPolicy(props.filter ?? {}));
  subscribeQueue(props.alertTopic.topic, queue, {
    deadLetterQueue,
    ...(Object.keys(filterPolicy).length === 0 ? {} : { filterPolicy }),
  });
}

function createAlarms(
  sink: Construct,
  { alertTopic, runbooks, alarmActions, alarmThresholds = {} }: AlertSinkProps,
  pipeline: WorkerPipeline,
): IAlarm[] {
  const thresholds = {
    ...alarmThresholds,
    oldestMessageAge: alarmThresholds.oldestMessageAge ?? Duration.minutes(15),
  };
  return watchPipeline(pipeline, SINK_ALARMS, thresholds).map((watch) =>
    createPipelineAlarm(sink, watch, { alertTopic, runbooks, alarmActions }),
  );
}

/** The job of a sink that puts events on a bus. */
export function putEventsOn(eventBus: IEventBus, job: Pick<SinkJob, 'description' | 'environment'>): SinkJob {
  return {
    ...job,
    bundle: 'send-events',
    services: 'EventBridge, KMS and CloudWatch',
    statements: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: eventBus.eventBusArn }],
  };
}
