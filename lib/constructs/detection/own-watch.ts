import { Duration, Stack } from 'aws-cdk-lib';
import { type IAlarm, type IMetric, MathExpression, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { PROCESSOR_ALARMS } from '../../core/alarm/pipeline/processor-alarms';
import { type HeartbeatWork, heartbeatMessage } from '../../core/settings/message/heartbeat';
import { AlertTopic } from '../alert/alert-topic';
import { within } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { toQueueTarget } from '../worker/queue-target';
import type { QueueWorker } from '../worker/queue-worker';
import { createAbsenceAlarm, createPipelineAlarm, createSilenceAlarm } from '../worker/worker-alarms';
import { isAnnouncedByEvents, type LogProcessorProps } from './log-processor-props';

/** Two hours: EventBridge may delay a heartbeat. */
const HOURS_WITHOUT_HEARTBEAT = 2;

/** The first digest file of a new trail is delivered two hours after its start, and one may be late. */
const HOURS_WITHOUT_DELIVERY = 4;

/**
 * The files in a digest file were delivered in the hour before it. When an account becomes quiet, there is one hour in which
 * files are listed and none is delivered, and another if the digest file is late.
 */
const HOURS_UNSEARCHED = 3;

/** A single test may fail, and SNS retries for some time. */
const HOURS_WITHOUT_TEST = 3;

/** The monitored processor, and the properties of its alarms. */
export interface OwnWatchProps {
  readonly props: LogProcessorProps;
  readonly worker: QueueWorker;
  readonly metric: (name: string, options: MetricOptions) => IMetric;
}

/**
 * Detects that the processor is inactive: an hourly heartbeat through its own queue, so that its metrics have values in a quiet
 * account, too; a test alert with each heartbeat, which must be received from the topic; and alarms on missing values.
 */
export function watchProcessor(
  scope: Construct,
  { props, worker, metric }: OwnWatchProps,
): readonly IAlarm[] {
  const { archive, alertTopic, testAlerts = true, deliveryAlarms = isAnnouncedByEvents(props) } = props;
  const alarms = new Construct(scope, 'Absence');
  const topic = testAlerts ? ownTopic(scope, props) : undefined;
  topic?._returnTests(worker.lambdaFunction);
  const summaryHour = within(scope, () => summaryHourOf(props));
  createSchedule(scope, worker, { testsAlerts: topic !== undefined, summaryHour });
  const target = { alertTopic, runbooks: props.runbooks, alarmActions: props.alarmActions };
  const silence = (
    id: keyof typeof PROCESSOR_ALARMS,
    periods: number,
    metricOf: (period: Duration) => IMetric,
  ) => createSilenceAlarm(alarms, { id, about: PROCESSOR_ALARMS[id], periods, metric: metricOf }, target);
  const { NoHeartbeatsAlarm, UnsearchedFilesAlarm } = PROCESSOR_ALARMS;
  const created = [
    createAbsenceAlarm(
      alarms,
      {
        ...{ id: 'NoHeartbeatsAlarm', about: NoHeartbeatsAlarm, periods: HOURS_WITHOUT_HEARTBEAT },
        metric: (period) => metric('Heartbeats', { period }),
      },
      target,
    ),
  ];
  if (deliveryAlarms && archive.trails.length > 0) {
    created.push(
      silence('NoDeliveriesAlarm', HOURS_WITHOUT_DELIVERY, (period) => deliveries(metric, period)),
      createPipelineAlarm(
        alarms,
        {
          ...{ id: 'UnsearchedFilesAlarm', about: UnsearchedFilesAlarm, periods: HOURS_UNSEARCHED },
          metric: () => unsearched(metric),
          threshold: 1,
        },
        target,
      ),
    );
  }
  if (topic !== undefined) {
    created.push(
      silence('PathTestAlarm', HOURS_WITHOUT_TEST, (period) => metric('PathTestsReceived', { period })),
    );
  }
  return created;
}

/** An imported topic has subscriptions that would receive the tests. */
function ownTopic(scope: Construct, { alertTopic }: LogProcessorProps): AlertTopic | undefined {
  const { account, region } = Stack.of(scope);
  const { env } = alertTopic.topic;
  const isElsewhere = isKnownDifference(env.account, account) || isKnownDifference(env.region, region);
  return alertTopic instanceof AlertTopic && !isElsewhere ? alertTopic : undefined;
}

function summaryHourOf({ dailySummary = true, dailySummaryHour }: LogProcessorProps): number | undefined {
  if (dailySummary) return dailySummaryHour ?? 6;
  if (dailySummaryHour === undefined) return undefined;
  throw new Error(
    'dailySummaryHour is given, but dailySummary is false, so it has no effect; remove one of them',
  );
}

function createSchedule(
  scope: Construct,
  { queue, deadLetterQueue }: QueueWorker,
  work: HeartbeatWork,
): void {
  new Rule(scope, 'Heartbeat', {
    description: 'Sends an hourly heartbeat to the queue of the log processor',
    schedule: Schedule.rate(Duration.hours(1)),
    targets: [
      toQueueTarget(queue, {
        deadLetterQueue,
        message: RuleTargetInput.fromObject(heartbeatMessage(EventField.time, work)),
      }),
    ],
  });
}

function deliveries(metric: OwnWatchProps['metric'], period: Duration): IMetric {
  const usingMetrics = { files: metric('Files', { period }), digests: metric('Digests', { period }) };
  return new MathExpression({ expression: 'files + digests', usingMetrics, period });
}

function unsearched(metric: OwnWatchProps['metric']): IMetric {
  const period = Duration.hours(1);
  const usingMetrics = { listed: metric('FilesListed', { period }), files: metric('Files', { period }) };
  return new MathExpression({ expression: 'IF(listed > 0 AND files < 1, 1, 0)', usingMetrics, period });
}
