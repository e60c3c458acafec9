import type { ChargesOf } from '../charge';
import { known } from '../counts';

/** Alarms on shorter periods are of high resolution. */
const STANDARD_PERIOD_SECONDS = 60;

/** `AWS::CloudWatch::Alarm`: each metric, and no expression over them. */
export const alarmCharges: ChargesOf = ({ properties }) => {
  const queries = properties.items('Metrics').filter((query) => query.has('MetricStat'));
  const periods = [
    properties.number('Period'),
    ...queries.map((query) => query.number('MetricStat', 'Period')),
  ];
  const isShort = periods.some((period = STANDARD_PERIOD_SECONDS) => period < STANDARD_PERIOD_SECONDS);
  return [
    {
      price: isShort ? 'highResolutionAlarmMetric' : 'alarmMetric',
      amount: known(Math.max(1, queries.length)),
    },
  ];
};

/** `AWS::CloudWatch::CompositeAlarm`. */
export const compositeAlarmCharges: ChargesOf = () => [{ price: 'compositeAlarm', amount: known(1) }];

/** `AWS::CloudWatch::Dashboard`. */
export const dashboardCharges: ChargesOf = () => [{ price: 'dashboard', amount: known(1) }];

/** `AWS::Logs::MetricFilter`: the metrics that it writes. Those with dimensions are more. */
export const metricFilterCharges: ChargesOf = ({ properties }) => [
  {
    price: 'metric',
    amount: known(properties.items('MetricTransformations').length),
    note: 'at most: a metric costs in the hours in which it has values',
  },
];
