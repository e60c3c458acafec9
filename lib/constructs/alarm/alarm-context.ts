import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { CONTEXT_METRICS } from '../../core/settings/alarm-context-settings';
import { checkBounds } from '../preflight/check-bounds';
import { within } from '../preflight/construct-error';
import { describeResource } from '../resource/describe-resource';
import { memoryBounds } from '../worker/function-props';
import { toQueueTarget } from '../worker/queue-target';
import { Worker } from '../worker/worker';
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
 * declare const metricAlarms: MetricAlarms;
 * declare const processor: LogProcessor;
 * new AlarmContext(stack, 'AlarmContext', { metricAlarms, processor });
 */
export class AlarmContext extends Worker {
  /** @internal */
  protected readonly _ownMetrics = { noun: 'alarm context', units: CONTEXT_METRICS };

  constructor(scope: Construct, id: string, props: AlarmContextProps) {
    super(scope, id);
    within(this, () =>
      checkBounds([
        { property: 'maxRecords', value: props.maxRecords, least: 1, most: 10_000 },
        { property: 'timeout', value: props.timeout?.toSeconds(), least: 30, most: 900, unit: ' seconds' },
        memoryBounds(props),
      ]),
    );
    this._parts = within(this, () =>
      createContextWorker(this, {
        ...{ props, contextName: this._workerName },
        metric: (name, options) => this.metric(name, options),
      }),
    );
    describeResource(this.lambdaFunction, () => ({
      construct: 'AlarmContext',
      Routes: [
        [`alarms of ${props.metricAlarms.node.path}`, `up to ${props.maxRecords ?? 500} records of each`],
      ],
    }));
    this.createRule(props.metricAlarms);
  }

  /** Searches that were completed. */
  public metricSearches(props?: MetricOptions): Metric {
    return this.metric('Searches', props);
  }

  /** Alarms behind which no record was found. */
  public metricEmptyAlarms(props?: MetricOptions): Metric {
    return this.metric('EmptyAlarms', props);
  }

  /** Records that the filters of alarms found, those included that were reported before. */
  public metricRecords(props?: MetricOptions): Metric {
    return this.metric('Records', props);
  }

  /** Records that were found and are over `maxRecords`. */
  public metricUnreported(props?: MetricOptions): Metric {
    return this.metric('Unreported', props);
  }

  private createRule({ namePrefix }: MetricAlarms): void {
    new Rule(this, 'Fired', {
      description: 'Sends alarms on a trail to the queue of the function that names their actors',
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        detail: { alarmName: Match.prefix(namePrefix), state: { value: ['ALARM'] } },
      },
      targets: [toQueueTarget(this.queue, { deadLetterQueue: this.deadLetterQueue })],
    });
  }
}
