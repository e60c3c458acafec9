/** The one dimension of every metric that a handler publishes; its value is the name of the worker. */
export const METRIC_DIMENSION = 'service';

/** The metrics of every handler that raises alerts from a queue, with their CloudWatch units. */
export const RAISING_METRICS = {
  /** Alerts published, storm reports and operational alerts included. */
  Alerts: 'Count',
  /** Alerts not sent singly, because their window had more than the storm threshold. */
  AlertsGrouped: 'Count',
  /** Alerts not sent because an earlier delivery or check had sent or grouped them. */
  AlertsRepeated: 'Count',
  /** Messages given back to the queue, for whatever reason. */
  MessagesFailed: 'Count',
} as const;
