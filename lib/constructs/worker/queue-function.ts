import type { IAlarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLettersMetric, errorsMetric, type WorkerPipeline } from './worker-alarms';

/** The resources of a function that reads a queue. */
export interface QueueFunctionParts extends WorkerPipeline {
  readonly alarms: IAlarm[];
}

/**
 * A function that reads a queue, with a dead-letter queue and alarms. It is not part of the public API: jsii adds its members
 * to the classes that extend it.
 *
 * @internal
 */
export abstract class QueueFunction extends Construct implements IGrantable {
  /** The resources, which every subclass sets in its constructor. @internal */
  protected abstract _parts: QueueFunctionParts;

  /** The function. */
  public get lambdaFunction(): IFunction {
    return this._parts.lambdaFunction;
  }

  /** The role of the function. */
  public get grantPrincipal(): IPrincipal {
    return this._parts.lambdaFunction.grantPrincipal;
  }

  /** The queue that the function reads. */
  public get queue(): IQueue {
    return this._parts.queue;
  }

  /** The queue of messages whose processing failed. */
  public get deadLetterQueue(): IQueue {
    return this._parts.deadLetterQueue;
  }

  /** The alarms on the function and its queues. */
  public get alarms(): IAlarm[] {
    return this._parts.alarms;
  }

  /** Messages that were processed and deleted from the queue. */
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

  /**
   * Invocations of the function that failed. A batch with individual failed messages does not count: those messages are
   * received again.
   */
  public metricErrors(props?: MetricOptions): Metric {
    return errorsMetric(this, props);
  }
}
