import { Duration, Size } from 'aws-cdk-lib';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { REALTIME_ALARMS } from '../../core/alarm/pipeline/processor-alarms';
import {
  REALTIME_ALERTS_ENVIRONMENT,
  type RealtimeMetric,
} from '../../core/settings/realtime-alerts-settings';
import type { RuleSet } from '../rule/rule-set';
import { createQueueWorker, type QueueWorker } from '../worker/queue-worker';
import { toRulesDocument, toRulesEnvironment } from '../worker/rules-document';
import type { RequiredMetric, WatchedMetric } from '../worker/worker-alarms';
import { pipelineGraphs, type WorkerGraph } from '../worker/worker-dashboard';
import type { WorkerJob } from '../worker/worker-function';
import type { RealtimeAlertsProps } from './realtime-alerts-props';

/** Events are delivered one by one: a batch contains those received in the meantime. */
const BATCH_SIZE = 10;

/** After five minutes the log file raises the alert as soon. */
const MAX_WAIT = Duration.minutes(5);

/** The delay of every event in five minutes, in two consecutive periods, at which the log files are as fast. */
const MAX_LAG = Duration.minutes(15);

/** The number of consecutive hours without a heartbeat that raises the alarm. */
const HOURS_WITHOUT_HEARTBEAT = 2;

/** Properties of the worker of realtime alerts. */
export interface RealtimeWorkerProps {
  readonly props: RealtimeAlertsProps;
  readonly rules: RuleSet;
  readonly realtimeName: string;
  readonly metric: (name: RealtimeMetric, options: MetricOptions) => IMetric;
}

/** The worker of realtime alerts: searches events from the home bus for the rules. */
export function createRealtimeWorker(
  scope: Construct,
  { props, rules, realtimeName, metric }: RealtimeWorkerProps,
): QueueWorker {
  return createQueueWorker(scope, {
    job: toJob(props),
    options: props,
    timeout: props.timeout ?? Duration.seconds(30),
    alertTopic: props.alertTopic,
    raising: props.processor?._raising ?? {},
    table: props.processor?.table,
    macKey: props.processor?._macKey,
    document: toRulesDocument(rules),
    environment: (common, rulesFile) => ({
      ...REALTIME_ALERTS_ENVIRONMENT.encode({
        ...{ ...common, rulesFile, realtimeName },
        ownOrganization: props.processor?._ownOrganization ?? 'none',
      }),
      ...toRulesEnvironment(rules),
      ...props.processor?._silences?.environment,
    }),
    alarms: {
      pipeline: REALTIME_ALARMS,
      oldestMessageAge: MAX_WAIT,
      others: () => [watchLag(metric)],
      required: [watchHeartbeats(metric)],
    },
    graphs: (pipeline) => [...toGraphs(metric), ...pipelineGraphs(pipeline)],
  });
}

/** The home Region also sends heartbeats: if none is received, the path to the function is broken. */
function watchHeartbeats(metric: RealtimeWorkerProps['metric']): RequiredMetric {
  return {
    ...{
      id: 'NoHeartbeatsAlarm',
      about: REALTIME_ALARMS.NoHeartbeatsAlarm,
      periods: HOURS_WITHOUT_HEARTBEAT,
    },
    metric: (period) => metric('Heartbeats', { period }),
  };
}

/** The minimum: a single event that is received again after days does not mean that others are late. */
function watchLag(metric: RealtimeWorkerProps['metric']): WatchedMetric {
  return {
    ...{ id: 'DeliveryLagAlarm', about: REALTIME_ALARMS.DeliveryLagAlarm, periods: 2 },
    metric: (period) => metric('DeliveryLag', { period, statistic: 'Minimum' }),
    threshold: MAX_LAG.toMilliseconds(),
  };
}

function toGraphs(metric: RealtimeWorkerProps['metric']): readonly WorkerGraph[] {
  const period = Duration.hours(1);
  return [
    { title: 'Alerts per hour', left: [metric('Matched', { period }), metric('Alerts', { period })] },
    { title: 'Records per hour', left: [metric('Records', { period })] },
    { title: 'Delivery lag', left: [metric('DeliveryLag', { period })] },
    { title: 'Messages that failed per hour', left: [metric('MessagesFailed', { period })] },
  ];
}

function toJob({ maxConcurrency, processor }: RealtimeAlertsProps): WorkerJob {
  return {
    bundle: 'realtime-alerts',
    description: 'Searches events of CloudTrail for the rules of trailwatch and sends alerts within seconds',
    roleDescription: 'Permissions of the function of the realtime alerts of trailwatch',
    services: 'SQS, DynamoDB and SNS',
    logContents: 'ids of records and names of rules, no records',
    memorySize: Size.mebibytes(512),
    batchSize: BATCH_SIZE,
    maxConcurrency: maxConcurrency ?? 10,
    ...(processor?._silences && { grant: (role) => processor._silences?.grantRead(role) }),
  };
}
