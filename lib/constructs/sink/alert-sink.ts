import type { IAlarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLettersMetric, errorsMetric } from '../worker/worker-metrics';
import type { SinkParts } from './create-sink';

/**
 * What forwards messages of an alert topic to another service: a queue that is subscribed to the topic, a function that verifies
 * who sent each message and hands it over, and a dead-letter queue with alarms. `EventBusSink` and `ApiDestinationSink` are some.
 */
export abstract class AlertSink extends Construct implements IGrantable {
  /** The resources: every subclass sets them in its constructor. @internal */
  protected _parts!: SinkParts;

  /** The function that forwards the messages. */
  public get lambdaFunction(): IFunction {
    return this._parts.lambdaFunction;
  }

  /** The role of the function. */
  public get grantPrincipal(): IPrincipal {
    return this._parts.lambdaFunction.grantPrincipal;
  }

  /** The queue that is subscribed to the topic. */
  public get queue(): IQueue {
    return this._parts.queue;
  }

  /** The queue of messages that could not be forwarded. */
  public get deadLetterQueue(): IQueue {
    return this._parts.deadLetterQueue;
  }

  /** The alarms on the sink, which notify the alert topic. */
  public get alarms(): IAlarm[] {
    return this._parts.alarms;
  }

  /** Messages that were forwarded: those deleted from the queue. */
  public metricMessages(props?: MetricOptions): Metric {
    return this.queue.metricNumberOfMessagesDeleted(props);
  }

  /** The age of the oldest message in the queue; the maximum. */
  public metricOldestMessageAge(props?: MetricOptions): Metric {
    return this.queue.metricApproximateAgeOfOldestMessage(props);
  }

  /** Messages in the dead-letter queue; the maximum. */
  public metricDeadLetters(props?: MetricOptions): Metric {
    return deadLettersMetric(this, props);
  }

  /** Invocations of the function that failed. A batch of which some messages failed is none: those are received again. */
  public metricErrors(props?: MetricOptions): Metric {
    return errorsMetric(this, props);
  }
}
