import type { Dashboard, IAlarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { checkBounds } from '../preflight/check-bounds';
import { within } from '../preflight/construct-error';
import {
  deadLettersMetric,
  errorsMetric,
  messagesMetric,
  oldestMessageMetric,
} from '../worker/worker-metrics';
import type { AlarmContextProps } from './alarm-context-props';
import { createContextWorker } from './context-worker';
import type { MetricAlarms } from './metric-alarms';

/**
 * Names the actor behind an alarm: when an alarm goes into the ALARM state, the function searches CloudWatch Logs for the
 * records that the alarm's own filters find, and sends an alert for each, with who, what and where. As long as it finds
 * records it searches again every five minutes, since an alarm that stays in the ALARM state sends no events.
 *
 * EventBridge rule → queue → function → topic. EventBridge delivers every change of state, whatever actions the alarm has,
 * and retries for a day; the queue adds retries and a dead-letter queue. A Lambda action of the alarm would be tried three
 * times only, and a subscription to the topic would bring the function its own alerts.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { AlarmContext, type LogProcessor, type MetricAlarms } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const alarms: MetricAlarms;
 * declare const processor: LogProcessor;
 * new AlarmContext(stack, 'AlarmContext', { alarms, processor });
 */
export class AlarmContext extends Construct implements IGrantable {
  /** The function. */
  public readonly lambdaFunction: IFunction;

  /** The role of the function. */
  public readonly grantPrincipal: IPrincipal;

  /** The queue of alarms that went into the ALARM state. */
  public readonly queue: IQueue;

  /** The queue of alarms whose search failed. */
  public readonly deadLetterQueue: IQueue;

  /** The table of alerts that were sent: the processor's, or one of its own, retained when the stack is deleted. */
  public readonly table: ITable;

  /** The log group of the function. */
  public readonly logGroup: ILogGroup;

  /** The alarms on the function itself. */
  public readonly alarms: IAlarm[];

  /** The dashboard, if there is one. */
  public readonly dashboard?: Dashboard;

  constructor(scope: Construct, id: string, props: AlarmContextProps) {
    super(scope, id);
    within(this, () =>
      checkBounds([
        { property: 'maxRecords', value: props.maxRecords, least: 1, most: 10_000 },
        { property: 'timeout', value: props.timeout?.toSeconds(), least: 30, most: 900, unit: ' seconds' },
        {
          property: 'memorySize',
          value: props.memorySize?.toMebibytes(),
          least: 256,
          most: 10_240,
          unit: ' MiB',
        },
      ]),
    );
    const worker = within(this, () => createContextWorker(this, props));
    this.queue = worker.queue;
    this.deadLetterQueue = worker.deadLetterQueue;
    this.table = worker.table;
    this.logGroup = worker.logGroup;
    this.lambdaFunction = worker.lambdaFunction;
    this.grantPrincipal = worker.lambdaFunction.grantPrincipal;
    this.alarms = worker.alarms;
    this.dashboard = worker.dashboard;
    this.createRule(props.alarms);
  }

  /** Alarms that were processed: messages deleted from the queue. */
  public metricMessages(props?: MetricOptions): Metric {
    return messagesMetric(this, props);
  }

  /** The age of the oldest message in the queue; the maximum. */
  public metricOldestMessageAge(props?: MetricOptions): Metric {
    return oldestMessageMetric(this, props);
  }

  /** Messages in the dead-letter queue; the maximum. */
  public metricDeadLetters(props?: MetricOptions): Metric {
    return deadLettersMetric(this, props);
  }

  /** Invocations of the function that failed. A batch of which some messages failed is none: those are received again. */
  public metricErrors(props?: MetricOptions): Metric {
    return errorsMetric(this, props);
  }

  private createRule({ namePrefix }: MetricAlarms): void {
    new Rule(this, 'Fired', {
      description: 'Sends alarms on a trail to the queue of the function that names their actors',
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        detail: { alarmName: Match.prefix(namePrefix), state: { value: ['ALARM'] } },
      },
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetterQueue })],
    });
  }
}
