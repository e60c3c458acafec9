import type { Duration } from 'aws-cdk-lib';
import { type IAlarm, MathExpression, type Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { RESPONDER_ALARMS } from '../../core/alarm/pipeline/machine-alarms';
import { createPipelineAlarm, type WatchedMetric, watchDeadLetters } from '../worker/worker-alarms';
import type { ResponderProps } from './responder-props';

/** What the alarms of a responder watch. */
interface WatchedResponder {
  readonly options: ResponderProps;
  readonly machines: readonly StateMachine[];
  readonly deadLetterQueue: IQueue;
}

/** The alarms on alerts that were not answered, and on executions that failed or were stopped. */
export function createResponderAlarms(
  scope: Construct,
  { options, machines, deadLetterQueue }: WatchedResponder,
): IAlarm[] {
  const ended = (id: 'FailedAlarm' | 'StoppedAlarm', metricOf: MetricOf): WatchedMetric => ({
    ...{ id, about: RESPONDER_ALARMS[id], threshold: 1, periods: 1 },
    metric: (period) =>
      sumOf(
        machines.map((machine) => metricOf(machine, { period })),
        period,
      ),
  });
  const watched = [
    watchDeadLetters(deadLetterQueue, RESPONDER_ALARMS.DeadLettersAlarm),
    ...(machines.length === 0
      ? []
      : [
          ended('FailedAlarm', (machine, props) => machine.metricFailed(props)),
          ended('StoppedAlarm', (machine, props) => machine.metricAborted(props)),
        ]),
  ];
  return watched.map((watch) => createPipelineAlarm(scope, watch, options));
}

type MetricOf = (machine: StateMachine, props: MetricOptions) => Metric;

/** An alarm takes ten metrics, and there are fewer actions: each ending of executions has an alarm of its own. */
function sumOf(metrics: readonly Metric[], period: Duration): MathExpression {
  const named = metrics.map((metric, index) => [`executions${index}`, metric] as const);
  const expression = named.map(([name]) => name).join(' + ');
  return new MathExpression({ expression, usingMetrics: Object.fromEntries(named), period });
}
