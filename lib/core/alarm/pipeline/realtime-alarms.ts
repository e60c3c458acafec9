import type { PipelineAlarm } from './pipeline-alarm';

/** The alarms of `RealtimeAlerts`, by their construct ids. */
export const REALTIME_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'realtime-alerts-dead-letters',
    title: 'Events from the bus moved to the dead-letter queue',
    meaning: 'Events of CloudTrail from the bus moved to the dead-letter queue: they were not searched.',
    firstSteps: [
      "Read a message of the dead-letter queue: it is the whole event. Fix what the function's log says, and start a redrive to the queue. Messages are kept for 14 days.",
      'A log processor with the same rules sent their alerts minutes later, with the log file.',
      'An event that is not of CloudTrail was put on the bus by a principal of the account that it names; it cannot implicate another account.',
    ],
  },
  OldestMessageAlarm: {
    runbook: 'realtime-alerts-oldest-message',
    title: 'Alerts from the bus are late',
    meaning:
      'Events wait longer than the threshold, five minutes by default: alerts come no sooner than with the log files.',
    firstSteps: ['Check throttles and errors of the function; if there are none, raise maxConcurrency.'],
  },
  ErrorsAlarm: {
    runbook: 'realtime-alerts-errors',
    title: 'Invocations of the realtime alerts fail',
    meaning: 'Invocations of the function that searches events from the bus fail, not single events.',
    firstSteps: [
      'Read the newest error in its log: most often its settings, its rules, or a permission. Events wait in the queue meanwhile and are not lost.',
    ],
  },
  ThrottlesAlarm: {
    runbook: 'realtime-alerts-throttles',
    title: 'The realtime alerts are throttled',
    meaning:
      "The function that searches events from the bus is throttled: the account's concurrency is exhausted.",
    firstSteps: [
      'Give the function reserved concurrency, or ask for a higher quota. Events wait in the queue meanwhile.',
    ],
  },
  DeliveryLagAlarm: {
    runbook: 'realtime-alerts-delivery-lag',
    title: 'Events reach the realtime alerts late',
    meaning:
      'All events that came from the bus in ten minutes were more than 15 minutes old: realtime alerts come no sooner than those of the log files.',
    firstSteps: [
      'Is a dead-letter queue being redriven? Its events are old, and the alarm ends with them.',
      "If not, check the alarm on the oldest message: where the queue is empty, events are late before it. Look for retries in the metrics of the forwarding rules (RetryInvocationAttempts and FailedInvocations in AWS/Events) of each Region, and at AWS's own status of CloudTrail and EventBridge.",
      'Nothing is lost meanwhile: EventBridge retries for a day, and a log processor finds the same records in the log files.',
    ],
  },
  NoHeartbeatsAlarm: {
    runbook: 'realtime-alerts-no-heartbeats',
    title: 'No heartbeat of any Region arrives',
    meaning:
      'No hourly heartbeat came over the home bus for two hours: events of CloudTrail do not come either.',
    firstSteps: [
      'Is the event source mapping of the function enabled, and are the rules of the home bus (Arrived, Heartbeats) and the heartbeat rule of the Region?',
      'Who changed it? An attacker who wants no alerts disables this first. A log processor with the same rules sends the alerts minutes later.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;
