import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

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
