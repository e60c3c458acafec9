import { Duration, Names, type RemovalPolicy, Size } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { SINK_ALARMS } from '../../core/alarm/pipeline/message-alarms';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import type { SinkSettings } from '../../core/settings/sink-settings';
import { type AlertFilter, describeFilter, toFilterPolicy } from '../alert/alert-filter';
import type { IAlertTopic } from '../alert/alert-topic';
import { checkTopicPlace } from '../alert/check-topic-region';
import { grantSenderChecks, originKeyArnsOf } from '../alert/sender-checks';
import { checkBounds } from '../preflight/check-bounds';
import { within } from '../preflight/construct-error';
import { describeResource, setDefaultChild } from '../resource/describe-resource';
import { type FunctionOptions, memoryBounds } from '../worker/function-options';
import { createJobFunction } from '../worker/job-function';
import { QueueFunction } from '../worker/queue-function';
import { subscribeQueue } from '../worker/queue-target';
import { createPipelineAlarm, type WorkerPipeline, watchPipeline } from '../worker/worker-alarms';
import type { WorkerAlarmThresholds } from '../worker/worker-options';
import { createWorkerQueues, MAX_RECEIVES, type WorkerQueues } from '../worker/worker-queue';

/**
 * Forwards messages of an alert topic to another service: a queue that is subscribed to the topic, a function that verifies the
 * sender of each message and forwards it, and a dead-letter queue with alarms. `EventBusSink` and `ApiDestinationSink` are
 * examples.
 */
export abstract class AlertSink extends QueueFunction {
  /** The resources, which every subclass sets in its constructor. @internal */
  protected _parts!: SinkParts;
}

/** Properties of all alert sinks. */
export interface AlertSinkProps extends FunctionOptions {
  /** The topic whose messages are forwarded, and that the alarms notify. In the same account and Region. */
  readonly alertTopic: IAlertTopic;

  /**
   * The messages that are forwarded. SNS allows 150 combinations of values in a filter: the product of the numbers of
   * severities, accounts and rules, each plus one for other messages.
   *
   * @default - all alerts and all alarms
   */
  readonly filter?: AlertFilter;

  /**
   * The ARNs of HMAC keys of other apps whose functions publish to the alert topic. Messages whose sender cannot be verified
   * with one of these keys or that of the alert topic are forwarded with a mark.
   *
   * @default - only the key of the alert topic
   */
  readonly originKeyArns?: string[];

  /**
   * Thresholds of the alarms on the function and its queue.
   *
   * @default - 15 minutes for the oldest message, otherwise 1
   */
  readonly alarmThresholds?: WorkerAlarmThresholds;

  /**
   * The removal policy of the function's log group, and of resources that store alerts.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Properties of a sink that differ between sinks. */
export interface SinkJob {
  /** The folder of its bundle. */
  readonly bundle: string;
  /** What the function does, after `a function of trailwatch that`. */
  readonly description: string;
  /** The services that it calls, in words. */
  readonly services: string;
  readonly environment: (common: SinkSettings) => Record<string, string>;
  /** The permissions in addition to reading its queue, verifying senders and writing its log. */
  readonly statements: readonly PolicyStatementData[];
}

/** The time for calls to KMS, CloudWatch and the destination, each with retries. */
const TIMEOUT = Duration.seconds(60);

/** A body contains the message as a JSON string with escaped quotes: up to twice the 256 KiB of SNS. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** A sink's resources. */
interface SinkParts extends WorkerQueues {
  readonly lambdaFunction: IFunction;
  readonly alarms: IAlarm[];
}

/**
 * The resources of every sink: a queue that is subscribed to the alert topic, the function that reads it, a dead-letter queue,
 * a log group and alarms. They are children of the sink itself; its default child is the function.
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
        'its event source limits it, without reserving concurrency that other functions of the account may need',
    },
  });
  grantSenderChecks(role, props);
  return lambdaFunction;
}

/** Messages that SNS cannot deliver go to the dead-letter queue in the format that the queue would have received. */
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

/** The properties of a sink that sends events to a bus. */
export function putEventsOn(eventBus: IEventBus, job: Pick<SinkJob, 'description' | 'environment'>): SinkJob {
  return {
    ...job,
    bundle: 'send-events',
    services: 'EventBridge, KMS and CloudWatch',
    statements: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: eventBus.eventBusArn }],
  };
}
