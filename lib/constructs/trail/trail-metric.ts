import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { errorAt } from '../preflight/construct-error';
import { importOf } from './app-trails';
import type { IAuditTrail } from './audit-trail-interface';

/**
 * A metric of the trail's log group. Created here, because the metric of the CDK's log group has a name that does not exist in
 * CloudWatch.
 */
export function logMetricOf(trail: IAuditTrail, metricName: string, props: MetricOptions): Metric {
  const { logGroup } = trail;
  if (logGroup === undefined) {
    const { trailName } = importOf(trail) ?? trail.identity;
    throw errorAt(
      trail,
      `the trail '${trailName}' has no log group, and so no metric; ${LOG_GROUP_PROPERTIES}`,
    );
  }
  const dimensionsMap = { LogGroupName: logGroup.logGroupName };
  const shape = { namespace: 'AWS/Logs', metricName, dimensionsMap, statistic: 'Sum' };
  return new Metric({ ...shape, ...props }).attachTo(trail);
}

/** The property that sets the log group of a trail, for messages. */
export const LOG_GROUP_PROPERTIES =
  'set cloudWatchLogs, or give the logGroup of an imported trail to AuditTrail.fromTrailAttributes';
