import { Duration, Stack, Token } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IAlarm,
  type IAlarmAction,
  type IMetric,
  MathExpression,
  type Metric,
  type MetricOptions,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { PipelineAlarm } from '../../core/alarm/pipeline/monitor-alarms';
import type { IAlertTopic } from '../alert/alert-topic';
import { toAlarmAction } from '../alert/check-topic-region';
import { checkBounds, timeBound } from '../preflight/check-bounds';
import { errorAt, within } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { describeWithRunbook } from './worker-log-group';
import type { WorkerAlarmThresholds } from './worker-options';

/** The resources of the AWS metrics that every worker has. */
interface Measured {
  readonly deadLetterQueue: IQueue;
  readonly lambdaFunction: IFunction;
}

/** Messages in the dead-letter queue. */
export function deadLettersMetric(
  { deadLetterQueue }: Pick<Measured, 'deadLetterQueue'>,
  props?: MetricOptions,
): Metric {
  return deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', ...props });
}

/** Invocations that failed. */
export function errorsMetric(
  { lambdaFunction }: Pick<Measured, 'lambdaFunction'>,
  props?: MetricOptions,
): Metric {
  return lambdaFunction.metricErrors(props);
}

/** The namespace of the CloudWatch metrics that the functions publish. */
export const METRICS_NAMESPACE = 'Trailwatch';

/** A metric of trailwatch's own operation, and its alarm threshold. */
export interface WatchedMetric {
  readonly id: string;
  readonly about: PipelineAlarm;
  readonly metric: (period: Duration) => IMetric;
  /** The alarm is raised at this value and above. */
  readonly threshold: number;
  /** The number of consecutive periods: of five minutes, or of an hour for alarms on missing data. */
  readonly periods: number;
}

/** A metric whose missing data raises an alarm. */
export type RequiredMetric = Omit<WatchedMetric, 'threshold'>;

const PERIOD = Duration.minutes(5);

/** A function that reads a queue. */
export interface WorkerPipeline {
  readonly lambdaFunction: IFunction;
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
}

/** The alarms that every worker has. */
export interface WorkerPipelineAlarms {
  readonly DeadLettersAlarm: PipelineAlarm;
  readonly OldestMessageAlarm: PipelineAlarm;
  readonly ErrorsAlarm: PipelineAlarm;
  readonly ThrottlesAlarm: PipelineAlarm;
  /** The construct id of the alarm on the oldest message, if it differs from its key. */
  readonly oldestMessageAlarmId?: string;
}

/** The metrics of a function and its queue with their thresholds. */
export function watchPipeline(
  { lambdaFunction, queue, deadLetterQueue }: WorkerPipeline,
  alarms: WorkerPipelineAlarms,
  thresholds: WorkerAlarmThresholds & { readonly oldestMessageAge: Duration },
): readonly WatchedMetric[] {
  const { DeadLettersAlarm, OldestMessageAlarm, ErrorsAlarm, ThrottlesAlarm } = alarms;
  within(queue.node.scope ?? queue, () => checkThresholds(thresholds));
  return [
    watchDeadLetters(deadLetterQueue, DeadLettersAlarm, thresholds.deadLetters),
    {
      ...{ id: alarms.oldestMessageAlarmId ?? 'OldestMessageAlarm', about: OldestMessageAlarm, periods: 2 },
      metric: (period) => queue.metricApproximateAgeOfOldestMessage({ period }),
      threshold: thresholds.oldestMessageAge.toSeconds(),
    },
    {
      ...{ id: 'ErrorsAlarm', about: ErrorsAlarm, threshold: thresholds.errors ?? 1, periods: 2 },
      metric: (period) => lambdaFunction.metricErrors({ period }),
    },
    {
      ...{ id: 'ThrottlesAlarm', about: ThrottlesAlarm, threshold: thresholds.throttles ?? 1, periods: 3 },
      metric: (period) => lambdaFunction.metricThrottles({ period }),
    },
  ];
}

/** A threshold of none always raises its alarm, and an age that no message reaches never does: queues keep messages for seven days. */
function checkThresholds({ oldestMessageAge, ...counts }: WorkerAlarmThresholds): void {
  const [least, most] = [1, 1_000_000];
  checkBounds([
    ...(['deadLetters', 'errors', 'throttles'] as const).map((name) => ({
      ...{ property: `alarmThresholds.${name}`, value: counts[name], least, most },
    })),
    timeBound('alarmThresholds.oldestMessageAge', oldestMessageAge, {
      ...{ unit: 'seconds', least: 60, most: Duration.days(6).toSeconds() },
    }),
  ]);
}

/** The number of messages in a dead-letter queue. */
export function watchDeadLetters(
  deadLetterQueue: IQueue,
  about: PipelineAlarm,
  threshold = 1,
): WatchedMetric {
  return {
    ...{ id: 'DeadLettersAlarm', about, threshold, periods: 1 },
    metric: (period) =>
      deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
  };
}

/** The actions and links of alarms on trailwatch's own operation. */
export interface PipelineAlarmOptions {
  readonly alertTopic: IAlertTopic;
  readonly runbooks?: string;
  readonly alarmActions?: IAlarmAction[];
}

/** An alarm on trailwatch's own operation; its description explains it and links to its runbook. */
export function createPipelineAlarm(
  scope: Construct,
  watch: WatchedMetric,
  options: PipelineAlarmOptions,
): IAlarm {
  return createAlarm(scope, watch, options, {
    metric: watch.metric(PERIOD),
    threshold: watch.threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

/**
 * An alarm that is raised if nothing is counted for a number of consecutive hours.
 *
 * FILL turns hours without data into zeros while the metric has data in the evaluation range, which is longer than the
 * evaluated periods. Before the first data, and after an outage longer than the range, the state does not change: a new stack
 * raises no alarm, and a raised alarm persists.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function createAbsenceAlarm(
  scope: Construct,
  watch: RequiredMetric,
  options: PipelineAlarmOptions,
): IAlarm {
  const period = Duration.hours(1);
  const counted = watch.metric(period);
  return createAlarm(scope, watch, options, {
    metric: new MathExpression({ expression: 'FILL(counted, 0)', usingMetrics: { counted }, period }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.IGNORE,
  });
}

/**
 * An alarm that is raised if a metric is zero for a number of consecutive hours. Hours without data do not count: they may
 * precede the stack, and missing data has its own alarm.
 */
export function createSilenceAlarm(
  scope: Construct,
  watch: RequiredMetric,
  options: PipelineAlarmOptions,
): IAlarm {
  return createAlarm(scope, watch, options, {
    metric: watch.metric(Duration.hours(1)),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

function createAlarm(
  scope: Construct,
  { id, about, periods }: RequiredMetric,
  { alertTopic, runbooks, alarmActions = [] }: PipelineAlarmOptions,
  condition: Pick<AlarmProps, 'metric' | 'threshold' | 'comparisonOperator' | 'treatMissingData'>,
): IAlarm {
  const { meaning, firstSteps, runbook } = about;
  const alarm = new Alarm(scope, id, {
    ...condition,
    evaluationPeriods: periods,
    alarmDescription: describeWithRunbook(`${meaning} ${firstSteps[0] ?? ''}`, runbook, runbooks),
  });
  const own = checkedActions(scope, alarmActions);
  alarm.addAlarmAction(toAlarmAction(alarm, alertTopic), ...own);
  return alarm;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_ACTIONS = 5;

/** The actions that an alarm gets beside that of the alert topic. Throws where they are too many, or, once they are bound, elsewhere. */
export function checkedActions(scope: Construct, actions: readonly IAlarmAction[]): IAlarmAction[] {
  if (actions.length >= MAX_ACTIONS) {
    throw errorAt(
      scope,
      `alarmActions has ${actions.length} actions, but an alarm allows ${MAX_ACTIONS}, including the one for the alert topic; name fewer`,
    );
  }
  return actions.map((action) => inRegion(scope, action));
}

/** CloudWatch refuses an alarm with an action of another Region; response plans have none. */
function inRegion(scope: Construct, action: IAlarmAction): IAlarmAction {
  return {
    bind: (at, alarm) => {
      const config = action.bind(at, alarm);
      const { alarmActionArn: arn } = config;
      const own = Token.isUnresolved(arn) ? '' : (arn.split(':')[3] ?? '');
      const { region } = Stack.of(scope);
      if (own === '' || !isKnownDifference(own, region)) return config;
      throw errorAt(
        scope,
        `alarmActions has '${arn}', but the alarm is in '${region}'; name an action in that Region`,
      );
    },
  };
}
