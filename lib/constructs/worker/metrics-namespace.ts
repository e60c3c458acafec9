/** The namespace of the CloudWatch metrics that the functions publish. */
export const METRICS_NAMESPACE = 'Trailwatch';
