import type { Duration } from 'aws-cdk-lib';
import { type IAlarm, MathExpression, type Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { RESPONDER_ALARMS } from '../../core/alarm/pipeline/machine-alarms';
import type { DescribedLines } from '../resource/describe-resource';
import { createPipelineAlarm, type WatchedMetric, watchDeadLetters } from '../worker/worker-alarms';
import type { ResponderProps } from './responder-props';

/** The resources that the alarms of a responder monitor. */
interface WatchedResponder {
  readonly options: ResponderProps;
  readonly machines: readonly StateMachine[];
  readonly deadLetterQueue: IQueue;
}

/** The alarms on alerts that were not processed, and on executions that failed or were stopped. */
export function createResponderAlarms(
  scope: Construct,
  { options, machines, deadLetterQueue }: WatchedResponder,
): IAlarm[] {
  const ended = (id: 'FailedAlarm' | 'StoppedAlarm', metricOf: MetricOf): readonly WatchedMetric[] =>
    inParts(machines).map((part, index) => ({
      ...{
        id: index === 0 ? id : `${id}${index + 1}`,
        about: RESPONDER_ALARMS[id],
        threshold: 1,
        periods: 1,
      },
      metric: (period) =>
        sumOf(
          part.map((machine) => metricOf(machine, { period })),
          period,
        ),
    }));
  const watched = [
    watchDeadLetters(deadLetterQueue, RESPONDER_ALARMS.DeadLettersAlarm),
    ...ended('FailedAlarm', (machine, props) => machine.metricFailed(props)),
    ...ended('StoppedAlarm', (machine, props) => machine.metricAborted(props)),
  ];
  return watched.map((watch) => createPipelineAlarm(scope, watch, options));
}

type MetricOf = (machine: StateMachine, props: MetricOptions) => Metric;

/** An alarm supports ten metrics. */
const METRICS_OF_ALARM = 10;

function inParts(machines: readonly StateMachine[]): readonly (readonly StateMachine[])[] {
  const starts = Array.from(
    { length: Math.ceil(machines.length / METRICS_OF_ALARM) },
    (_, part) => part * METRICS_OF_ALARM,
  );
  return starts.map((start) => machines.slice(start, start + METRICS_OF_ALARM));
}

/** Each status of failed executions has its own alarm. */
function sumOf(metrics: readonly Metric[], period: Duration): MathExpression {
  const named = metrics.map((metric, index) => [`executions${index}`, metric] as const);
  const expression = named.map(([name]) => name).join(' + ');
  return new MathExpression({ expression, usingMetrics: Object.fromEntries(named), period });
}

/** Describes which action responds to which alerts: a line for each rule of each response, and for the exemptions. */
export function describeResponses({ responses, exempt = {} }: ResponderProps): DescribedLines {
  const { principals = [], accounts = [], resources = [] } = exempt;
  return [
    ...responses.flatMap(({ _action, _isActing, _approvalTimeout, _ruleNames }) =>
      _ruleNames.map((name): [string, string] => [
        `${_action} ${name}`,
        _isActing ? (_approvalTimeout === undefined ? 'acts' : 'acts after approval') : 'dry run',
      ]),
    ),
    ...[...principals, ...accounts, ...resources].map((each): [string, string] => [
      `exempt ${each}`,
      'from every response',
    ]),
  ];
}
